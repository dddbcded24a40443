"""The list of what was erased, beside the database: what a backup brings back.

It holds ids and times, nothing of what was written. A line is on the disk before the
comment is erased.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import CommentboxError
from commentbox.folders import sync_folder
from commentbox.models import Comment
from commentbox.models.erasing import Erased
from commentbox.posting.author import withdraw

log = logging.getLogger(__name__)

NAME = "erasures"
LINE = re.compile(
    rb"(\d{4}-\d\d-\d\dT[\d:.]+\+00:00) erased"
    rb" ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
)
#: So many are looked for at a time.
BATCH = 500


class NoList(CommentboxError):
    """A file is no list of erasures, or one that somebody has changed."""


class Erasures:
    """The list of one machine. Any number of processes may add to it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._turn = Lock()

    def note(self, erased: Erased) -> None:
        """Add to the list, for good. A disk that is full keeps nobody from erasing."""
        try:
            self.add(erased)
        except OSError as error:
            log.error("could not note what is erased: %s", type(error).__name__)

    def add(self, erased: Erased) -> None:
        """Add to the list and sync it. Raises ``OSError``."""
        lines = b"".join(_line(id_, at) for id_, at in erased.items())
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        with self._turn, os.fdopen(os.open(self.path, flags, 0o600), "rb+", 0) as file:
            # What was cut off by the power stays a line of its own.
            file.write(b"\n" + lines if _is_cut_off(file.fileno()) else lines)
            os.fsync(file.fileno())
            sync_folder(self.path.parent)

    def read(self) -> dict[UUID, datetime]:
        """Return what is on it. Raises ``NoList``."""
        try:
            return parse(self.path.read_bytes(), str(self.path))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise NoList(f"cannot read {self.path}: {error.strerror}") from error


def parse(data: bytes, name: str) -> dict[UUID, datetime]:
    """Read a list. Raises ``NoList`` that names the line.

    A beginning of a line counts for nothing: what was to be erased then was not.
    """
    found: dict[UUID, datetime] = {}
    for number, line in enumerate(data.split(b"\n"), start=1):
        match = LINE.fullmatch(line)
        if match is not None:
            found[UUID(match[2].decode())] = datetime.fromisoformat(match[1].decode())
        elif not _may_be_cut_off(line):
            raise NoList(f"{name}, line {number}: this is no list of erasures")
    return found


def outstanding(session: Session, listed: Iterable[UUID]) -> Iterator[UUID]:
    """Return what is on the list and yet there, with all that was written."""
    ids = list(listed)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        query = select(Comment.id).where(
            Comment.id.in_(part), Comment.erased_at.is_(None)
        )
        yield from session.scalars(query.order_by(Comment.id)).all()


def erase_again(session: Session, listed: Iterable[UUID], *, now: datetime) -> int:
    """Erase what is on the list and yet there; say how much. The caller commits."""
    ids = list(outstanding(session, listed))
    for id_ in ids:
        withdraw(session, session.get_one(Comment, id_), now=now)
    return len(ids)


def _line(id_: UUID, at: datetime) -> bytes:
    return f"{at.isoformat(timespec='microseconds')} erased {id_}\n".encode()


def _is_cut_off(file: int) -> bool:
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"


def _may_be_cut_off(line: bytes) -> bool:
    example = _line(UUID(int=0), datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    like = re.sub(rb"[0-9a-f]", b"0", line)
    return re.sub(rb"[0-9a-f]", b"0", example).startswith(like)
