"""An author's edit, screened like the first text and waiting like it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from commentbox.domain.submission import Draft
from commentbox.extensions import begin_write
from commentbox.models import Comment
from commentbox.posting.author import edit
from commentbox.posting.facts import gather
from commentbox.screening.screen import screen


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
        # The author repeats the own words: that says nothing.
        repeats=False,
    )
    verdict = screen(draft, facts)
    comment_id = comment.id
    begin_write(session)
    edit(session, session.get_one(Comment, comment_id), body, verdict, now=now)
    session.commit()
