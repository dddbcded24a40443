"""Carry out a stroke: an own decision for each case, as if one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import CommentboxError, ImpossibleMove, NotFound
from commentbox.domain.states import State
from commentbox.models import Article, Comment, Moderator
from commentbox.models.settle import lock_site
from commentbox.moderation.bulk.look import Skipped
from commentbox.moderation.bulk.seen import Seen
from commentbox.moderation.decide import Intent
from commentbox.moderation.feedback import Refusals, what_is_wrong
from commentbox.moderation.intend import decide_at_desk
from commentbox.web.i18n import gettext as _

#: So many are decided in one transaction: a moment in which nobody else can write.
AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    to: State
    rule: str | None
    note: str
    #: Shared by all its decisions: they are undone together.
    batch: UUID
    #: How long that is possible; nothing where they count at once.
    undo: timedelta


def carry_out(
    session: Session,
    site_id: int,
    picked: Sequence[Seen],
    stroke: Stroke,
    *,
    moderator: Moderator,
    now: datetime,
) -> list[Skipped]:
    """Decide about these cases; return those that it was not possible for.

    The caller commits.
    """
    names = _hold(session, site_id, picked)
    skipped = []
    for seen in picked:
        try:
            if seen.comment_id not in names:
                raise NotFound("withdrawn, or of another site")
            with session.begin_nested():
                _decide(session, seen, stroke, moderator=moderator, now=now)
        except (*Refusals, NotFound) as error:
            why = _why(session, error, moderator, now)
            skipped.append(Skipped(names.get(seen.comment_id, ""), why))
    return skipped


def _hold(session: Session, site_id: int, picked: Sequence[Seen]) -> dict[UUID, str]:
    """Take the rows of all articles and of the site; return who wrote what is there.

    The articles first and in one order, as everybody does: no two wait for each other.
    """
    query = select(Comment.id, Comment.author_name, Comment.article_id).where(
        Comment.id.in_([seen.comment_id for seen in picked]),
        Comment.site_id == site_id,
        Comment.erased_at.is_(None),
    )
    rows = session.execute(query).all()
    articles = select(Article.id).where(Article.id.in_({row[2] for row in rows}))
    in_order = articles.order_by(Article.id).with_for_update(key_share=True)
    session.execute(in_order).all()
    lock_site(session, site_id)
    return {row[0]: row[1] for row in rows}


def _decide(
    session: Session,
    seen: Seen,
    stroke: Stroke,
    *,
    moderator: Moderator,
    now: datetime,
) -> None:
    intent = Intent(
        to=stroke.to,
        revision=seen.revision,
        seen=seen.state,
        rule=stroke.rule,
        note=stroke.note,
    )
    decide_at_desk(
        session,
        seen.comment_id,
        intent,
        moderator=moderator,
        now=now,
        undo=stroke.undo,
        batch=stroke.batch,
    )


def _why(
    session: Session, error: CommentboxError, moderator: Moderator, now: datetime
) -> str:
    if isinstance(error, NotFound):
        return _("withdrawn by its author")
    if isinstance(error, ImpossibleMove):
        return _("cannot go there from its state")
    heading, _sentence = what_is_wrong(session, error, moderator, now=now)
    return heading
