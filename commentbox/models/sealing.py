"""Put what a transaction adds to the log into the chain, just before its commit.

That late, so that the end of the chain is the last row that any transaction waits for:
no two wait for each other, and it is held no longer than the commit takes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import event, false, select, update
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from commentbox.models.base import table_of
from commentbox.models.chain import (
    DECISION,
    DECISION_WORDS,
    ENTRY,
    ENTRY_WORDS,
    NOTHING,
    SALT_BYTES,
    LogHead,
    LogLink,
    digest_of,
    link_hash,
    rows_of,
    sealed_with,
)
from commentbox.models.decision import Decision
from commentbox.models.log import LogEntry
from commentbox.models.upsert import take

ADDED = "added to the log"


class _Added(NamedTuple):
    site_id: int
    decision_id: int | None
    entry_id: int | None
    digest: bytes
    words: tuple[Any, ...]


def added_decisions(session: Session, ids: Iterable[int]) -> None:
    """Say which decisions were inserted without a unit of work."""
    _noted(session).update((Decision, id_) for id_ in ids)


def erase_words(session: Session, comment_id: UUID) -> None:
    """Empty what moderators wrote about a comment, and with it the way to prove it.

    The caller has marked the comment as erased, or does, and commits.
    """
    about = Decision.comment_id == comment_id
    of_them = LogLink.decision_id.in_(select(Decision.id).where(about))
    session.execute(update(Decision).where(about).values(note=""))
    session.execute(update(LogLink).where(of_them).values(salt=None))


def _noted(session: Session) -> set[tuple[type[Decision | LogEntry], int]]:
    noted: set[tuple[type[Decision | LogEntry], int]]
    noted = session.info.setdefault(ADDED, set())
    return noted


@event.listens_for(Session, "after_flush")
def _take_note(session: Session, _context: UOWTransaction) -> None:
    for row in session.new:
        if isinstance(row, Decision | LogEntry):
            _noted(session).add((type(row), row.id))


@event.listens_for(Session, "before_commit")
def _seal(session: Session) -> None:
    # What a savepoint keeps may still be rolled back with all the rest.
    if session.in_nested_transaction():
        return
    session.flush()
    if noted := session.info.pop(ADDED, None):
        added = sorted(_read(session, noted), key=attrgetter("site_id"))
        # Where there are several sites, all wait for them in the same order.
        for site_id, rows in groupby(added, attrgetter("site_id")):
            _extend(session, site_id, list(rows))


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(ADDED, None)


def _read(
    session: Session, noted: set[tuple[type[Decision | LogEntry], int]]
) -> Iterator[_Added]:
    """Read what was added as the database holds it; what was rolled back is gone."""
    decisions = sorted(id_ for kind, id_ in noted if kind is Decision)
    entries = sorted(id_ for kind, id_ in noted if kind is LogEntry)
    execute = session.connection().execute
    if decisions:
        for row in execute(rows_of(decisions, DECISION, DECISION_WORDS)):
            covered, words = row[: len(DECISION)], row[len(DECISION) :]
            yield _Added(row[1], row[0], None, digest_of(covered), tuple(words))
    if entries:
        for row in execute(rows_of(entries, ENTRY, ENTRY_WORDS)):
            covered, words = row[: len(ENTRY)], row[len(ENTRY) :]
            yield _Added(row[1], None, row[0], digest_of(covered), tuple(words))


def _extend(session: Session, site_id: int, added: list[_Added]) -> None:
    length, last = _held_head(session, site_id)
    links = []
    for number, row in enumerate(added, start=length + 1):
        salt = secrets.token_bytes(SALT_BYTES)
        sealed = sealed_with(salt, row.words)
        last = link_hash(last, number, row.digest, sealed)
        links.append(
            {
                "site_id": site_id,
                "number": number,
                "decision_id": row.decision_id,
                "entry_id": row.entry_id,
                "salt": salt,
                "sealed": sealed,
                "hash": last,
            }
        )
    execute, head = session.connection().execute, table_of(LogHead)
    execute(table_of(LogLink).insert(), links)
    end = {"length": length + len(links), "hash": last}
    execute(head.update().where(head.c.site_id == site_id).values(end))


def _held_head(session: Session, site_id: int) -> tuple[int, bytes]:
    """Return length and last hash of a chain that nobody else makes longer now."""
    held = select(LogHead.length, LogHead.hash).where(LogHead.site_id == site_id)
    held = held.with_for_update()
    found = session.connection().execute(held).one_or_none()
    if found is None:
        first = {"site_id": site_id, "length": 0, "hash": NOTHING}
        take(session.connection(), LogHead, first, expired=false())
        found = session.connection().execute(held).one()
    return found[0], found[1]
