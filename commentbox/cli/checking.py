"""``commentbox doctor``: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.articles import reindexing
from commentbox.cli.session import now
from commentbox.config import Config, ConfigError
from commentbox.domain.states import State
from commentbox.extensions import begin_write, make_engine
from commentbox.jobs.queue import count_dead
from commentbox.learning.versions import standing
from commentbox.models import Article, IntendedDecision, NetworkKey, Site, recount
from commentbox.models.recount import Astray
from commentbox.screening import encoder

#: A decision is carried out a second after its time; later, and nobody is at work.
OVERDUE = timedelta(minutes=1)
#: Keys are deleted twice a minute.
TIDY = timedelta(minutes=5)

#: So many of one kind are named; the rest is counted.
NAMED = 5

REPAIR = "commentbox doctor --repair"
SERVE = "start commentbox serve, which carries them out"
PURGE = "commentbox purge; commentbox serve does it by itself"
WITHOUT = "make encoder installs it anew; COMMENTBOX_ENCODER=off does without it"
JOBS = (
    "the log says why; what is asked for again is tried again "
    "(purge: see COMMENTBOX_PURGE_URL; with the next public change)"
)
TRAIN = "commentbox train --site NAME; commentbox worker does it at night"

#: A check says what is wrong, a line each; nothing where all is well.
Check = Callable[[Session, datetime], Iterable[str]]


@click.command()
@click.option("--repair", is_flag=True, help="Set counters and the search right.")
def doctor(*, repair: bool) -> None:
    """Check the set-up and the data, and say what to do. Exits 1 if something is wrong.

    Without --repair nothing is changed.
    """
    config = _read_settings()
    well = _tell("settings", _settings(config), "see docs/settings.md")
    if not config.encoder:
        encoder.disable()
    well &= _tell("second tier", _second_tier(), WITHOUT)
    engine = make_engine(config.sqlalchemy_url)
    try:
        # Where the tables are missing, nothing can be said of what they hold.
        well &= _tell("database", _schema(engine), "commentbox db upgrade") and (
            _data(engine, repair=repair)
        )
    finally:
        engine.dispose()
    sys.exit(0 if well else 1)


def _data(engine: Engine, *, repair: bool) -> bool:
    with Session(engine) as session:
        if repair:
            begin_write(session)
            for line in _repaired(session, now()):
                click.echo(f"repaired  {line}")
            session.commit()
        results = [
            _tell(name, check(session, now()), advice) for name, check, advice in CHECKS
        ]
    return all(results)


def _read_settings() -> Config:
    try:
        return Config.from_env(os.environ)
    except ConfigError as error:
        _tell("settings", [str(error)], "see docs/settings.md")
        sys.exit(1)


def _settings(config: Config) -> Iterator[str]:
    try:
        config.with_secret()
    except ConfigError as error:
        yield str(error)
    if config.base_url == Config().base_url:
        yield "COMMENTBOX_BASE_URL is not set: links lead to this machine only"


def _second_tier() -> Iterator[str]:
    """Where it is not installed or switched off, nothing is wrong."""
    if encoder.prepare() is encoder.State.BROKEN:
        yield "is installed and does not work; texts are judged without it"


def _schema(engine: Engine) -> Iterator[str]:
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path and not Path(path).is_file():
        yield "there is no database yet"
        return
    try:
        if not schema.is_current(engine):
            yield "its tables are those of another version"
    except OperationalError as error:
        yield f"cannot be reached: {error.orig}"


def _lanes(session: Session, _now: datetime) -> Iterator[str]:
    return _counters(session, recount.lanes_astray(session))


def _articles(session: Session, _now: datetime) -> Iterator[str]:
    return _counters(session, recount.articles_astray(session))


def _counters(session: Session, found: Iterable[Astray]) -> Iterator[str]:
    for astray in found:
        site = session.get_one(Site, astray.site_id)
        if isinstance(astray.of, State):
            name = f"lane {astray.of.value}"
        else:
            name = f"article {session.get_one(Article, astray.of).key}"
        yield f"{site.name}, {name}: {astray.says}, in truth {astray.counted}"


def _search(session: Session, _now: datetime) -> Iterator[str]:
    if missing := reindexing.count_missing(session):
        yield f"{missing} texts cannot be found"
    if erased := reindexing.count_erased(session):
        yield f"{erased} erased texts can be found"


def _intents(session: Session, now: datetime) -> Iterator[str]:
    query = select(func.count()).where(
        IntendedDecision.due_at < now - OVERDUE,
        IntendedDecision.overtaken_at.is_(None),
    )
    if overdue := session.scalar(query):
        yield f"{overdue} are overdue: no process is serving"


def _keys(session: Session, now: datetime) -> Iterator[str]:
    query = select(NetworkKey.made_at, Site.name, Site.network_days)
    for made_at, name, days in session.execute(
        query.join(Site, Site.id == NetworkKey.site_id).order_by(Site.id)
    ):
        if made_at < now - timedelta(days=days) - TIDY:
            yield f"that of {name} is older than {days} days"


def _layers(session: Session, _now: datetime) -> Iterator[str]:
    for site in session.scalars(select(Site).order_by(Site.id)):
        stands = standing(session, site)
        if site.layer_version is not None and stands.in_force is None:
            yield f"{site.name}: version {site.layer_version} is not there"
        elif stands.outdated:
            yield f"{site.name}: rests, since the shipped models are new"


def _jobs(session: Session, _now: datetime) -> Iterator[str]:
    for kind, count in count_dead(session).items():
        yield f"{count} of the kind {kind} were given up"


def _repaired(session: Session, now: datetime) -> Iterator[str]:
    yield from _counters(session, recount.recount_articles(session, now=now))
    yield from _counters(session, recount.recount_lanes(session))
    if count := reindexing.drop_erased(session):
        yield f"{count} erased texts cannot be found any more"
    if count := reindexing.index_missing(session):
        yield f"{count} texts can be found again"


CHECKS: tuple[tuple[str, Check, str], ...] = (
    ("counts of lanes", _lanes, REPAIR),
    ("counts of comments", _articles, REPAIR),
    ("search", _search, REPAIR),
    ("decisions to carry out", _intents, SERVE),
    ("keys of network hashes", _keys, PURGE),
    ("jobs", _jobs, JOBS),
    ("what was learnt", _layers, TRAIN),
)


def _tell(name: str, wrong: Iterable[str], advice: str) -> bool:
    """Print how a check went, a line each, and return whether all is well."""
    more = -NAMED
    for line in wrong:
        more += 1
        if more <= 0:
            click.echo(f"wrong     {name}: {line}")
    if more > 0:
        click.echo(f"wrong     {name}: and {more} more")
    click.echo(f"          → {advice}" if more > -NAMED else f"ok        {name}")
    return more == -NAMED
