"""Answer a comment as somebody of the site: stored, decided and live in one stroke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.domain.states import State
from commentbox.domain.submission import Badge, Source, Submission
from commentbox.domain.verdict import Verdict
from commentbox.models import Comment, Moderator, Revision, Via
from commentbox.models.ids import new_id
from commentbox.models.settle import lock_article
from commentbox.moderation.decide import Intent, decide
from commentbox.moderation.intend import decide_at_desk
from commentbox.web.i18n import gettext as _

#: The same words of the same person within this are a double click.
DOUBLE_CLICK = timedelta(seconds=60)
#: No while to take it back: what stands below it is public in the same moment.
AT_ONCE = timedelta(0)


class Submit(Protocol):
    """What stores a comment; posting has it, the factory hands it over."""

    def __call__(
        self,
        session: Session,
        submission: Submission,
        verdict: Verdict,
        *,
        comment_id: UUID,
        secret_key: str,
    ) -> Comment: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    body: str
    badge: Badge
    #: To approve with the same stroke what is answered.
    approving: Intent | None = None
    #: Even where somebody else is reading it.
    takeover: bool = False


def answer(
    session: Session,
    parent_id: UUID,
    given: Answer,
    *,
    submit: Submit,
    moderator: Moderator,
    secret_key: str,
    now: datetime,
) -> Comment:
    """Store an answer that readers see at once. The caller commits.

    Raises ``NotFound``, ``InvalidFields`` (the comment was withdrawn),
    ``DiscussionClosed`` (it is hidden) and, where the comment is to be approved, what
    ``decide`` raises. The same answer again is the one that is there.
    """
    parent = _held(session, parent_id)
    known = _just_written(session, parent, given, moderator, now=now)
    if known is not None:
        return known
    if given.approving is not None:
        decide_at_desk(
            session,
            parent_id,
            given.approving,
            moderator=moderator,
            now=now,
            undo=AT_ONCE,
            takeover=given.takeover,
        )
    comment = submit(
        session,
        _submission(parent, given, moderator, now=now),
        Verdict(()),
        comment_id=new_id(),
        secret_key=secret_key,
    )
    own = Intent(to=State.APPROVED, revision=1, seen=State.PENDING)
    decide(session, comment.id, own, moderator=moderator, via=Via.ANSWER, now=now)
    return comment


def _held(session: Session, parent_id: UUID) -> Comment:
    """Return the comment with its article held, before anything else is taken."""
    parent = session.get(Comment, parent_id)
    if parent is None:
        raise NotFound("no such comment")
    lock_article(session, parent.article_id)
    session.refresh(parent)
    if parent.erased_at is not None:
        message = _("Its author has withdrawn this comment: nothing is left to answer.")
        raise InvalidFields({"parent": [message]})
    return parent


def _just_written(
    session: Session,
    parent: Comment,
    given: Answer,
    moderator: Moderator,
    *,
    now: datetime,
) -> Comment | None:
    query = (
        select(Comment)
        .join(Revision, Revision.comment_id == Comment.id)
        .where(
            Comment.parent_id == parent.id,
            Comment.moderator_id == moderator.id,
            Comment.posted_at > now - DOUBLE_CLICK,
            Revision.body == given.body,
        )
    )
    return session.scalar(query.order_by(Comment.id).limit(1))


def _submission(
    parent: Comment, given: Answer, moderator: Moderator, *, now: datetime
) -> Submission:
    return Submission(
        article_id=parent.article_id,
        parent_id=parent.id,
        author_name=moderator.name,
        body=given.body,
        language=parent.article.language,
        source=Source.DESK,
        consent=None,
        posted_at=now,
        badge=given.badge,
        moderator_id=moderator.id,
    )
