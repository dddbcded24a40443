"""What a moderator has decided and can still undo, and what came to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import NEEDS_RULE
from commentbox.models import Comment, IntendedDecision, Moderator
from commentbox.moderation.decide import last_decision
from commentbox.moderation.feedback import in_short, rules_now, seconds_left
from commentbox.moderation.wording import state_name
from commentbox.rulebook.document import Rules
from commentbox.web.i18n import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One stroke that can still be undone, whether over one case or over many."""

    what: str
    #: The author of the comment, where it is one; empty: nobody gave a name.
    author: str
    seconds: int
    #: The field that undoes it, ``id`` or ``batch``, and its value.
    field: str
    value: str
    comment_id: UUID
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """A decision that could not be carried out, and why."""

    id: int
    comment_id: UUID
    #: The author of the comment; empty: nobody gave a name.
    author: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Mine:
    bars: Sequence[Bar] = ()
    overtaken: Sequence[Overtaken] = ()


def mine(
    session: Session, site_id: int, moderator: Moderator, *, now: datetime
) -> Mine:
    """Return the open intents of a moderator on a site, the latest first."""
    query = (
        select(IntendedDecision, Comment.author_name)
        .join(Comment, Comment.id == IntendedDecision.comment_id)
        .where(
            IntendedDecision.moderator_id == moderator.id,
            IntendedDecision.site_id == site_id,
        )
    )
    rows = session.execute(query.order_by(IntendedDecision.id.desc())).all()
    if not rows:
        return Mine()
    rules = rules_now(session, site_id)
    return Mine(
        bars=_bars(rules, [(r, by) for r, by in rows if r.overtaken_at is None], now),
        overtaken=[_told(session, rules, r) for r, _by in rows if r.overtaken_at],
    )


def _bars(
    rules: Rules, rows: Iterable[tuple[IntendedDecision, str]], now: datetime
) -> list[Bar]:
    strokes: dict[tuple[str, str], list[tuple[IntendedDecision, str]]] = {}
    for row, author in rows:
        key = ("batch", str(row.batch)) if row.batch else ("id", str(row.id))
        strokes.setdefault(key, []).append((row, author))
    return [
        Bar(
            what=in_short(rules, stroke[0][0].to_state, stroke[0][0].rule),
            author=stroke[0][1],
            seconds=seconds_left(stroke[0][0], now),
            field=field,
            value=value,
            comment_id=stroke[0][0].comment_id,
            count=len(stroke),
        )
        for (field, value), stroke in strokes.items()
    ]


def _told(session: Session, rules: Rules, row: IntendedDecision) -> Overtaken:
    comment = session.get_one(Comment, row.comment_id)
    return Overtaken(
        id=row.id,
        comment_id=comment.id,
        author=comment.author_name,
        what=in_short(rules, row.to_state, row.rule),
        why=_why(session, rules, comment, row),
    )


def _why(
    session: Session, rules: Rules, comment: Comment, row: IntendedDecision
) -> str:
    text = comment.revision(row.revision)
    if text is None or not text.live:
        return _("The author has sent a new text before it counted.")
    if text.state is not row.from_state:
        first = last_decision(session, comment.id, row.revision)
        if first is not None and first.moderator is not None:
            return _(
                "%(name)s was faster: %(outcome)s.",
                name=first.moderator.name,
                outcome=state_name(first.to_state),
            )
    if row.to_state in NEEDS_RULE and rules.get(row.rule) is None:
        return _("The rule is not in the rule book any more.")
    return _("The case has changed before it counted.")
