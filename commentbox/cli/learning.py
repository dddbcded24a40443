"""``commentbox train``: learn from the decisions of a site, and take it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.cli.session import find_site, now, settings, turn, writing
from commentbox.extensions import make_engine
from commentbox.learning.earning import renew_earned
from commentbox.learning.judging import CheckFigures, Quality, Why, known_checks
from commentbox.learning.labels import MOST, decided
from commentbox.learning.study import study
from commentbox.learning.training import Learnt, learn, store
from commentbox.learning.turns import claim, finish, give_up, is_due, release, renew
from commentbox.learning.versions import roll_back, standing, versions
from commentbox.models import LayerVersion, Site
from commentbox.posting.layers import layer_of
from commentbox.screening.encoder import scorer

#: What came of a check, in words.
WHY = {
    Why.BETTER: "accepted",
    Why.LESS_TRUE: "not accepted: its scores are less true",
    Why.WORSE_ORDER: "not accepted: its order is worse",
    Why.TOO_FEW: "too few decisions to learn from",
}

Say = Callable[[str], None]


@click.command()
@click.option("--site", "name", help="The site, where there is more than one.")
@click.option("--dry-run", is_flag=True, help="Learn and judge, and store nothing.")
@click.option("--list", "listed", is_flag=True, help="Say what has been learnt so far.")
@click.option("--roll-back", type=click.IntRange(1, 2**31 - 1), metavar="VERSION")
@click.option("--generic", is_flag=True, help="Go back to the shipped models alone.")
@click.option(
    "--decisions",
    type=click.IntRange(min=1),
    default=MOST,
    show_default=True,
    help="Learn from so many at most, the newest.",
)
def train(
    name: str | None,
    roll_back: int | None,
    decisions: int,
    *,
    dry_run: bool,
    listed: bool,
    generic: bool,
) -> None:
    """Learn from the decisions of a site what the shipped models do not know.

    What was learnt is in force from then on where it is not worse on the newest
    decisions, which it has not seen. May be stopped and started again at any time.
    """
    if sum([dry_run, listed, generic, roll_back is not None]) > 1:
        raise click.UsageError(
            "give one of --dry-run, --list, --roll-back and --generic"
        )
    if listed:
        _list(name)
    elif generic or roll_back is not None:
        _go_back(name, roll_back)
    else:
        _train(name, decisions, dry_run=dry_run)


def run_training(
    engine: Engine, site_id: int, *, most: int, say: Say, if_due: bool = False
) -> tuple[Learnt, LayerVersion | None] | None:
    """Learn and store what came of it; commits. None: another process is at it.

    ``if_due``: or has been, meanwhile.
    """
    if not _claimed(engine, site_id, if_due=if_due):
        return None

    def goes_on(what: str) -> None:
        say(what)
        with turn(engine) as session:
            renew(session, site_id, now=now())

    try:
        learnt, last, before = _learn(engine, site_id, most, goes_on)
        return learnt, _stored(engine, site_id, learnt, last, before)
    except Exception:
        with turn(engine) as session:
            give_up(session, site_id, now=now())
        raise
    except BaseException:
        # Stopped, and not tried.
        with turn(engine) as session:
            release(session, site_id)
        raise


def _claimed(engine: Engine, site_id: int, *, if_due: bool) -> bool:
    with turn(engine) as session:
        if not claim(session, site_id, now=now()):
            return False
        site = session.get_one(Site, site_id)
        if if_due and not is_due(session, site, now=now()):
            release(session, site_id)
            return False
    return True


def _stored(
    engine: Engine, site_id: int, learnt: Learnt, last: int, before: int | None
) -> LayerVersion | None:
    row = None
    with turn(engine) as session:
        if session.get_one(Site, site_id).layer_version != before:
            # It was judged against that, and has parts of it.
            raise click.ClickException(
                "somebody went back to another version meanwhile; nothing is stored"
            )
        if not learnt.nothing:
            row = store(session, site_id, learnt, moderator=None, now=now())
        renew_earned(session, session.get_one(Site, site_id))
        finish(session, site_id, last, now=now())
    return row


def screening_engine() -> Engine:
    """Return the database of the settings, with the screening as they want it."""
    config = settings()
    if not config.encoder:
        # What is learnt stands on the scores that serving processes give.
        scorer.disable()
    return make_engine(config.sqlalchemy_url)


def _learn(
    engine: Engine, site_id: int, most: int, say: Say
) -> tuple[Learnt, int, int | None]:
    with Session(engine) as session:
        site = session.get_one(Site, site_id)
        before = site.layer_version

        def progress(done: int, of: int) -> None:
            say(f"reading decisions: {done} of {of}")

        given = study(decided(session, site, most=most, progress=progress))
        in_force = layer_of(session, site)
    return learn(given, in_force, say=say), given.last, before


def _train(name: str | None, most: int, *, dry_run: bool) -> None:
    engine = screening_engine()
    try:
        with Session(engine) as session:
            site = find_site(session, name)
            site_id, site_name = site.id, site.name
        say: Say = lambda text: click.echo(text, err=True)  # noqa: E731
        row = None
        if dry_run:
            learnt, _last, _before = _learn(engine, site_id, most, say)
        else:
            done = run_training(engine, site_id, most=most, say=say)
            if done is None:
                raise click.ClickException(
                    f"another process is training {site_name}; try again later"
                )
            learnt, row = done
    finally:
        engine.dispose()
    click.echo("\n".join(_told(site_name, learnt, row)))


def _told(site: str, learnt: Learnt, row: LayerVersion | None) -> Iterator[str]:
    if learnt.nothing:
        yield f"{site}: there are not enough decisions yet to learn anything from."
    elif row is None:
        yield f"{site}: tried, and nothing stored"
    elif row.accepted:
        yield f"{site}: version {row.version} is in force"
    else:
        yield f"{site}: version {row.version} is no better and stays aside"
    for check, figures in learnt.figures.items():
        yield from _figures(check, figures)


def _figures(check: str, figures: CheckFigures) -> Iterator[str]:
    sizes = (
        f"learnt from {figures.trained_on} ({figures.trained_breaches} breaches),"
        f" judged by {figures.judged_by} ({figures.judged_breaches})"
    )
    yield f"  {check}: {WHY[figures.why]}; {sizes}"
    for name, quality in (
        ("new", figures.candidate),
        ("in force", figures.in_force),
        ("shipped", figures.generic),
    ):
        if quality is not None:
            yield f"    {name:8}  {_quality(quality)}"


def _quality(quality: Quality) -> str:
    order = "-" if quality.auc is None else f"{quality.auc:.3f}"
    precision = quality.average_precision
    mean = "-" if precision is None else f"{precision:.3f}"
    return f"log loss {quality.log_loss:.3f}  AUC {order}  average precision {mean}"


def _list(name: str | None) -> None:
    engine = screening_engine()
    with Session(engine) as session:
        site = find_site(session, name)
        stands = standing(session, site)
        for row in versions(session, site.id):
            here = (
                "in force"
                if row.version == site.layer_version
                else ("accepted" if row.accepted else "not accepted")
            )
            click.echo(f"{row.version}  {row.trained_at:%Y-%m-%d %H:%M}  {here}")
            for check, figures in known_checks(row.figures).items():
                click.echo("\n".join(_figures(check, figures)))
        if site.layer_version is None:
            click.echo("in force: the shipped models alone")
        if stands.outdated:
            click.echo("rests until the next training: the shipped models are new")
    engine.dispose()


def _go_back(name: str | None, version: int | None) -> None:
    with writing() as session:
        site = find_site(session, name)
        roll_back(session, site, version, moderator=None, now=now())
        which = "the shipped models alone" if version is None else f"version {version}"
        click.echo(f"{site.name}: in force: {which}")
