"""``commentbox doctor``: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from commentbox.backup.container import opened
from commentbox.checkup import (
    articles,
    data,
    database,
    erasures,
    log,
    machine,
    neighbours,
    set_up,
)
from commentbox.checkup.check import Check, Result, result_of
from commentbox.cli.session import now, turn
from commentbox.config import Config, ConfigError
from commentbox.extensions import begin_snapshot, make_engine
from commentbox.housekeeping import index_texts

#: What holds whatever the settings are; the database itself comes first.
CHECKS = (*database.CHECKS, *data.CHECKS, *articles.CHECKS, *log.CHECKS)


@dataclass(slots=True)
class Aside:
    """What is said beside what was found."""

    repaired: list[str] = field(default_factory=list)
    #: How things stand, where nothing need be wrong.
    notes: list[str] = field(default_factory=list)


@click.command()
@click.option(
    "--repair",
    is_flag=True,
    help="Set counters and the search right; erase again what was erased.",
)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="A backup from which the log must go on.",
)
def doctor(*, repair: bool, as_json: bool, against: Path | None) -> None:
    """Check the set-up and the data, and say what to do. Exits 1 if something is wrong.

    Without --repair nothing is changed.
    """
    more = () if against is None else (log.against(_ends_in(against)),)
    aside, results = Aside(), []
    for result in _results(more, aside, repair=repair):
        if not as_json:
            _tell(result, aside.repaired)
        results.append(result)
    if as_json:
        click.echo(_as_json(results, aside))
    else:
        for line in aside.notes:
            click.echo(f"          {line}")
    sys.exit(0 if all(result.well for result in results) else 1)


def _results(more: Iterable[Check], aside: Aside, *, repair: bool) -> Iterator[Result]:
    """Look at one thing after the other, and at the data only where there are any."""
    try:
        config = Config.from_env(os.environ)
    except ConfigError as error:
        yield result_of("settings", [str(error)], set_up.READ)
        return
    yield from set_up.results(config)
    yield from machine.results(config, now())
    yield from neighbours.results(config)
    engine = make_engine(config.sqlalchemy_url)
    try:
        tables = result_of("database", database.tables(engine), database.UPGRADE)
        yield tables
        if not tables.well:
            return
        if repair:
            with turn(engine) as session:
                aside.repaired += data.repaired(session, now())
                aside.repaired += erasures.repaired(session, config, now())
            index_texts(engine)
        with Session(engine) as session:
            begin_snapshot(session)
            for check in (*CHECKS, erasures.check(config), set_up.sites(config), *more):
                yield _look(session, check)
            with suppress(DBAPIError):
                aside.notes += articles.states_of_lists(session)
    finally:
        engine.dispose()


def _look(session: Session, check: Check) -> Result:
    try:
        found = list(check.look(session, now()))
    except DBAPIError as error:
        # What is damaged cannot be read; the others may be.
        session.rollback()
        found = [f"cannot be looked at: {error.orig}"]
        return result_of(check.name, found, database.KEEP)
    return result_of(check.name, found, check.advice)


def _ends_in(backup: Path) -> log.Ends:
    with opened(backup) as (_archive, manifest):
        logs = manifest.contents.logs
    return {end.site: (end.length, bytes.fromhex(end.hash)) for end in logs}


def _tell(result: Result, repaired: list[str]) -> None:
    """Print how a check went, a line each, and what to do."""
    # What was repaired comes before what is found afterwards.
    while repaired:
        click.echo(f"repaired  {repaired.pop(0)}")
    for line in result.wrong:
        click.echo(f"wrong     {result.name}: {line}")
    if result.more:
        click.echo(f"wrong     {result.name}: and {result.more} more")
    click.echo(
        f"ok        {result.name}" if result.well else f"          → {result.advice}"
    )


def _as_json(results: Iterable[Result], aside: Aside) -> str:
    checks = [
        {"name": each.name, "well": each.well}
        if each.well
        else {
            "name": each.name,
            "well": False,
            "wrong": each.wrong,
            "more": each.more,
            "advice": each.advice,
        }
        for each in results
    ]
    well = all(each["well"] for each in checks)
    return json.dumps({"well": well, "checks": checks, **asdict(aside)}, indent=1)
