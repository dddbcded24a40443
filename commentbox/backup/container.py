"""The one file: a zip archive of parts and, last, the manifest with their checksums."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from commentbox.backup.errors import BackupError
from commentbox.backup.manifest import MOST_BYTES, NAME, Manifest, Part

CHUNK = 1 << 20
#: How a zip archive begins; one that was cut off still does.
BEGINNING = b"PK\x03\x04"
#: For its owner alone, wherever it is unpacked.
MODE = 0o600 << 16

DAMAGED = (
    "the backup is damaged or was cut off: take another copy of it, or another one"
)


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that becomes a part."""

    name: str
    path: Path
    #: Whether it is packed already.
    packed: bool


def pack(archive: ZipFile, dumps: Sequence[Dump]) -> tuple[Part, ...]:
    """Write the parts into an archive and return what is to be said of them."""
    return tuple(_pack(archive, dump) for dump in dumps)


def _pack(archive: ZipFile, dump: Dump) -> Part:
    seen, size = sha256(), 0
    with (
        dump.path.open("rb") as source,
        archive.open(
            _entry(dump.name, packed=dump.packed), "w", force_zip64=True
        ) as to,
    ):
        while chunk := source.read(CHUNK):
            seen.update(chunk)
            size += len(chunk)
            to.write(chunk)
    return Part(name=dump.name, size=size, sha256=seen.hexdigest())


def close_with(archive: ZipFile, manifest: Manifest) -> None:
    """Write the manifest, without which it is no backup."""
    archive.writestr(_entry(NAME, packed=False), manifest.as_json())


def _entry(name: str, *, packed: bool) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    entry.external_attr = MODE
    return entry


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Open a backup to read. Raises ``BackupError`` for what is none, or not whole."""
    try:
        with path.open("rb") as file, _archive(file) as archive:
            yield archive, _manifest(archive)
    except OSError as error:
        raise BackupError(f"cannot read {path}: {error.strerror}") from error


def _archive(file: BinaryIO) -> ZipFile:
    beginning = file.read(len(BEGINNING))
    try:
        return ZipFile(file)
    except BadZipFile as error:
        cut_off = beginning == BEGINNING
        said = DAMAGED if cut_off else "this is no backup of commentbox"
        raise BackupError(said) from error


def _manifest(archive: ZipFile) -> Manifest:
    if NAME not in archive.namelist() or archive.getinfo(NAME).file_size > MOST_BYTES:
        raise BackupError("this is no backup of commentbox")
    try:
        return Manifest.from_json(archive.read(NAME))
    except (BadZipFile, zlib.error) as error:
        raise BackupError(DAMAGED) from error


def read(archive: ZipFile, part: Part) -> bytes:
    """Return all of a small part. Raises ``BackupError``."""
    to = BytesIO()
    unpack(archive, part, to)
    return to.getvalue()


def unpack(archive: ZipFile, part: Part, to: BinaryIO | None = None) -> None:
    """Read a part, to a file or only to check it. Raises ``BackupError``."""
    seen, left = sha256(), part.size
    try:
        with archive.open(part.name) as source:
            while chunk := source.read(CHUNK):
                left -= len(chunk)
                # No more than it says: what unpacks without end is no part of ours.
                if left < 0:
                    break
                seen.update(chunk)
                if to is not None:
                    to.write(chunk)
    except (BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise BackupError(DAMAGED) from error
    if left != 0 or seen.hexdigest() != part.sha256:
        raise BackupError(DAMAGED)
