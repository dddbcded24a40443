"""What has become of the cases on a screen since it was drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Claim, Comment, Decision, IntendedDecision, Revision
from commentbox.moderation.claims import holders
from commentbox.moderation.feedback import rules_now, who_did_what
from commentbox.moderation.queue import is_intended
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import ngettext

#: So many new ones are counted; more are "many".
MANY = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """A text of a comment: its state, and who decided about it last."""

    state: State
    #: Somebody has decided, and the text leaves its lane.
    intended: bool
    said: str


@dataclass(slots=True)
class Seen:
    """A case on a screen, as it is now: nothing is left of what was withdrawn."""

    texts: dict[int, Standing] = field(default_factory=dict)
    claim: Claim | None = None

    def as_json(self, moderator_id: int) -> dict[str, Any]:
        claim = self.claim
        others = claim is not None and claim.moderator_id != moderator_id
        return {
            "reading": reading(claim) if claim is not None and others else None,
            "texts": {
                str(number): {
                    "state": text.state.value,
                    "intended": text.intended,
                    "said": text.said,
                }
                for number, text in self.texts.items()
            },
        }


def reading(claim: Claim) -> str:
    return _("%(name)s is reading this", name=claim.moderator.name)


def seen_now(
    session: Session, site_id: int, ids: Sequence[UUID], *, now: datetime
) -> dict[UUID, Seen]:
    """Return the cases by comment, with the same few queries however many they are."""
    found = {id_: Seen() for id_ in ids}
    decided = _decided(session, site_id, ids)
    rows = session.execute(
        select(Revision.comment_id, Revision.number, Revision.state, is_intended())
        .join(Comment, Comment.id == Revision.comment_id)
        .where(
            Revision.site_id == site_id,
            Revision.comment_id.in_(ids),
            Revision.live,
            Comment.erased_at.is_(None),
        )
    )
    for id_, number, state, intended in rows:
        said = decided.get((id_, number), "")
        found[id_].texts[number] = Standing(state, intended, said)
    for id_, claim in holders(session, ids, now=now).items():
        found[id_].claim = claim if claim.site_id == site_id else None
    return found


def _decided(
    session: Session, site_id: int, ids: Sequence[UUID]
) -> dict[tuple[UUID, int], str]:
    """Return who decided what last about each text, also what can still be undone."""
    rules = rules_now(session, site_id)
    newest = (
        select(func.max(Decision.id))
        .where(Decision.comment_id.in_(ids), Decision.automated.is_(False))
        .group_by(Decision.comment_id, Decision.revision)
    )
    decisions = session.scalars(
        select(Decision).where(Decision.id.in_(newest), Decision.site_id == site_id)
    )
    intended = session.scalars(
        select(IntendedDecision).where(
            IntendedDecision.comment_id.in_(ids),
            IntendedDecision.site_id == site_id,
            IntendedDecision.overtaken_at.is_(None),
        )
    )
    rows: Iterable[Decision | IntendedDecision] = [*decisions, *intended]
    return {
        (row.comment_id, row.revision): who_did_what(
            rules, row.moderator.name, row.to_state, row.rule
        )
        for row in rows
        if row.moderator is not None
    }


def new_since(session: Session, site_id: int, lane: State, since: datetime) -> int:
    """Return how many were sent into a lane since then, up to ``MANY``."""
    some = (
        select(Revision.comment_id)
        .where(
            Revision.site_id == site_id,
            Revision.live,
            Revision.state == lane,
            Revision.posted_at > since,
            ~is_intended(),
        )
        .limit(MANY)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) or 0


def new_in_words(count: int) -> str:
    if count >= MANY:
        return _("Many new comments")
    return ngettext("%(n)s new comment", "%(n)s new comments", count) if count else ""
