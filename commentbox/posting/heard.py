"""What moderators said to an author, and which passages they hid, beside deciding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Audience, Comment, Note, Redaction
from commentbox.rulebook.document import Rule
from commentbox.rulebook.queries import rules_then
from commentbox.web.i18n import rfc3339
from commentbox.web.urls import absolute, site_name


def messages_to(session: Session, comment: Comment) -> Sequence[Note]:
    """Return the notes that are for the author, in order."""
    query = select(Note).where(
        Note.comment_id == comment.id, Note.audience == Audience.AUTHOR
    )
    return session.scalars(query.order_by(Note.id)).all()


def messages_json(session: Session, comment: Comment) -> list[dict[str, Any]]:
    """Return them without the name of who wrote them."""
    return [
        {"text": note.body, "at": rfc3339(note.written_at)}
        for note in messages_to(session, comment)
    ]


def redactions_json(session: Session, comment: Comment) -> list[dict[str, Any]]:
    """Return which passages readers do not see, of each text that is in force."""
    query = select(Redaction).where(Redaction.comment_id == comment.id)
    rows = session.scalars(query.order_by(Redaction.revision, Redaction.start)).all()
    texts = {text.number: text.body for text in comment.revisions if text.live}
    return [
        _redaction_json(comment, row, texts[row.revision], rule)
        for row, rule in zip(rows, rules_then(session, rows), strict=True)
        if row.revision in texts
    ]


def _redaction_json(
    comment: Comment, row: Redaction, body: str, rule: Rule | None
) -> dict[str, Any]:
    version = str(row.rulebook_version)
    return {
        "revision": row.revision,
        "text": body[row.start : row.end],
        "rule": row.rule,
        "rule_title": rule.title if rule else "",
        "rule_text": rule.text if rule else "",
        "rulebook_version": row.rulebook_version,
        "rulebook_url": absolute(
            "/rules", version=version, site=site_name(comment.article.site)
        ),
        "at": rfc3339(row.made_at),
    }
