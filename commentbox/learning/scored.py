"""The last words on texts beside what the screening had said of them, by check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from commentbox.domain.verdict import Outcome
from commentbox.learning.words import LastWord, as_words, last_words
from commentbox.models import Decision, FindingRow


@dataclass(frozen=True, slots=True)
class Said:
    """What a check said of a text: how sure, and how far that reached then."""

    score: float = 0.0
    outcome: Outcome = Outcome.NOTE


SILENCE = Said()


@dataclass(frozen=True, slots=True)
class Scored:
    """A text that a person has decided about, with what each check had said."""

    word: LastWord
    said: dict[str, Said] = field(default_factory=dict)

    def of(self, check: str) -> Said:
        """Return what a check said; one that found nothing, or could not tell: 0."""
        return self.said.get(check, SILENCE)


def scored(
    session: Session, site_id: int, *, last: int, checks: Iterable[str] = ()
) -> list[Scored]:
    """Return the newest ``last`` decisions with what was found; two queries.

    ``checks`` narrows what was found to these; none: to all.
    """
    newest = last_words(site_id).order_by(Decision.id.desc()).limit(last)
    rows = session.execute(newest).all()
    words = as_words(session, site_id, [(row[0], row[1]) for row in rows])
    found = _found(session, newest, tuple(checks))
    return [Scored(w, found.get((w.comment_id, w.revision), {})) for w in words]


def _found(
    session: Session, newest: Select[*tuple[object, ...]], checks: tuple[str, ...]
) -> dict[tuple[UUID, int], dict[str, Said]]:
    texts = newest.with_only_columns(Decision.comment_id, Decision.revision).subquery()
    query = select(
        FindingRow.comment_id,
        FindingRow.revision,
        FindingRow.check,
        FindingRow.score,
        FindingRow.outcome,
    ).join(
        texts,
        (texts.c.comment_id == FindingRow.comment_id)
        & (texts.c.revision == FindingRow.revision),
    )
    if checks:
        query = query.where(FindingRow.check.in_(checks))
    found: dict[tuple[UUID, int], dict[str, Said]] = {}
    for comment_id, revision, check, score, outcome in session.execute(query):
        said = found.setdefault((comment_id, revision), {})
        said[check] = Said(score, Outcome(outcome))
    return found
