"""The folder of the spool: one file a post, written whole or not at all.

A file is in the spool once it has its name: it was written under another, and both the
file and the folder were synced, before anybody is told. The number in front of the name
is the order; clocks may jump.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from commentbox.folders import sync_folder
from commentbox.posting.guard import Sender
from commentbox.posting.spool.entry import Damaged, Entry
from commentbox.posting.spool.locks import locked, taken_in_time

log = logging.getLogger(__name__)

POST, WITHDRAWN, UNFINISHED = ".post", ".withdrawn", ".tmp"
#: Of a hash: enough to find a file by; the whole hash is inside.
MARK = 16
NONE = "-" * MARK
NAME = re.compile(r"\d+_[0-9a-f]{32}_[0-9a-f-]{16}_[0-9a-f]{16}\.(post|withdrawn)")

MIB = 1024 * 1024


class SpoolFull(Exception):
    """There is no room for another post."""


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """A file of the spool, by its name."""

    number: int
    id: UUID
    key_mark: str
    text_mark: str
    path: Path

    @property
    def is_withdrawn(self) -> bool:
        return self.path.suffix == WITHDRAWN


@dataclass(frozen=True, slots=True)
class Length:
    posts: int
    bytes: int
    #: When the oldest came, by the clock of the disk; None where none waits.
    oldest_at: float | None
    #: Files that could not be read, or belong nowhere, and wait for a person.
    aside: int

    def oldest_s(self, now: float) -> float:
        return 0.0 if self.oldest_at is None else max(0.0, now - self.oldest_at)


class Folder:
    def __init__(self, path: Path, *, most_posts: int, most_bytes: int) -> None:
        self.path = path
        self.aside = path / "aside"
        self._most_posts = most_posts
        self._most_bytes = most_bytes

    def put(self, entry: Entry) -> None:
        """Keep a post for good. Raises ``SpoolFull``, and ``OSError`` of the disk.

        The caller holds ``writing``.
        """
        data = entry.as_bytes()
        names = self._names()
        size = sum(_stat(f"{self.path}/{name}")[0] for name in names)
        if len(names) >= self._most_posts or size + len(data) > self._most_bytes:
            raise SpoolFull("no room in the spool")
        number = max((int(name.partition("_")[0]) for name in names), default=0) + 1
        key, text = key_mark(entry.sender), entry.sender.fingerprint[:MARK]
        name = f"{number:012d}_{entry.id.hex}_{key}_{text}"
        self._write(self.path / f"{name}{POST}", data)

    def withdraw(self, post: Waiting) -> None:
        """Erase a post. A mark stays: perhaps the database has it all the same."""
        self._write(post.path.with_suffix(WITHDRAWN), b"")
        self.drop(post)

    def waiting(self) -> list[Waiting]:
        """Return what waits, in its order; marks of withdrawn posts among it."""
        return sorted(self._files())

    def find(self, id_: UUID) -> Waiting | None:
        return next((each for each in self._files(id_.hex) if each.id == id_), None)

    def age(self, post: Waiting, *, now: float) -> float:
        return now - _stat(str(post.path))[1]

    def of_key(self, sender: Sender) -> Iterator[Entry]:
        """Return the posts that came with this key, under whichever article."""
        if sender.key_hash is not None:
            mark = key_mark(sender)
            yield from self._read_all(
                e for e in self._files(mark) if e.key_mark == mark
            )

    def of_text(self, sender: Sender) -> Iterator[Entry]:
        """Return the posts of exactly this text by this client."""
        mark = sender.fingerprint[:MARK]
        yield from self._read_all(e for e in self._files(mark) if e.text_mark == mark)

    def read(self, post: Waiting) -> Entry:
        """Return the post. Raises ``Damaged``, and ``OSError``."""
        entry = Entry.from_bytes(post.path.read_bytes())
        if entry.id != post.id:
            raise Damaged("it is another post than its name says")
        return entry

    def drop(self, post: Waiting) -> None:
        # Not synced: one that comes back after a power cut is found to be stored.
        post.path.unlink(missing_ok=True)

    def set_aside(self, post: Waiting, why: str) -> None:
        """Move out of the way what a person has to look at."""
        log.error(
            "set a spooled post aside: %s in %s", why, self.aside / post.path.name
        )
        self.aside.mkdir(mode=0o700, exist_ok=True)
        post.path.rename(self.aside / post.path.name)
        sync_folder(self.aside)

    def length(self) -> Length:
        posts = [name for name in self._names() if name.endswith(POST)]
        found = [_stat(f"{self.path}/{name}") for name in posts]
        aside = sum(1 for _ in self.aside.glob("*")) if self.aside.is_dir() else 0
        oldest_at = min((at for _size, at in found), default=None)
        return Length(len(posts), sum(size for size, _at in found), oldest_at, aside)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the spool against all others who write into it, in any process."""
        self._make()
        with locked(self.path / "lock"):
            yield

    @contextmanager
    def storing(self, patience_s: float = 0.0) -> Iterator[bool]:
        """Take the turn to store what waits; False where another keeps it for so long.

        Whoever waits for it is the next: who has given it back does not get it again
        before.
        """
        self._make()
        with ExitStack() as held:
            with locked(self.path / "next"):
                is_ours = taken_in_time(held, self.path / "storing", patience_s)
            yield is_ours

    def sweep(self) -> None:
        """Delete what was being written when a process ended: nobody was told of it.

        The caller holds ``writing``.
        """
        for path in self.path.glob(f"*{UNFINISHED}"):
            path.unlink(missing_ok=True)

    def _make(self) -> None:
        if not self.path.is_dir():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(self.path.parent)

    def _names(self) -> list[str]:
        try:
            names = [name for name in os.listdir(self.path) if NAME.fullmatch(name)]
        except FileNotFoundError:
            return []
        # Both are there where a process ended while a post was withdrawn.
        erased = {n.removesuffix(WITHDRAWN) for n in names if n.endswith(WITHDRAWN)}
        return [n for n in names if n.removesuffix(POST) not in erased]

    def _files(self, part: str = "") -> list[Waiting]:
        return [_named(self.path / name) for name in self._names() if part in name]

    def _read_all(self, posts: Iterator[Waiting]) -> Iterator[Entry]:
        for post in posts:
            # What is damaged, or was stored this moment, says nothing here.
            with suppress(Damaged, OSError):
                yield self.read(post)

    def _write(self, path: Path, data: bytes) -> None:
        unfinished = path.with_suffix(UNFINISHED)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync_folder(self.path)


def key_mark(sender: Sender) -> str:
    if sender.key_hash is None:
        return NONE
    return hashlib.sha256(sender.key_hash.encode()).hexdigest()[:MARK]


def _named(path: Path) -> Waiting:
    number, id_, key, text = path.stem.split("_")
    return Waiting(int(number), UUID(id_), key, text, path)


def _stat(path: str) -> tuple[int, float]:
    """Return size and time; of what is gone this moment, none."""
    try:
        # Of ten thousand, one by one: with a ``Path`` for each it takes twice as long.
        found = os.stat(path)
    except OSError:
        return 0, float("inf")
    return found.st_size, found.st_mtime
