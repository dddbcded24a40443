"""What the desk says to a decision: how it went, or what stands in its way."""

from __future__ import annotations

from sqlalchemy.orm import Session

from commentbox.domain.errors import (
    CommentboxError,
    ImpossibleMove,
    InvalidFields,
    StaleDecision,
)
from commentbox.domain.states import State
from commentbox.models import Comment, Decision, Moderator
from commentbox.moderation.wording import state_name
from commentbox.rulebook.queries import rule_then
from commentbox.web.i18n import date_and_time
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


def what_is_wrong(
    session: Session, error: CommentboxError, moderator: Moderator
) -> tuple[str, str]:
    """Return a heading and a sentence that says what happened."""
    if isinstance(error, StaleDecision):
        return _who_was_first(session, error.first, moderator)
    heading = _("Nothing was decided")
    if isinstance(error, InvalidFields):
        return heading, " ".join(m for field in error.errors.values() for m in field)
    return heading, _("A comment in this state cannot go there.")


def _who_was_first(
    session: Session, first: object, moderator: Moderator
) -> tuple[str, str]:
    if not isinstance(first, Decision):
        return (
            _("The text has changed"),
            _("The author has sent another text since then. Here it is."),
        )
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
