"""See that every text can be found, and nothing of an erased one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from commentbox.articles.indexing import (
    drop_findings,
    drop_from_index,
    index_revision,
)
from commentbox.domain.verdict import Finding
from commentbox.models import Comment, FoundText, Revision

#: So many texts are held at a time.
BATCH = 200


def count_missing(session: Session) -> int:
    """Return how many texts of a lane nobody can find."""
    return _count(session, _missing())


def count_erased(session: Session) -> int:
    """Return how many erased texts can be found."""
    return _count(session, _erased())


def index_missing(session: Session) -> int:
    """Make them findable; return how many they were. The caller commits."""
    done = 0
    while rows := session.execute(_missing().limit(BATCH)).all():
        for comment_id, number in rows:
            _index(session, comment_id, number)
        session.flush()
        session.expunge_all()
        done += len(rows)
    return done


def drop_erased(session: Session) -> int:
    """Let none of them be found; return how many they were. The caller commits."""
    done = 0
    while rows := session.execute(_erased().limit(BATCH)).all():
        for comment_id in {row[0] for row in rows}:
            drop_from_index(session, comment_id)
        done += len(rows)
    return done


def _index(session: Session, comment_id: UUID, number: int) -> None:
    comment = session.get_one(Comment, comment_id)
    revision = session.get_one(Revision, (comment_id, number))
    drop_findings(session, revision)
    findings: Sequence[Finding] = [Finding.from_json(f) for f in revision.findings]
    index_revision(session, comment, revision, findings)


def _missing() -> Select[UUID, int]:
    found = exists().where(
        FoundText.comment_id == Revision.comment_id,
        FoundText.revision == Revision.number,
    )
    query = select(Revision.comment_id, Revision.number)
    return query.where(Revision.live, ~found)


def _erased() -> Select[UUID, int]:
    return (
        select(FoundText.comment_id, FoundText.revision)
        .join(Comment, Comment.id == FoundText.comment_id)
        .where(Comment.erased_at.is_not(None))
    )


def _count(session: Session, query: Select[UUID, int]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0
