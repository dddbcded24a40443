"""Make a backup: whole and checked under another name, then under its own."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO, Any
from zipfile import ZipFile

from commentbox.backup import postgresql, spool, sqlite
from commentbox.backup.container import Dump, close_with, opened, pack, unpack
from commentbox.backup.errors import BackupError
from commentbox.backup.manifest import Contents, Manifest, fingerprint
from commentbox.config import Config
from commentbox.extensions import make_engine
from commentbox.folders import sync_folder
from commentbox.posting.erasures import NAME, Erasures

Say = Callable[[str], object]


def take(
    config: Config, file: Path, *, force: bool, now: datetime, say: Say
) -> Manifest:
    """Make a backup at ``file``. Raises ``BackupError``: then nothing is there."""
    _refuse_taken(file, force=force)
    with _disk(file), _unnamed(file) as made:
        manifest = write(config, made, folder=file.parent, now=now, say=say)
        made.flush()
        say("Reading it once more …")
        check(Path(made.name))
        os.fsync(made.fileno())
        _refuse_taken(file, force=force)
        Path(made.name).rename(file)
        sync_folder(file.parent)
    return manifest


def write(
    config: Config, to: IO[bytes], *, folder: Path, now: datetime, say: Say
) -> Manifest:
    """Write a backup, with room in ``folder`` for what is made on the way."""
    with TemporaryDirectory(prefix=".commentbox-backup-", dir=folder) as name:
        dumps = spool.copy(config.instance, Path(name))
        say("Copying the database …")
        kind, contents, dumped_by, dump = _dump(config, Path(name))
        say("Packing …")
        with ZipFile(to, "w") as archive:
            dumps += _erasures(config, Path(name))
            manifest = Manifest(
                version=version("commentbox"),
                kind=kind,
                dumped_by=dumped_by,
                made_at=now,
                contents=contents,
                key=fingerprint(config.secret_key),
                parts=pack(archive, [dump, *dumps]),
            )
            close_with(archive, manifest)
    return manifest


def _erasures(config: Config, folder: Path) -> list[Dump]:
    """Copy the list of what was erased, where there is one."""
    there, copy = Erasures(config.instance).path, folder / NAME
    if not there.is_file():
        return []
    shutil.copyfile(there, copy)
    return [Dump(NAME, copy, packed=False)]


def check(file: Path) -> Manifest:
    """Read all of a backup and hold it against what it says. Raises ``BackupError``."""
    with opened(file) as (archive, manifest):
        for part in manifest.parts:
            unpack(archive, part)
    return manifest


def _dump(config: Config, folder: Path) -> tuple[str, Contents, int, Dump]:
    engine = make_engine(config.sqlalchemy_url)
    try:
        if engine.dialect.name == "sqlite":
            path = folder / sqlite.PART
            contents = sqlite.copy(Path(engine.url.database or ""), path)
            return "sqlite", contents, 0, Dump(sqlite.PART, path, packed=False)
        path = folder / postgresql.PART
        contents, by = postgresql.dump(engine, path)
        return "postgresql", contents, by, Dump(postgresql.PART, path, packed=True)
    finally:
        engine.dispose()


def _refuse_taken(file: Path, *, force: bool) -> None:
    if file.is_dir():
        raise BackupError(f"{file} is a folder: name a file in it")
    if file.exists() and not force:
        raise BackupError(f"{file} is there already: name another, or say --force")


@contextmanager
def _unnamed(file: Path) -> Iterator[Any]:
    """Open a file beside it, for its owner alone, that goes unless it is renamed."""
    made = NamedTemporaryFile(  # noqa: SIM115 - closed below
        prefix=f".{file.name}.", suffix=".unfinished", dir=file.parent, delete=False
    )
    try:
        with made:
            yield made
    finally:
        Path(made.name).unlink(missing_ok=True)


@contextmanager
def _disk(file: Path) -> Iterator[None]:
    """Say in words what the disk does not do."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise BackupError(
                f"there is no room left for {file}: a backup needs as much as the "
                "database, for a while twice. Nothing was left behind"
            ) from error
        raise BackupError(f"cannot write {file}: {error.strerror}") from error
