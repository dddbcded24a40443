"""An author's edit, screened like the first text and waiting like it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from commentbox.domain.submission import Draft
from commentbox.extensions import begin_write
from commentbox.models import Comment
from commentbox.posting.author import edit
from commentbox.posting.blocked import edit_held_back
from commentbox.posting.draw import is_blind
from commentbox.posting.facts import gather
from commentbox.screening.screen import screen
from commentbox.web import limits
from commentbox.web.client import client_network
from commentbox.web.metrics import of_app
from commentbox.web.settings import settings


def revise(session: Session, comment: Comment, body: str, *, now: datetime) -> None:
    """Screen and store a new text of a comment; commits."""
    draft = Draft(
        body=body,
        language=comment.language,
        author_name=comment.author_name,
        author_email=comment.author_email,
        author_url=comment.author_url,
    )
    facts = gather(
        session,
        comment.article,
        body=body,
        parent_id=comment.parent_id,
        now=now,
        # The author repeats the own words, which says nothing: no client is named.
    )
    with of_app().screening():
        verdict = screen(draft, facts)
    comment_id = comment.id
    begin_write(session)
    comment = session.get_one(Comment, comment_id)
    # The same text again changes nothing, so it is not held back either.
    if comment.erased_at is None and comment.latest.body != body:
        verdict = edit_held_back(
            session,
            comment,
            verdict,
            network=client_network() if limits.are_on() else None,
            secret_key=settings().secret_key,
            now=now,
        )
    # Beside a text stands what became of the one before: that must be hidden, too.
    blind = all(text.blind for text in comment.revisions) and is_blind(
        comment.article.site, verdict, comment_id, secret_key=settings().secret_key
    )
    edit(session, comment, body, verdict, now=now, blind=blind)
    session.commit()
