"""What an author may do with the own comment: know its state, edit it, withdraw it."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commentbox.articles.indexing import drop_from_index
from commentbox.domain.errors import NotFound, NotSignedIn
from commentbox.domain.tokens import hash_token
from commentbox.domain.verdict import Verdict
from commentbox.models import (
    Claim,
    Comment,
    Decision,
    IntendedDecision,
    Note,
    Redaction,
    Revision,
    erase_words,
)
from commentbox.models.erasing import note_erasure
from commentbox.models.settle import changing, lock_article
from commentbox.posting.guard import forget
from commentbox.posting.submit import add_revision


def own_comment(session: Session, comment_id: UUID, token: str) -> Comment:
    """Return the comment that ``token`` belongs to.

    Raises ``NotSignedIn`` for a wrong token, and likewise where there is no such
    comment: without the token nobody learns which ids exist.
    """
    comment = session.get(Comment, comment_id)
    if comment is None or not hmac.compare_digest(
        comment.token_hash, hash_token(token)
    ):
        raise NotSignedIn("the token does not belong to this comment")
    if comment.erased_at is not None:
        raise NotFound("the comment was withdrawn")
    return comment


def known_author(session: Session, site_id: int, token_hash: str) -> UUID | None:
    """Return who wrote the comment of a token, by its hash, as ``Comment.identity``.

    None where it belongs to none of this site, or to one that was withdrawn: a browser
    may remember that one, and it is no mistake to send it along.
    """
    query = select(Comment).where(
        Comment.token_hash == token_hash,
        Comment.site_id == site_id,
        Comment.erased_at.is_(None),
    )
    comment = session.scalar(query.limit(1))
    return comment.identity if comment else None


def edit(
    session: Session,
    comment: Comment,
    body: str,
    verdict: Verdict,
    *,
    now: datetime,
    blind: bool = False,
) -> Revision:
    """Add a new text that waits; a public one stays up until then. The caller commits.

    The same text again changes nothing.
    """
    lock_article(session, comment.article_id)
    session.refresh(comment, ["erased_at", "revisions", "standing", "in_view"])
    if comment.erased_at is not None:
        raise NotFound("the comment was withdrawn")
    if comment.latest.body == body:
        return comment.latest
    with changing(session, comment, now=now):
        return add_revision(session, comment, body, verdict, now=now, blind=blind)


def withdraw(session: Session, comment: Comment, *, now: datetime) -> None:
    """Erase a comment: nothing of its author's words or person stays.

    The row stays without content: it holds the place of public replies, and proof of
    consent and decisions without their free text. The caller commits.
    """
    lock_article(session, comment.article_id)
    session.refresh(comment)
    if comment.erased_at is not None:
        return
    note_erasure(session, comment.id, now=now)
    erase_words(session, comment.id)
    forget(session, comment.id)
    drop_from_index(session, comment.id)
    for table in (Note, Redaction, IntendedDecision, Claim):
        session.execute(delete(table).where(table.comment_id == comment.id))
    with changing(session, comment, now=now):
        comment.erased_at = now
        comment.author_name = ""
        comment.author_email = comment.author_url = None
        comment.author_id = comment.network_hash = None
        for revision in comment.revisions:
            revision.body = revision.body_hash = ""
            revision.html = Markup("")
            revision.findings = []
            revision.outcome, revision.risk = 0, 0.0


def decisions_of(session: Session, comment: Comment) -> list[Decision]:
    """Return what people decided about a comment, in order.

    What the screening held back is undecided, and outside that reads pending.
    """
    query = select(Decision).where(
        Decision.comment_id == comment.id, Decision.automated.is_(False)
    )
    return list(session.scalars(query.order_by(Decision.id)))
