"""Whether the machine lets commentbox write, has room for it and knows the time."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import make_url

from commentbox.checkup.check import Result, result_of
from commentbox.config import Config
from commentbox.posting.spool.spooling import folder_of

#: With less, a busy day or one backup may end in a full disk.
ROOM = 512 * 1024 * 1024
MIB = 1024 * 1024
#: Clocks of two machines that are kept in time differ by less.
AHEAD = timedelta(minutes=1)

OTHERS = stat.S_IRWXG | stat.S_IRWXO

OWN = (
    "run commentbox as the user of the server, and give the folder to that one alone: "
    "chown -R commentbox FOLDER; chmod 700 FOLDER"
)
MORE = "delete old backups and logs, or move COMMENTBOX_INSTANCE to a larger disk"
TIME = (
    "set the clock right and keep it so (timedatectl set-ntp true); what came too late "
    "for its time stays in that order"
)

SPOOL = (
    "commentbox serve stores what waits as soon as the database is back; what lies "
    "aside is for a person (docs/running.md, When the database is away)"
)


def results(config: Config, now: datetime) -> Iterator[Result]:
    yield result_of("instance folder", _folder(config), OWN)
    yield result_of("disk", _disk(config), MORE)
    yield result_of("files", _files(config, now), TIME)
    yield result_of("spool", _spool(config, now), SPOOL)


def _folder(config: Config) -> Iterator[str]:
    folders = {config.instance} | {path.parent for path in _database(config)}
    for folder in sorted(folders):
        # The server makes it where it is missing.
        if folder.exists() and (error := _cannot_write(folder)):
            yield f"nothing can be written to {folder}: {error}"
    for path in _database(config):
        if not os.access(path, os.R_OK | os.W_OK):
            yield f"{path} belongs to somebody else and cannot be written"
    if config.instance.exists() and config.instance.stat().st_mode & OTHERS:
        yield f"others on this machine may look into {config.instance}"


def _cannot_write(folder: Path) -> str | None:
    try:
        with TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error.strerror


def _disk(config: Config) -> Iterator[str]:
    for folder in sorted({config.instance, *(p.parent for p in _database(config))}):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(there).free
        if free < ROOM:
            yield f"only {free // MIB} MiB are free in {folder}"


def _files(config: Config, now: datetime) -> Iterator[str]:
    spooled = (config.instance / "spool").rglob("*")
    for path in sorted({*config.instance.glob("*"), *spooled}):
        # What a server tidied away meanwhile is nobody's worry.
        with suppress(FileNotFoundError):
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if changed > now + AHEAD:
                yield f"{path} was changed in the future: {changed:%Y-%m-%d %H:%M} UTC"


def _spool(config: Config, now: datetime) -> Iterator[str]:
    """It fills while the database is away, and empties within a moment after that."""
    folder = folder_of(config)
    length = folder.length()
    if length.posts:
        waits = length.oldest_s(now.timestamp())
        yield f"{length.posts} posts wait to be stored, the oldest for {waits:.0f} s"
    if length.aside:
        yield f"{length.aside} posts could not be stored and lie in {folder.aside}"


def _database(config: Config) -> Iterable[Path]:
    """Return the file of the database, where it is one and there."""
    url = make_url(config.sqlalchemy_url)
    path = Path(url.database or "")
    on_disk = url.get_backend_name() == "sqlite" and path.is_file()
    return [path] if on_disk else []
