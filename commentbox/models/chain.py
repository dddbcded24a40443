"""The log as a chain: every entry of a site carries a hash over itself and the last.

Whoever changes, takes out or moves an entry breaks all hashes after it. What may have
to be erased is covered by a digest under a salt of its own: without the salt nobody can
guess from it what was there, and the chain stays whole.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Row, Select, select
from sqlalchemy.orm import (
    Mapped,
    MappedAsDataclass,
    QueryableAttribute,
    Session,
    mapped_column,
)

from commentbox.models.base import Base
from commentbox.models.decision import Decision
from commentbox.models.log import LogEntry

#: Before the first entry of a site.
NOTHING = bytes(32)
SALT_BYTES = 16

Columns = tuple[QueryableAttribute[Any], ...]

#: What is covered as it stands. A column that comes later is not covered by these.
DECISION: Columns = (
    *(Decision.id, Decision.site_id, Decision.comment_id, Decision.revision),
    *(Decision.from_state, Decision.to_state, Decision.rule),
    *(Decision.rulebook_version, Decision.automated, Decision.via),
    *(Decision.moderator_id, Decision.decided_at, Decision.waited_s),
    *(Decision.outcome, Decision.batch),
)
ENTRY: Columns = (
    *(LogEntry.id, LogEntry.site_id, LogEntry.kind, LogEntry.comment_id),
    *(LogEntry.moderator_id, LogEntry.logged_at),
)
#: What erasure empties, or may have to.
DECISION_WORDS: Columns = (Decision.note,)
ENTRY_WORDS: Columns = (LogEntry.subject, LogEntry.facts)


class LogLink(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """The place of a row of the log in the chain of its site; never changed."""

    __tablename__ = "log_link"
    __table_args__ = (
        CheckConstraint(
            "(decision_id IS NULL) <> (entry_id IS NULL)", name="of_one_row"
        ),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    #: 1, 2, 3, … without a gap.
    number: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("decision.id"), unique=True
    )
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("log_entry.id"), unique=True
    )
    #: Erasure deletes it.
    salt: Mapped[bytes | None]
    #: Digest under ``salt`` of what may be erased.
    sealed: Mapped[bytes]
    hash: Mapped[bytes]


class LogHead(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """Where the chain of a site ends: what was cut off there is missed."""

    __tablename__ = "log_head"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    length: Mapped[int] = mapped_column(default=0)
    hash: Mapped[bytes] = mapped_column(default=NOTHING)


def digest_of(values: Sequence[Any]) -> bytes:
    """Return the digest of columns, the same on every database."""
    return sha256(_spelt(values)).digest()


def sealed_with(salt: bytes, words: Sequence[Any]) -> bytes:
    """Return the digest of words that nobody can try out without the salt."""
    return hmac.digest(salt, _spelt(words), "sha256")


def link_hash(before: bytes, number: int, digest: bytes, sealed: bytes) -> bytes:
    return sha256(before + number.to_bytes(8, "big") + digest + sealed).digest()


def rows_of(ids: Sequence[int], covered: Columns, words: Columns) -> Select[Any]:
    """Return the query for rows of the log as they are stored, in their order."""
    key = covered[0]
    return select(*covered, *words).where(key.in_(ids)).order_by(key)


def heads(session: Session) -> Sequence[Row[int, int, bytes]]:
    """Return site, length and hash of each chain."""
    query = select(LogHead.site_id, LogHead.length, LogHead.hash)
    return session.execute(query.order_by(LogHead.site_id)).all()


def _spelt(values: Sequence[Any]) -> bytes:
    plain = [_plain(value) for value in values]
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode("ascii")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, UUID) else value
