"""Take a comment in: comment, consent and verdict are one transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from commentbox.articles.indexing import index_revision
from commentbox.domain.submission import Submission
from commentbox.domain.verdict import Verdict
from commentbox.models import Comment, Revision
from commentbox.posting.store import placed_text, record_holding_back, store


def submit(
    session: Session,
    submission: Submission,
    verdict: Verdict,
    *,
    comment_id: UUID,
    secret_key: str,
    blind: bool = False,
) -> Comment:
    """Store a screened submission, drawn blind or not. The caller commits.

    Raises ``DiscussionClosed`` or, for a parent that cannot be answered,
    ``InvalidFields``.
    """
    session.flush()
    store(
        session,
        submission,
        verdict,
        comment_id=comment_id,
        secret_key=secret_key,
        blind=blind,
    )
    return session.get_one(Comment, comment_id)


def add_revision(
    session: Session,
    comment: Comment,
    body: str,
    verdict: Verdict,
    *,
    now: datetime,
    blind: bool = False,
) -> Revision:
    """Add another text to a comment, in the lane that the screening says.

    One that is drawn ``blind`` waits for a person whatever the screening says.
    """
    revision = Revision(
        site_id=comment.site_id,
        article_id=comment.article_id,
        number=len(comment.revisions) + 1,
        posted_at=now,
        **placed_text(body, verdict, blind=blind),
    )
    comment.revisions.append(revision)
    session.flush()
    index_revision(session, comment, revision, verdict.findings)
    session.flush()
    ids = (comment.site_id, comment.id, revision.number)
    record_holding_back(session, ids, verdict, blind=blind, now=now)
    return revision
