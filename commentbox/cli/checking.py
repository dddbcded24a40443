"""``commentbox doctor``: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.backup.container import opened
from commentbox.checkup import articles, data, log
from commentbox.checkup.check import Check, Result, result_of
from commentbox.cli.session import now
from commentbox.config import Config, ConfigError
from commentbox.extensions import begin_snapshot, begin_write, make_engine
from commentbox.posting.spool.spooling import folder_of
from commentbox.screening import encoder

UPGRADE = "commentbox db upgrade; where it was lost: commentbox restore FILE"
WITHOUT = "make encoder installs it anew; COMMENTBOX_ENCODER=off does without it"
SPOOL = (
    "commentbox serve stores what waits as soon as the database is back; what lies "
    "aside is for a person (docs/running.md, When the database is away)"
)

CHECKS = (*data.CHECKS, *articles.CHECKS, *log.CHECKS)


@click.command()
@click.option("--repair", is_flag=True, help="Set counters and the search right.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="A backup from which the log must go on.",
)
def doctor(*, repair: bool, against: Path | None) -> None:
    """Check the set-up and the data, and say what to do. Exits 1 if something is wrong.

    Without --repair nothing is changed.
    """
    checks = CHECKS if against is None else (*CHECKS, log.against(_ends_in(against)))
    config = _read_settings()
    well = _tell(result_of("settings", _settings(config), "see docs/settings.md"))
    if not config.encoder:
        encoder.disable()
    well &= _tell(result_of("second tier", _second_tier(), WITHOUT))
    well &= _tell(result_of("spool", _spool(config), SPOOL))
    engine = make_engine(config.sqlalchemy_url)
    try:
        # Where the tables are missing, nothing can be said of what they hold.
        tables = result_of("database", _schema(engine), UPGRADE)
        well &= _tell(tables) and _data(engine, checks, repair=repair)
    finally:
        engine.dispose()
    sys.exit(0 if well else 1)


def _data(engine: Engine, checks: Iterable[Check], *, repair: bool) -> bool:
    with Session(engine) as session:
        if repair:
            begin_write(session)
            for line in data.repaired(session, now()):
                click.echo(f"repaired  {line}")
            session.commit()
        begin_snapshot(session)
        results = [
            _tell(result_of(check.name, check.look(session, now()), check.advice))
            for check in checks
        ]
        for line in articles.states_of_lists(session):
            click.echo(f"          {line}")
    return all(results)


def _ends_in(backup: Path) -> log.Ends:
    with opened(backup) as (_archive, manifest):
        logs = manifest.contents.logs
    return {end.site: (end.length, bytes.fromhex(end.hash)) for end in logs}


def _read_settings() -> Config:
    try:
        return Config.from_env(os.environ)
    except ConfigError as error:
        _tell(result_of("settings", [str(error)], "see docs/settings.md"))
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


def _spool(config: Config) -> Iterator[str]:
    """It fills while the database is away, and empties within a moment after that."""
    folder = folder_of(config)
    length = folder.length()
    if length.posts:
        waits = length.oldest_s(now().timestamp())
        yield f"{length.posts} posts wait to be stored, the oldest for {waits:.0f} s"
    if length.aside:
        yield f"{length.aside} posts could not be stored and lie in {folder.aside}"


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


def _tell(result: Result) -> bool:
    """Print how a check went, a line each, and return whether all is well."""
    for line in result.wrong:
        click.echo(f"wrong     {result.name}: {line}")
    if result.more:
        click.echo(f"wrong     {result.name}: and {result.more} more")
    said = f"ok        {result.name}" if result.well else f"          → {result.advice}"
    click.echo(said)
    return result.well
