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
BACK_AGAIN = (
    "What was withdrawn or erased since then is there again, and has to go again. "
    "Now: commentbox doctor, then commentbox serve."
)


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
def restore(file: Path) -> None:
    """Put a backup back where nothing is: an empty database, a new instance folder.

    An older one is brought up to date. Anything else changes nothing.
    """
    _end_cleanly()
    config = settings()
    made = put_back(config, file, say=say)
    say(f"Restored. {_told(made)}")
    if is_older(made):
        say(f"It was made by commentbox {made.version}; its tables are now up to date.")
    if _has_other_key(config, made):
        say(OTHER_KEY)
    say(BACK_AGAIN)


def _told(made: Manifest) -> str:
    rows = made.contents.rows
    tables = ("site", "article", "comment", "decision")
    many = ", ".join(f"{table}s {rows[table]}" for table in tables)
    spooled = len(made.parts) - 1
    waiting = f", posts that wait {spooled}" if spooled else ""
    return f"As of {made.made_at:%Y-%m-%d %H:%M:%S} UTC: {many}{waiting}."


def _has_other_key(config: Config, made: Manifest) -> bool:
    return bool(made.key) and fingerprint(config.secret_key) != made.key


def _end_cleanly() -> None:
    """Leave nothing unfinished behind when told to end."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)
