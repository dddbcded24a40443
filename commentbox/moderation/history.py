"""What has happened to a comment so far: decisions, with the rules as they were."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Comment, Decision, RuleBook
from commentbox.rulebook.document import Rule, read_rules
from commentbox.web.i18n import speech


@dataclass(frozen=True, slots=True)
class Past:
    """A decision, and its rule in the wording that was in force."""

    decision: Decision
    rule: Rule | None


def history_of(session: Session, comment: Comment) -> list[Past]:
    """Return all decisions about a comment, the latest first."""
    query = select(Decision).where(Decision.comment_id == comment.id)
    decisions = session.scalars(query.order_by(Decision.id.desc()))
    return [Past(decision, rule_then(session, decision)) for decision in decisions]


def rule_then(session: Session, decision: Decision) -> Rule | None:
    book = session.get(RuleBook, (decision.site_id, decision.rulebook_version))
    if book is None:
        return None
    return read_rules(book.document, book.version, speech().variant).get(decision.rule)
