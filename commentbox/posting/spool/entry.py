"""A post as it lies in the spool: all that storing it later needs, and a checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from commentbox.domain.submission import Consent, ConsentMode, Source, Submission
from commentbox.posting.guard import Sender

#: Grows with the format. What a later version has written is not read, but left.
FORMAT = b"commentbox-spool-1"


class Damaged(Exception):
    """The bytes are not those that were written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: UUID
    #: Site and article by their names: numbers mean nothing in another database.
    site: str
    article: str
    submission: Submission
    sender: Sender
    #: Of the token of an earlier comment that came along.
    author_hash: str | None
    #: Only where the site keeps a keyed hash of it, which the database makes.
    network: str | None
    honeypot_filled: bool
    stamp_wrong: bool

    def as_bytes(self) -> bytes:
        body = json.dumps(asdict(self), default=_plain).encode("ascii")
        return b"%b %b %d\n%b\n" % (FORMAT, _digest(body), len(body), body)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what was written. Raises ``Damaged``."""
        head, _, rest = data.partition(b"\n")
        body = rest.removesuffix(b"\n")
        if head != b"%b %b %d" % (FORMAT, _digest(body), len(body)):
            raise Damaged("the checksum is another one")
        try:
            return cls._read(json.loads(body))
        except (ValueError, TypeError, KeyError) as error:
            raise Damaged(f"cannot be read: {type(error).__name__}") from error

    @classmethod
    def _read(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **row,
                "id": UUID(row["id"]),
                "submission": _submission(row["submission"]),
                "sender": Sender(**row["sender"]),
            }
        )

    def without_key(self) -> Self:
        return replace(self, sender=replace(self.sender, key_hash=None))


def _submission(row: Mapping[str, Any]) -> Submission:
    consent = {
        **row["consent"],
        "mode": ConsentMode(row["consent"]["mode"]),
        "given_at": datetime.fromisoformat(row["consent"]["given_at"]),
    }
    return Submission(
        **{
            **row,
            "parent_id": UUID(row["parent_id"]) if row["parent_id"] else None,
            "source": Source(row["source"]),
            "consent": Consent(**consent),
            "posted_at": datetime.fromisoformat(row["posted_at"]),
        }
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
