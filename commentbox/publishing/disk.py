"""Held pages on disk: they outlive the process, and serve while the database is away.

One file a page, written aside and moved into place, with a checksum at its head. Any
number of processes, of one version or of several, may share the folder: the name of a
file comes from the address and from all that goes into an answer beside it, such as the
code and the base URL. What does not look as it should is nobody's, and removed. Beside
the pages an empty file for each, in a folder of its article, makes them findable by it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commentbox.publishing.changes import Changes
from commentbox.publishing.stored import Stored, pack, unpack, version_in

log = logging.getLogger(__name__)

__all__ = ["Disk", "Stored"]

#: Larger than any page; what is larger is none of ours.
MOST_BYTES_A_PAGE = 16 * 1024 * 1024
#: After so much was written, of what there may be, somebody looks for what is too much.
LOOK_AFTER = 1 / 8
#: What is left aside by a process that was killed is removed after a while.
ASIDE_S = 60


@dataclass(slots=True)
class _File:
    path: Path
    size: int
    used: float


class Disk:
    """The folder of an installation: ``mark`` stands for all that goes into answers."""

    def __init__(
        self, folder: Path, *, mark: str, database: str, most_bytes: int
    ) -> None:
        self.folder = folder
        self.mark = mark
        #: A mark of the database: of another one, nothing here says anything.
        self.database = database
        self.most_bytes = most_bytes
        self.bytes = 0
        self.files = 0
        self._unseen = most_bytes  # so that the first look comes soon

    # Pages

    def load(self, key: object) -> Stored | None:
        path = self._path(key)
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES_A_PAGE + 1)
        except OSError:
            return None
        try:
            stored = unpack(data, self._name(key))
        except ValueError:
            self._remove(path)
            return None
        # The time of its last use is what it is kept by.
        with contextlib.suppress(OSError):
            os.utime(path)
        return stored

    def save(self, key: object, stored: Stored) -> None:
        """Write a page; where that fails it is only held in memory."""
        data = pack(stored, self._name(key))
        mark = self._by(*stored.origin.place) / self._name(key)
        try:
            self._make(mark.parent)
            mark.touch(mode=0o600)
            self._write(self._path(key), data)
            # Once more: somebody may have cleaned up in between.
            self._make(mark.parent)
            mark.touch(mode=0o600)
        except OSError as error:
            log.warning("could not keep a page on disk: %s", error.strerror)
        self._unseen += len(data)

    def purge(self, site: int, place: int, below: int) -> None:
        """Remove what was made of an article (0: of the site) before this version."""
        self._purge_folder(self._by(site, place), below)

    def purge_site(self, site: int, below: int) -> None:
        with contextlib.suppress(OSError):
            for folder in list((self.folder / "by").glob(f"{site}.*")):
                self._purge_folder(folder, below)

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    # What was seen of changes, by all processes together

    def changes(self) -> Mapping[str, Any]:
        """Return what is known of changes; nothing where that cannot be read."""
        path = self.folder / "changes.json"
        try:
            stored = json.loads(path.read_bytes())
            known = dict(stored["sites"]) if stored["database"] == self.database else {}
            Changes().merge(known)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError):
            self._remove(path)
            return {}
        return known

    def keep_changes(self, known: Mapping[str, Any]) -> None:
        """Write down what has been seen; what others saw and wrote is kept."""
        try:
            self._make(self.folder)
            with self._locked():
                together = Changes()
                together.merge(known)
                together.merge(
                    {s: row for s, row in self.changes().items() if s in known}
                )
                all_known = {"database": self.database, "sites": together.as_json()}
                data = json.dumps(all_known).encode()
                self._write(self.folder / "changes.json", data)
        except OSError as error:
            log.warning("could not note changes on disk: %s", error.strerror)

    # Bounds

    def look_after(self) -> None:
        """Remove what has not been asked for the longest, once much was written."""
        if self._unseen < self.most_bytes * LOOK_AFTER:
            return
        self._unseen = 0
        files = sorted(self._files(), key=lambda file: file.used)
        total = sum(file.size for file in files)
        for file in files:
            is_left_over = (
                file.path.suffix == ".aside" and file.used < time.time() - ASIDE_S
            )
            if total > self.most_bytes or is_left_over:
                self._remove(file.path)
                total -= file.size
        self.bytes, self.files = total, len(files)
        self._sweep_marks()

    def _files(self) -> Iterator[_File]:
        for path in (self.folder / "held").glob("*/*"):
            with contextlib.suppress(OSError):
                found = path.lstat()
                yield _File(path, found.st_size, found.st_mtime)

    def _sweep_marks(self) -> None:
        for mark in (self.folder / "by").glob("*/*"):
            if not self._held(mark.name).exists():
                self._remove(mark)

    # Files

    def _name(self, key: object) -> str:
        return hashlib.sha256(f"{self.mark} {key!r}".encode()).hexdigest()[:40]

    def _path(self, key: object) -> Path:
        return self._held(self._name(key))

    def _held(self, name: str) -> Path:
        return self.folder / "held" / name[:2] / name

    def _by(self, site: int, place: int) -> Path:
        return self.folder / "by" / f"{site}.{place}"

    def _purge_folder(self, folder: Path, below: int) -> None:
        try:
            marks = list(folder.iterdir())
        except OSError:
            return
        for mark in marks:
            path = self._held(mark.name)
            if version_in(path) < below:
                self._remove(path)
                self._remove(mark)

    def _make(self, folder: Path) -> None:
        # Each in turn: parents that come along would be open to others.
        if folder != self.folder:
            self._make(folder.parent)
        folder.mkdir(mode=0o700, parents=folder == self.folder, exist_ok=True)

    def _write(self, path: Path, data: bytes) -> None:
        self._make(path.parent)
        aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}.aside")
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW
        try:
            with open(os.open(aside, flags, 0o600), "wb") as file:
                file.write(data)
            aside.replace(path)
        except OSError:
            self._remove(aside)
            raise

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW
        with open(os.open(self.folder / "lock", flags, 0o600), "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @staticmethod
    def _remove(path: Path) -> None:
        with contextlib.suppress(OSError):
            path.unlink()
