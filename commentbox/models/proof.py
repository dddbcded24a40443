"""Prove that nothing of the log was changed, taken out, moved, put in or cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import Session

from commentbox.models.chain import (
    DECISION,
    DECISION_WORDS,
    ENTRY,
    ENTRY_WORDS,
    NOTHING,
    Columns,
    LogHead,
    LogLink,
    digest_of,
    link_hash,
    sealed_with,
)
from commentbox.models.comment import Comment
from commentbox.models.decision import Decision
from commentbox.models.log import LogEntry

#: So many rows are held at a time.
BATCH = 500

LINK: Columns = (
    *(LogLink.number, LogLink.decision_id, LogLink.entry_id),
    *(LogLink.salt, LogLink.sealed, LogLink.hash),
)
OF_DECISION, OF_ENTRY = DECISION + DECISION_WORDS, ENTRY + ENTRY_WORDS


class Fault(StrEnum):
    """What became of an entry."""

    MISSING = "missing"
    CHANGED = "changed"
    EMPTIED = "emptied"
    PUT_IN = "put in"
    CUT_OFF = "cut off"
    OTHER_END = "other end"
    OTHER_HISTORY = "other history"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry of a site's log that is not as it was written."""

    site_id: int
    #: Its place in the chain; None: it has none.
    number: int | None
    fault: Fault
    comment_id: UUID | None = None
    row: str = ""


def broken_logs(session: Session, site_ids: Iterable[int]) -> Iterator[Broken]:
    """Return the first fault of each log. The caller reads all at one moment."""
    for site_id in site_ids:
        found = _broken(session, site_id) or _unlinked(session, site_id)
        if found is not None:
            yield found


def other_history(
    session: Session, known: Mapping[int, tuple[int, bytes]]
) -> Iterator[Broken]:
    """Return the logs that are no continuation of what was ``known`` once.

    Length and last hash by site, as kept somewhere else: whoever writes the whole chain
    anew cannot change them there.
    """
    for site_id, (length, hash_) in known.items():
        if length == 0:
            continue
        there = session.get(LogLink, (site_id, length))
        if there is None:
            yield Broken(site_id, length, Fault.CUT_OFF)
        elif there.hash != hash_:
            yield Broken(site_id, length, Fault.OTHER_HISTORY)


def _broken(session: Session, site_id: int) -> Broken | None:
    number, last = 0, NOTHING
    batches = {"yield_per": BATCH}
    with session.execute(_links(site_id), execution_options=batches) as rows:
        for row in rows:
            number += 1
            if row[0] != number:
                return Broken(site_id, number, Fault.MISSING)
            if fault := _fault(row, last):
                return Broken(site_id, number, fault, *_about(row))
            last = row[5]
    head = session.get(LogHead, site_id)
    length, end = (head.length, head.hash) if head else (0, NOTHING)
    if length > number:
        return Broken(site_id, number + 1, Fault.CUT_OFF)
    if (length, end) != (number, last):
        return Broken(site_id, number, Fault.OTHER_END)
    return None


def _links(site_id: int) -> Select[Any]:
    return (
        select(*LINK, Comment.erased_at, *OF_DECISION, *OF_ENTRY)
        .outerjoin(Decision, Decision.id == LogLink.decision_id)
        .outerjoin(LogEntry, LogEntry.id == LogLink.entry_id)
        .outerjoin(
            Comment,
            Comment.id == func.coalesce(Decision.comment_id, LogEntry.comment_id),
        )
        .where(LogLink.site_id == site_id)
        .order_by(LogLink.number)
    )


def _fault(row: Row[*tuple[Any, ...]], last: bytes) -> Fault | None:
    number, decision_id, _entry_id, salt, sealed, hash_, erased_at = row[:7]
    if decision_id is not None:
        held, covered = row[7 : 7 + len(OF_DECISION)], len(DECISION)
    else:
        held, covered = row[7 + len(OF_DECISION) :], len(ENTRY)
    if held[0] is None:
        return Fault.MISSING
    words = held[covered:]
    if link_hash(last, number, digest_of(held[:covered]), sealed) != hash_:
        return Fault.CHANGED
    if salt is not None:
        return None if sealed_with(salt, words) == sealed else Fault.CHANGED
    if any(words):
        return Fault.CHANGED
    # Only erasure may empty an entry.
    return Fault.EMPTIED if erased_at is None else None


def _about(row: Row[*tuple[Any, ...]]) -> tuple[UUID | None, str]:
    """Return the comment that an entry is about, and the row that it is."""
    if row[1] is not None:
        return row[7 + 2], f"decision {row[1]}"
    return row[7 + len(OF_DECISION) + 3], f"log_entry {row[2]}"


def _unlinked(session: Session, site_id: int) -> Broken | None:
    """Return the first row of the log that was not written by commentbox."""
    for table, column in (
        (Decision, LogLink.decision_id),
        (LogEntry, LogLink.entry_id),
    ):
        query = (
            select(table.id, table.comment_id)
            .where(table.site_id == site_id, ~exists().where(column == table.id))
            .order_by(table.id)
        )
        if row := session.execute(query.limit(1)).first():
            name = f"{table.__tablename__} {row[0]}"
            return Broken(site_id, None, Fault.PUT_IN, row[1], name)
    return None
