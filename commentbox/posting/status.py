"""What an author may know of the own comment: its state, and the reasons."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing
from commentbox.domain.states import NEEDS_RULE, State
from commentbox.models import Comment, Decision, Discussion, Revision
from commentbox.posting.author import decisions_of
from commentbox.posting.heard import messages_json, redactions_json
from commentbox.posting.screened import held_back_json, part_of_checks
from commentbox.rulebook.queries import rule_then
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import rfc3339
from commentbox.web.urls import absolute, permalink, site_name

#: Outside, whatever no person has decided waits.
UNDECIDED = frozenset({State.PENDING, State.FILTERED})


def outward_state(revision: Revision, decisions: list[Decision]) -> State:
    """Return the state as its author sees it: undecided reads pending, in any lane."""
    decided = any(d.revision == revision.number for d in decisions)
    if revision.state in UNDECIDED or not decided:
        return State.PENDING
    return revision.state


def status_json(session: Session, comment: Comment) -> dict[str, Any]:
    """Return state, decisions and the statement of reasons (DSA Art. 17)."""
    decisions = decisions_of(session, comment)
    latest = comment.latest
    is_public = (
        comment.in_view
        and comment.standing is Standing.PUBLIC
        and comment.article.comments is not Discussion.HIDDEN
    )
    return {
        "id": str(comment.id),
        "state": outward_state(latest, decisions).value,
        "spooled": None,
        "revision": latest.number,
        "public": is_public,
        "posted_at": rfc3339(comment.posted_at),
        "permalink": permalink(comment.id) if is_public else None,
        "html": str(latest.html),
        "body": latest.body,
        "decisions": [decision_json(session, comment, d) for d in decisions],
        "held_back": held_back_json(session, comment),
        "statement": statement(session, comment, decisions),
        "redactions": redactions_json(session, comment),
        "messages": messages_json(session, comment),
    }


def decision_json(
    session: Session, comment: Comment, decision: Decision
) -> dict[str, Any]:
    rule = rule_then(session, decision)
    return {
        "revision": decision.revision,
        "to": decision.to_state.value,
        "rule": decision.rule,
        "rule_title": rule.title if rule else None,
        "rulebook_version": decision.rulebook_version,
        "reason": decision.note,
        "automated": decision.automated,
        "at": rfc3339(decision.decided_at),
    }


def statement(
    session: Session, comment: Comment, decisions: list[Decision]
) -> dict[str, Any] | None:
    """Return why the comment is not public, in full; None where it is or may become so.

    Spam gets none: Art. 17(2) leaves deceptive high-volume content out.
    """
    latest = decisions[-1] if decisions else None
    if latest is None or latest.to_state not in NEEDS_RULE:
        return None
    rule = rule_then(session, latest)
    return {
        "restriction": _restriction(comment, latest),
        "ground": "INCOMPATIBLE_CONTENT",
        "rule": latest.rule,
        "rule_title": rule.title if rule else "",
        "rule_text": rule.text if rule else "",
        "rulebook_version": latest.rulebook_version,
        "rulebook_url": absolute(
            "/rules",
            version=str(latest.rulebook_version),
            site=site_name(comment.article.site),
        ),
        "facts": latest.note,
        **part_of_checks(comment, latest, decisions),
        "automated_decision": False,
        "decided_at": rfc3339(latest.decided_at),
        "redress": _(
            "You can change your text and send it again: it will be read anew. "
            "You can also write to the publisher of the site or go to court."
        ),
    }


def _restriction(comment: Comment, decision: Decision) -> str:
    """Return what was done to the comment, in words."""
    if decision.to_state is State.REMOVED:
        return _("Your comment was public and has been taken down.")
    if comment.standing is Standing.PUBLIC:
        return _("Your change was not published; the earlier text stays.")
    return _("Your comment was not published.")
