"""The last word that people said about each text: what there is to learn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased, lazyload

from commentbox.domain.states import NEEDS_RULE, State
from commentbox.domain.submission import Source
from commentbox.domain.verdict import SPAM_CHECK
from commentbox.models import Comment, Decision, Redaction, Revision, RuleBook
from commentbox.rulebook.document import read_bindings

#: So many rows are asked for at a time.
BATCH = 500

#: Checks by rule, by version of the rule book.
Books = Mapping[int, Mapping[str | None, frozenset[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord:
    """What a person decided last about a text, and which checks that speaks of."""

    decision: int
    comment_id: UUID
    revision: int
    state: State
    #: The checks whose rule was broken.
    broken: frozenset[str]
    #: An approval says nothing of these: a passage was taken out under their rule.
    unclear: frozenset[str] = frozenset()
    #: It was decided without its findings.
    blind: bool
    decided_at: datetime

    def breach(self, check: str) -> bool | None:
        """Return whether it broke the rule of a check; None: nobody has said."""
        if check in self.broken:
            return True
        approved = self.state is State.APPROVED and check not in self.unclear
        return False if approved else None


def last_words(site_id: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Return decisions of persons that no later one has overruled, with more columns.

    Not those about what the site itself writes, nor about what was erased.
    """
    later = aliased(Decision)
    again = exists().where(
        later.comment_id == Decision.comment_id,
        later.revision == Decision.revision,
        later.automated.is_(False),
        later.id > Decision.id,
    )
    query: Select[*tuple[Any, ...]] = select(Decision, Revision.blind, *columns)
    return (
        query.join(Comment, Comment.id == Decision.comment_id)
        .join(
            Revision,
            (Revision.comment_id == Decision.comment_id)
            & (Revision.number == Decision.revision),
        )
        .where(
            Decision.site_id == site_id,
            Decision.automated.is_(False),
            Comment.source != Source.DESK,
            Comment.erased_at.is_(None),
            ~again,
        )
        .options(lazyload(Decision.moderator))
    )


def newest(
    session: Session, site_id: int, most: int, *, since: int = 0
) -> list[LastWord]:
    """Return the newest of them in the order of time, read by key in batches.

    ``since`` leaves out what is not newer than the decision of this id.
    """
    found: list[LastWord] = []
    query = last_words(site_id).where(Decision.id > since)
    query = query.order_by(Decision.id.desc())
    while len(found) < most:
        here = query.limit(min(BATCH, most - len(found)))
        if found:
            here = here.where(Decision.id < found[-1].decision)
        rows = session.execute(here).all()
        found += as_words(session, site_id, [(row[0], row[1]) for row in rows])
        if len(rows) < BATCH:
            break
    return found[::-1]


def as_words(
    session: Session, site_id: int, rows: Sequence[tuple[Decision, bool]]
) -> list[LastWord]:
    """Return rows of ``last_words`` with the checks that each speaks of."""
    decisions = [decision for decision, _ in rows]
    cuts = _taken_out(session, decisions)
    versions = {d.rulebook_version for d in decisions}
    books = bound_checks(session, site_id, versions | {v for _, v in cuts.values()})
    return [_word(decision, blind, books, cuts) for decision, blind in rows]


def bound_checks(session: Session, site_id: int, versions: Iterable[int]) -> Books:
    """Return which checks serve which rule, in each of these versions."""
    query = select(RuleBook).where(
        RuleBook.site_id == site_id, RuleBook.version.in_(sorted(set(versions)))
    )
    books: dict[int, dict[str | None, frozenset[str]]] = {}
    for book in session.scalars(query):
        rules = books.setdefault(book.version, {})
        for binding in read_bindings(book.document):
            known = rules.get(binding.rule, frozenset())
            rules[binding.rule] = known | {binding.check}
    return books


def _taken_out(
    session: Session, decisions: Sequence[Decision]
) -> dict[tuple[UUID, int], tuple[str, int]]:
    """Return under which rule passages of these texts were taken out."""
    ids = {d.comment_id for d in decisions if d.to_state is State.APPROVED}
    if not ids:
        return {}
    query = select(
        Redaction.comment_id,
        Redaction.revision,
        Redaction.rule,
        Redaction.rulebook_version,
    ).where(Redaction.comment_id.in_(ids))
    return {(id_, n): (rule, v) for id_, n, rule, v in session.execute(query)}


def _word(
    decision: Decision,
    blind: bool,  # noqa: FBT001 - a column of the row
    books: Books,
    cuts: Mapping[tuple[UUID, int], tuple[str, int]],
) -> LastWord:
    broken: frozenset[str] = frozenset()
    if decision.to_state is State.SPAM:
        broken = frozenset({SPAM_CHECK})
    elif decision.to_state in NEEDS_RULE:
        book = books.get(decision.rulebook_version, {})
        broken = book.get(decision.rule, frozenset())
    unclear: frozenset[str] = frozenset()
    if cut := cuts.get((decision.comment_id, decision.revision)):
        unclear = books.get(cut[1], {}).get(cut[0], frozenset())
    return LastWord(
        decision=decision.id,
        comment_id=decision.comment_id,
        revision=decision.revision,
        state=decision.to_state,
        broken=broken,
        unclear=unclear,
        blind=blind,
        decided_at=decision.decided_at,
    )
