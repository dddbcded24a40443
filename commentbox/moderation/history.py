"""What has happened to a comment so far: decisions, with the rules as they were."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Comment, Decision
from commentbox.rulebook.document import Rule
from commentbox.rulebook.queries import rules_then


@dataclass(frozen=True, slots=True)
class Past:
    """A decision, and its rule in the wording that was in force."""

    decision: Decision
    rule: Rule | None


def history_of(session: Session, comment: Comment) -> list[Past]:
    """Return all decisions about a comment, the latest first."""
    query = select(Decision).where(Decision.comment_id == comment.id)
    decisions = session.scalars(query.order_by(Decision.id.desc())).all()
    rules = rules_then(session, decisions)
    return [Past(*pair) for pair in zip(decisions, rules, strict=True)]
