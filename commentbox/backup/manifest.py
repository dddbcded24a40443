"""What a backup says of itself: of what it is, when, how much, and how to check it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from commentbox.backup.errors import BackupError

#: A container of another form gets another number.
FORMAT = 1
NAME = "manifest.json"
#: No manifest comes near it.
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file in the backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEnd:
    """Where the log of a site ended: today's must go on from there."""

    site: int
    length: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is in the database, as of the one moment that was copied."""

    #: The last migration that had run.
    schema: str
    rows: Mapping[str, int]
    logs: tuple[LogEnd, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    #: Which version made it.
    version: str
    #: ``sqlite`` or ``postgresql``.
    kind: str
    #: Version of the program that wrote the dump: whoever reads it is no older.
    dumped_by: int
    made_at: datetime
    contents: Contents
    #: Tells whether a secret key is the one of then, and nothing else about it.
    key: str
    parts: tuple[Part, ...]

    def as_json(self) -> bytes:
        said = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(said, indent=1, default=dict).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read one. Raises ``BackupError``."""
        try:
            said: dict[str, Any] = json.loads(text)
            form = said.pop("format")
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise BackupError("this is no backup of commentbox") from error
        if form != FORMAT:
            raise BackupError(
                f"this backup was made by commentbox {said.get('version')}, which is "
                "newer than this one: install at least that"
            )
        try:
            return cls._from(said)
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError("what this backup says of itself is damaged") from error

    @classmethod
    def _from(cls, said: dict[str, Any]) -> Self:
        contents = said.pop("contents")
        logs = tuple(LogEnd(**each) for each in contents.pop("logs"))
        return cls(
            made_at=datetime.fromisoformat(said.pop("made_at")),
            contents=Contents(logs=logs, **contents),
            parts=tuple(Part(**each) for each in said.pop("parts")),
            **said,
        )


def fingerprint(secret_key: str) -> str:
    """Return what tells a secret key from another, under which nothing else is kept."""
    said = hmac.digest(secret_key.encode(), b"commentbox backup", "sha256")
    return said.hex()[:32] if secret_key else ""
