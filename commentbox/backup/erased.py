"""What was erased since a backup was made: it does not come back with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.backup.container import BEGINNING, opened, read
from commentbox.backup.errors import BackupError
from commentbox.backup.manifest import Manifest, Part
from commentbox.extensions import begin_write
from commentbox.posting.erasures import NAME, Erasures, NoList, erase_again, parse

Listed = dict[UUID, datetime]


def is_list(part: Part) -> bool:
    return part.name == NAME


def known(
    instance: Path, archive: ZipFile, manifest: Manifest, given: Iterable[Path]
) -> Listed:
    """Return all that one knows of: of the folder, of the backup, of what is given.

    Raises ``BackupError``.
    """
    try:
        found = Erasures(instance).read() | _of_backup(archive, manifest)
        for path in given:
            found |= _of_file(path)
    except NoList as error:
        raise BackupError(str(error)) from error
    return found


def _of_backup(archive: ZipFile, manifest: Manifest) -> Listed:
    parts = [part for part in manifest.parts if is_list(part)]
    return parse(read(archive, parts[0]), NAME) if parts else {}


def _of_file(path: Path) -> Listed:
    """Read a list, or that of a later backup."""
    try:
        with path.open("rb") as file:
            is_backup = file.read(len(BEGINNING)) == BEGINNING
        if not is_backup:
            return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise BackupError(f"cannot read {path}: {error.strerror}") from error
    with opened(path) as (archive, manifest):
        return _of_backup(archive, manifest)


def note(instance: Path, listed: Listed) -> None:
    """Let the list in the folder have all that is known."""
    erasures = Erasures(instance)
    there = erasures.read()
    if new := {id_: at for id_, at in listed.items() if id_ not in there}:
        erasures.add(new)


def erase(engine: Engine, listed: Listed, now: datetime) -> int:
    """Erase it again; say how much there was."""
    with Session(engine) as session:
        begin_write(session)
        count = erase_again(session, listed, now=now)
        session.commit()
    return count


def drop_spooled(folder: Path, listed: Listed) -> None:
    """Let no post wait that was withdrawn since."""
    marks = {id_.hex for id_ in listed}
    for path in folder.rglob("*"):
        if path.is_file() and marks & set(path.name.split("_")):
            path.unlink()
