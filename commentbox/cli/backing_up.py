"""``commentbox backup`` and ``restore``: everything in one file, and back."""

from __future__ import annotations

import signal
import sys
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from commentbox.backup.manifest import Manifest, fingerprint
from commentbox.backup.put_back import is_older, put_back
from commentbox.backup.spool import is_spooled
from commentbox.backup.take import take, write
from commentbox.cli.session import now, settings
from commentbox.config import Config

say = partial(click.echo, err=True)
STDOUT = Path("-")

KEEP = (
    "The secret key and the other settings are not in it: keep them too, elsewhere. "
    "Without that key second factors, authors' links and tokens are worth nothing. "
    "The file holds what people wrote and their addresses: keep it as closely as the "
    "database."
)
OTHER_KEY = (
    "COMMENTBOX_SECRET_KEY is not the one of then: set that one before you start, or "
    "second factors, authors' links and tokens will not be known."
)
ERASED = "Erased again, since they were withdrawn later: comments {}."
#: So far as the lists go that were found.
BACK_AGAIN = (
    "What was withdrawn on other machines, or is on a list that is not here, is there "
    "again: commentbox restore --erasures FILE takes it along."
)
NOW = "Now: commentbox doctor, then commentbox serve."


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE.")
def backup(file: Path, *, force: bool) -> None:
    """Copy everything into FILE while the server runs; - is standard output.

    The secret key is not in it.
    """
    _end_cleanly()
    config = settings()
    if file == STDOUT:
        if sys.stdout.isatty():
            raise click.ClickException("name a file, or send - into one or a program")
        config.make_instance()
        made = write(
            config, sys.stdout.buffer, folder=config.instance, now=now(), say=say
        )
        sys.stdout.buffer.flush()
    else:
        made = take(config, file.absolute(), force=force, now=now(), say=say)
    say(f"{_told(made)} {'' if file == STDOUT else f'It is in {file}.'}".strip())
    say(KEEP)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--erasures",
    type=click.Path(path_type=Path),
    multiple=True,
    help="The list of what was erased since then, or a later backup. Several times.",
)
def restore(file: Path, *, erasures: tuple[Path, ...]) -> None:
    """Put a backup back where nothing is: an empty database, a new instance folder.

    An older one is brought up to date. Anything else changes nothing.
    """
    _end_cleanly()
    config = settings()
    made, gone = put_back(config, file, erasures=erasures, now=now(), say=say)
    say(f"Restored. {_told(made)}")
    if is_older(made):
        say(f"It was made by commentbox {made.version}; its tables are now up to date.")
    if _has_other_key(config, made):
        say(OTHER_KEY)
    say(ERASED.format(gone))
    if not erasures:
        say(BACK_AGAIN)
    say(NOW)


def _told(made: Manifest) -> str:
    rows = made.contents.rows
    tables = ("site", "article", "comment", "decision")
    many = ", ".join(f"{table}s {rows[table]}" for table in tables)
    spooled = sum(map(is_spooled, made.parts))
    waiting = f", posts that wait {spooled}" if spooled else ""
    return f"As of {made.made_at:%Y-%m-%d %H:%M:%S} UTC: {many}{waiting}."


def _has_other_key(config: Config, made: Manifest) -> bool:
    return bool(made.key) and fingerprint(config.secret_key) != made.key


def _end_cleanly() -> None:
    """Leave nothing unfinished behind when told to end."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)
