"""What a stroke over many cases would do, before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from commentbox.domain.states import MOVES, State
from commentbox.models import Claim, Comment, IntendedDecision, Moderator, Revision
from commentbox.moderation.bulk.seen import Seen
from commentbox.moderation.claims import holders
from commentbox.moderation.decide import intended_decisions
from commentbox.text.plain import excerpt, plain
from commentbox.web.i18n import gettext as _

#: So much of each text is shown, of so many texts.
EXCERPT, SHOWN = 200, 50

#: Authors and articles that are named, the most frequent ones.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Skipped:
    """A case that is left as it is, and why."""

    author: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    to: State
    #: What would be decided, in the order in which it was picked.
    cases: Sequence[tuple[Revision, Comment]]
    skipped: Sequence[Skipped]

    @property
    def picked(self) -> str:
        """Return what would be decided, as the form carries it on."""
        seen = (Seen(c.id, r.number, r.state) for r, c in self.cases)
        return " ".join(map(str, seen))

    @property
    def authors(self) -> list[tuple[str, int]]:
        return Counter(c.author_name for _r, c in self.cases).most_common(NAMED)

    @property
    def articles(self) -> list[tuple[str, int]]:
        return Counter(c.article.title for _r, c in self.cases).most_common(NAMED)

    @property
    def excerpts(self) -> list[tuple[Revision, Comment, str]]:
        return [
            (revision, comment, excerpt(plain(str(revision.html)), EXCERPT))
            for revision, comment in self.cases[:SHOWN]
        ]


def look_at(
    session: Session,
    site_id: int,
    picked: Sequence[Seen],
    to: State,
    *,
    moderator: Moderator,
    now: datetime,
) -> Look:
    """Return which of these a stroke would decide, and which it would not."""
    rows = _rows(session, site_id, picked)
    ids = [seen.comment_id for seen in picked]
    claims = holders(session, ids, now=now)
    intended = intended_decisions(session, ids)
    cases, skipped = [], []
    for seen in picked:
        row = rows.get((seen.comment_id, seen.revision))
        hindered = _hindered(row, seen, to)
        hindered = hindered or _taken(seen, moderator, claims, intended)
        if row is not None and not hindered:
            cases.append(row)
        else:
            skipped.append(Skipped(row[1].author_name if row else "", hindered))
    return Look(to=to, cases=cases, skipped=skipped)


def _hindered(row: tuple[Revision, Comment] | None, seen: Seen, to: State) -> str:
    """Return why this cannot be decided; nothing where it can."""
    if row is None:
        return _("withdrawn by its author")
    revision = row[0]
    if not revision.live:
        return _("the author has sent a newer text")
    if revision.state is not seen.state:
        return _("decided meanwhile")
    if to not in MOVES[revision.state]:
        return _("cannot go there from its state")
    return ""


def _taken(
    seen: Seen,
    moderator: Moderator,
    claims: Mapping[UUID, Claim],
    intended: Mapping[tuple[UUID, int], IntendedDecision],
) -> str:
    """Return who else is at this case; nothing where nobody is."""
    if open_intent := intended.get((seen.comment_id, seen.revision)):
        return _("just decided by %(name)s", name=open_intent.moderator.name)
    claim = claims.get(seen.comment_id)
    if claim is not None and claim.moderator_id != moderator.id:
        return _("%(name)s is reading this", name=claim.moderator.name)
    return ""


def _rows(
    session: Session, site_id: int, picked: Iterable[Seen]
) -> dict[tuple[UUID, int], tuple[Revision, Comment]]:
    ids = {seen.comment_id for seen in picked}
    query = (
        select(Revision, Comment)
        .join(Comment, Comment.id == Revision.comment_id)
        .where(
            Comment.id.in_(ids),
            Comment.site_id == site_id,
            Comment.erased_at.is_(None),
        )
        .options(joinedload(Comment.article, innerjoin=True))
    )
    found = session.execute(query)
    return {(r.comment_id, r.number): (r, c) for r, c in found}
