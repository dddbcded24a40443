"""Decide about a revision: the one module that moves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.articles.indexing import reveal
from commentbox.domain.errors import InvalidFields, NotFound, StaleDecision
from commentbox.domain.states import NEEDS_RULE, State, move
from commentbox.models import (
    Comment,
    Decision,
    IntendedDecision,
    Moderator,
    Revision,
    RuleBook,
    Via,
)
from commentbox.models.settle import changing, lock_article
from commentbox.moderation.claims import end_claims
from commentbox.rulebook.document import spam_rule
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.web.i18n import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a moderator wants, and what the moderator had in view."""

    to: State
    revision: int
    #: The state that was seen; None where the caller does not say.
    seen: State | None = None
    rule: str | None = None
    note: str = ""


def decide(
    session: Session,
    comment_id: UUID,
    intent: Intent,
    *,
    moderator: Moderator,
    via: Via,
    now: datetime,
    batch: UUID | None = None,
) -> Decision:
    """Move a revision and record it. The caller commits.

    Raises ``NotFound``, ``InvalidFields`` (a rule is missing or unknown),
    ``StaleDecision`` (something changed since) and ``ImpossibleMove``, in this order.
    """
    comment, revision, rule, version = check_intent(session, comment_id, intent)
    if revision.findings_hidden:
        reveal(session, revision)
    from_state, to_state = revision.state, intent.to
    decision = Decision(
        site_id=comment.site_id,
        comment_id=comment.id,
        revision=revision.number,
        from_state=from_state,
        to_state=to_state,
        rule=rule,
        rulebook_version=version,
        note=intent.note,
        automated=False,
        via=via,
        moderator=moderator,
        decided_at=now,
        waited_s=max(0, int((now - revision.posted_at).total_seconds())),
        outcome=revision.outcome,
        batch=batch,
    )
    session.add(decision)
    with changing(session, comment, now=now):
        revision.state, revision.rule = to_state, rule
        if to_state is State.REMOVED:
            comment.removed_rule, comment.removed_at = rule, now
    end_claims(session, comment.id)
    return decision


def check_intent(
    session: Session, comment_id: UUID, intent: Intent
) -> tuple[Comment, Revision, str | None, int]:
    """Return the comment and its revision, held, the rule and its book's version.

    Raises what ``decide`` raises, which is all that can stand in its way.
    """
    comment = held_comment(session, comment_id)
    book = rulebook_in_force(session, comment.site_id)
    rule = _rule_for(intent, book)
    revision = _as_seen(session, comment, intent)
    move(revision.state, intent.to)
    return comment, revision, rule, book.version


def intended_decisions(
    session: Session, comment_ids: Iterable[UUID]
) -> dict[tuple[UUID, int], IntendedDecision]:
    """Return what has been decided about texts and may be taken back yet, by text."""
    query = select(IntendedDecision).where(
        IntendedDecision.comment_id.in_(comment_ids),
        IntendedDecision.overtaken_at.is_(None),
    )
    return {(row.comment_id, row.revision): row for row in session.scalars(query)}


def last_decision(
    session: Session, comment_id: UUID, revision: int | None = None
) -> Decision | None:
    """Return what a person decided last about a comment, or about one text of it."""
    query = select(Decision).where(
        Decision.comment_id == comment_id, Decision.automated.is_(False)
    )
    if revision is not None:
        query = query.where(Decision.revision == revision)
    return session.scalar(query.order_by(Decision.id.desc()).limit(1))


def held_comment(session: Session, comment_id: UUID) -> Comment:
    """Return the comment with its article held, as it is now."""
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NotFound("no such comment")
    lock_article(session, comment.article_id)
    session.refresh(comment)
    for revision in comment.revisions:
        session.refresh(revision)
    if comment.erased_at is not None:
        raise NotFound("the comment was withdrawn")
    return comment


def _rule_for(intent: Intent, book: RuleBook) -> str | None:
    """Return the rule that the decision names."""
    if intent.to is State.SPAM:
        return spam_rule(book.document)
    if intent.to not in NEEDS_RULE:
        if intent.rule is not None:
            raise InvalidFields({"rule": [_("An approval names no rule.")]})
        return None
    codes = [rule["code"] for rule in book.document["rules"]]
    if intent.rule is None:
        raise InvalidFields({"rule": [_("Please say which rule was broken.")]})
    if intent.rule not in codes:
        known = ", ".join(codes)
        message = _("The rule book has no such rule; it has: %(codes)s.", codes=known)
        raise InvalidFields({"rule": [message]})
    return intent.rule


def _as_seen(session: Session, comment: Comment, intent: Intent) -> Revision:
    """Return the revision if it still stands as the moderator saw it."""
    revision = comment.revision(intent.revision)
    if revision is None:
        raise InvalidFields({"revision": [_("There is no such revision.")]})
    moved = intent.seen is not None and revision.state is not intent.seen
    if moved or not revision.live:
        raise StaleDecision(last_decision(session, comment.id, revision.number))
    intended = intended_decisions(session, [comment.id])
    if (comment.id, revision.number) in intended:
        raise StaleDecision(intended[comment.id, revision.number])
    return revision
