"""What the desk says to a decision: how it went, or what stands in its way."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from sqlalchemy.orm import Session

from commentbox.domain.errors import (
    CommentboxError,
    ImpossibleMove,
    InvalidFields,
    StaleDecision,
)
from commentbox.domain.states import State
from commentbox.models import Claim, Comment, Decision, IntendedDecision, Moderator
from commentbox.moderation.clock import time_of
from commentbox.moderation.wording import state_name
from commentbox.rulebook.document import Rules, read_rules
from commentbox.rulebook.queries import rule_then, rulebook_in_force
from commentbox.web.i18n import date_and_time, number, speech
from commentbox.web.i18n import gettext as _


def how_it_went(session: Session, comment: Comment, decision: Decision) -> str:
    match decision.to_state:
        case State.APPROVED if comment.in_view:
            return _("Approved. Readers see it now.")
        case State.APPROVED:
            return _("Approved. Readers see it once the comment above is public.")
        case State.SPAM:
            return _("Filed as spam.")
        case State.REMOVED:
            return _("Removed under %(rule)s.", rule=_rule(session, decision))
        case _:
            return _("Rejected under %(rule)s.", rule=_rule(session, decision))


def in_short(rules: Rules, to: State, code: str | None) -> str:
    """Return a decision in a few words, the rule by its number."""
    rule = rules.get(code)
    named = number(rule.number) if rule else code or ""
    match to:
        case State.REJECTED:
            return _("Rejected under rule %(number)s", number=named)
        case State.REMOVED:
            return _("Removed under rule %(number)s", number=named)
        case _:
            return state_name(to)


def who_did_what(rules: Rules, name: str, to: State, code: str | None) -> str:
    """Return in a sentence what somebody else has decided meanwhile."""
    rule = rules.get(code)
    named = number(rule.number) if rule else code or ""
    match to:
        case State.APPROVED:
            return _("%(name)s has approved this.", name=name)
        case State.REJECTED:
            return _("%(name)s has rejected this under rule %(n)s.", name=name, n=named)
        case State.REMOVED:
            return _("%(name)s has removed this under rule %(n)s.", name=name, n=named)
        case _:
            return _("%(name)s has filed this as spam.", name=name)


def rules_now(session: Session, site_id: int) -> Rules:
    """Return the rules in force, in the language of the page."""
    book = rulebook_in_force(session, site_id)
    return read_rules(book.document, book.version, speech().variant)


def seconds_left(intended: IntendedDecision, now: datetime) -> int:
    """Return how long it can be taken back; never less than nothing."""
    return max(0, ceil((intended.due_at - now).total_seconds()))


def what_is_wrong(
    session: Session, error: CommentboxError, moderator: Moderator, *, now: datetime
) -> tuple[str, str]:
    """Return a heading and a sentence that says what happened."""
    if isinstance(error, StaleDecision):
        return _who_was_first(session, error.first, moderator, now)
    heading = _("Nothing was decided")
    if isinstance(error, InvalidFields):
        return heading, " ".join(m for field in error.errors.values() for m in field)
    return heading, _("A comment in this state cannot go there.")


def _who_was_first(
    session: Session, first: object, moderator: Moderator, now: datetime
) -> tuple[str, str]:
    match first:
        case Claim():
            return (
                _("%(name)s is reading this", name=first.moderator.name),
                _(
                    "Nothing was decided. The case is in these hands until %(when)s.",
                    when=time_of(first.until),
                ),
            )
        case IntendedDecision():
            return _who_intends(session, first, moderator, now)
        case Decision():
            return _who_decided(session, first, moderator)
        case _:
            return (
                _("The text has changed"),
                _("The author has sent another text since then. Here it is."),
            )


def _who_intends(
    session: Session, first: IntendedDecision, moderator: Moderator, now: datetime
) -> tuple[str, str]:
    outcome = in_short(rules_now(session, first.site_id), first.to_state, first.rule)
    left = number(seconds_left(first, now))
    if first.moderator.id == moderator.id:
        return (
            _("You have decided this already"),
            _("%(outcome)s. You can undo it for %(n)s s.", outcome=outcome, n=left),
        )
    return (
        _("%(name)s was faster", name=first.moderator.name),
        _("%(outcome)s. This counts in %(n)s s.", outcome=outcome, n=left),
    )


def _who_decided(
    session: Session, first: Decision, moderator: Moderator
) -> tuple[str, str]:
    outcome = state_name(first.to_state)
    if first.rule and first.to_state is not State.SPAM:
        outcome = f"{outcome} ({_rule(session, first)})"
    when = date_and_time(first.decided_at)
    if first.moderator is None or first.moderator.id == moderator.id:
        return (
            _("You have decided this already"),
            _("Your decision of %(when)s: %(outcome)s.", when=when, outcome=outcome),
        )
    return (
        _("%(name)s was faster", name=first.moderator.name),
        _("The decision of %(when)s: %(outcome)s.", when=when, outcome=outcome),
    )


def _rule(session: Session, decision: Decision) -> str:
    rule = rule_then(session, decision)
    if rule is None:
        return decision.rule or ""
    return _("rule %(number)s, “%(title)s”", number=rule.number, title=rule.title)


#: What a decision may fail with, and still leave a page to show.
Refusals = (InvalidFields, ImpossibleMove, StaleDecision)
