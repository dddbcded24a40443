"""Put a backup back: all of it where nothing is, or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from sqlalchemy import Engine

from commentbox import schema
from commentbox.backup import postgresql, spool, sqlite
from commentbox.backup.container import opened, unpack
from commentbox.backup.errors import BackupError
from commentbox.backup.manifest import Contents, Manifest, Part
from commentbox.config import Config
from commentbox.extensions import make_engine

Say = Callable[[str], object]
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def put_back(config: Config, file: Path, *, say: Say) -> Manifest:
    """Restore ``file`` into an empty place. Raises ``BackupError``: nothing changed."""
    engine = make_engine(config.sqlalchemy_url)
    try:
        with opened(file) as (archive, manifest):
            _refuse_unfit(manifest, engine.dialect.name)
            _refuse_spool(config)
            if engine.dialect.name == "sqlite":
                _to_sqlite(config, engine, archive, manifest, say)
            else:
                _to_postgresql(config, engine, archive, manifest, say)
        return manifest
    finally:
        engine.dispose()


def is_older(manifest: Manifest) -> bool:
    """Return whether its tables have to be brought up to date."""
    return manifest.contents.schema not in schema.heads()


def _refuse_unfit(manifest: Manifest, kind: str) -> None:
    if manifest.kind != kind:
        is_of, wanted = NAMES.get(manifest.kind, manifest.kind), NAMES[kind]
        raise BackupError(
            f"this is a backup of {is_of}, and the settings name {wanted}: set "
            "COMMENTBOX_DATABASE_URL to an empty database of its kind"
        )
    if manifest.contents.schema not in schema.known():
        raise BackupError(
            f"this backup was made by commentbox {manifest.version}, whose tables are "
            "newer than this one knows: install that version, or a later one"
        )


def _refuse_spool(config: Config) -> None:
    if spool.waiting(config.instance):
        raise BackupError(
            f"{config.instance / spool.FOLDER} holds posts that wait for a database: "
            "start commentbox with theirs, or move the folder away and keep it"
        )


def _to_sqlite(
    config: Config, engine: Engine, archive: ZipFile, manifest: Manifest, say: Say
) -> None:
    path = Path(engine.url.database or "")
    sqlite.refuse_taken(path)
    with _room(path.parent, config) as folder:
        made = folder / sqlite.PART
        say("Unpacking and checking …")
        _unpack(archive, manifest, sqlite.PART, folder)
        _refuse_other(sqlite.look_into(made), manifest)
        if is_older(manifest):
            say("Bringing its tables up to date …")
            sqlite.migrate(made)
        _put_spooled(folder, config)
        sqlite.put_in_place(made, path)


def _to_postgresql(
    config: Config, engine: Engine, archive: ZipFile, manifest: Manifest, say: Say
) -> None:
    postgresql.refuse_taken(engine)
    reader = postgresql.reader_for(engine, manifest.dumped_by)
    with _room(config.instance, config) as folder:
        say("Unpacking and checking …")
        _unpack(archive, manifest, postgresql.PART, folder)
        say("Putting it into the database …")
        postgresql.put_back(engine, reader, folder / postgresql.PART)
        _refuse_other(postgresql.contents(engine), manifest)
        if is_older(manifest):
            say("Bringing its tables up to date …")
            schema.upgrade(engine)
        _put_spooled(folder, config)


@contextmanager
def _room(where: Path, config: Config) -> Iterator[Path]:
    """Open a folder to work in, on the disk to which all of it goes."""
    new = [folder for folder in (where, config.instance) if not folder.exists()]
    try:
        config.make_instance()
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".commentbox-restore-", dir=where) as name:
            yield Path(name)
    except OSError as error:
        raise BackupError(f"cannot write to {where}: {error.strerror}") from error
    finally:
        # Where nothing came of it, nothing is left; what holds something stays.
        for folder in new:
            with suppress(OSError):
                folder.rmdir()


def _unpack(archive: ZipFile, manifest: Manifest, dump: str, folder: Path) -> None:
    """Unpack everything and check it. Raises ``BackupError``."""
    if dump not in {part.name for part in manifest.parts}:
        raise BackupError("the backup is not complete: it holds no database")
    for part in manifest.parts:
        if part.name != dump and not spool.is_spooled(part):
            raise BackupError(f"the backup holds {part.name}, which is no part of one")
        _unpack_one(archive, part, folder / part.name)


def _unpack_one(archive: ZipFile, part: Part, to: Path) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with to.open("wb") as file:
        unpack(archive, part, file)
        file.flush()
        os.fsync(file.fileno())


def _refuse_other(found: Contents, manifest: Manifest) -> None:
    if found != manifest.contents:
        raise BackupError("the backup does not hold what it says: take another one")


def _put_spooled(folder: Path, config: Config) -> None:
    """Put posts that waited to where they wait; and drop pages of another history."""
    shutil.rmtree(config.instance / "pages", ignore_errors=True)
    waiting, there = folder / spool.FOLDER, config.instance / spool.FOLDER
    if waiting.is_dir():
        shutil.copytree(waiting, there, dirs_exist_ok=True)
        sqlite.sync_folder(there)
