"""Put a backup back: all of it where nothing is, or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from sqlalchemy import Engine

from commentbox import schema
from commentbox.backup import erased, postgresql, spool, sqlite
from commentbox.backup.container import opened, unpack
from commentbox.backup.errors import BackupError
from commentbox.backup.manifest import Contents, Manifest, Part
from commentbox.config import Config
from commentbox.extensions import make_engine
from commentbox.folders import sync_folder

Say = Callable[[str], object]
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def put_back(
    config: Config, file: Path, *, erasures: Iterable[Path], now: datetime, say: Say
) -> tuple[Manifest, int]:
    """Restore ``file`` into an empty place. Raises ``BackupError``: nothing changed.

    What is on a list of erasures, there or given, is erased again; say how much.
    """
    engine = make_engine(config.sqlalchemy_url)
    try:
        with opened(file) as (archive, manifest):
            _refuse_unfit(manifest, engine.dialect.name)
            _refuse_spool(config)
            listed = erased.known(config.instance, archive, manifest, erasures)
            job = _Job(config, engine, archive, manifest, listed, now, say)
            to = _to_sqlite if engine.dialect.name == "sqlite" else _to_postgresql
            return manifest, to(job)
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class _Job:
    """What is put back where."""

    config: Config
    engine: Engine
    archive: ZipFile
    manifest: Manifest
    #: What is not to come back.
    listed: erased.Listed
    now: datetime
    say: Say


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


def _to_sqlite(job: _Job) -> int:
    path = Path(job.engine.url.database or "")
    sqlite.refuse_taken(path)
    with _room(path.parent, job.config) as folder:
        made = folder / sqlite.PART
        job.say("Unpacking and checking …")
        _unpack(job.archive, job.manifest, sqlite.PART, folder)
        _refuse_other(sqlite.look_into(made), job.manifest)
        if is_older(job.manifest):
            job.say("Bringing its tables up to date …")
        with sqlite.as_one_file(made) as engine:
            schema.upgrade(engine)
            count = erased.erase(engine, job.listed, job.now)
        _put_beside(folder, job)
        sqlite.put_in_place(made, path)
    return count


def _to_postgresql(job: _Job) -> int:
    engine, manifest = job.engine, job.manifest
    postgresql.refuse_taken(engine)
    reader = postgresql.reader_for(engine, manifest.dumped_by)
    with _room(job.config.instance, job.config) as folder:
        job.say("Unpacking and checking …")
        _unpack(job.archive, manifest, postgresql.PART, folder)
        job.say("Putting it into the database …")
        postgresql.put_back(engine, reader, folder / postgresql.PART)
        _refuse_other(postgresql.contents(engine), manifest)
        # First of all: should this end here, ``doctor`` says what is to be erased.
        erased.note(job.config.instance, job.listed)
        if is_older(manifest):
            job.say("Bringing its tables up to date …")
            schema.upgrade(engine)
        count = erased.erase(engine, job.listed, job.now)
        _put_beside(folder, job)
    return count


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
        known = part.name == dump or spool.is_spooled(part) or erased.is_list(part)
        if not known:
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


def _put_beside(folder: Path, job: _Job) -> None:
    """Put posts that waited to where they wait; drop pages of another history."""
    instance = job.config.instance
    erased.note(instance, job.listed)
    shutil.rmtree(instance / "pages", ignore_errors=True)
    waiting, there = folder / spool.FOLDER, instance / spool.FOLDER
    if waiting.is_dir():
        erased.drop_spooled(waiting, job.listed)
        shutil.copytree(waiting, there, dirs_exist_ok=True)
        sync_folder(there)
