"""The queue and decisions through the API, with a moderator's token."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from commentbox.domain.errors import InvalidFields, NotFound, StaleDecision
from commentbox.domain.states import State
from commentbox.extensions import begin_write, db
from commentbox.models import (
    Comment,
    Decision,
    IntendedDecision,
    Moderator,
    TokenKind,
    Via,
)
from commentbox.moderation.decide import decide
from commentbox.moderation.forms import FIELDS, DecisionForm
from commentbox.moderation.queue import Case, lane
from commentbox.web.answers import private_json
from commentbox.web.asked import asked_id, json_object, now
from commentbox.web.bearer import require_token
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import rfc3339
from commentbox.web.json_form import check, from_json

bp = Blueprint("moderation_api", __name__)

MAX_LIMIT = 100


@bp.get("/api/queue")
def queue() -> Response:
    token = require_token(TokenKind.MODERATOR)
    page = lane(
        db.session(),
        token.site_id,
        _asked_lane(),
        cursor=request.args.get("cursor"),
        limit=_asked_limit(),
    )
    return private_json(
        {
            "comments": [case_json(case) for case in page.cases],
            "next": page.next,
            "counts": {state.value: n for state, n in page.counts.items()},
        }
    )


@bp.post("/api/comments/<id_>/decisions")
def post_decision(id_: str) -> Response:
    token = require_token(TokenKind.MODERATOR)
    site_id, moderator_id = token.site_id, token.moderator_id
    comment = db.session.get(Comment, asked_id(id_))
    if comment is None or comment.site_id != site_id or comment.erased_at is not None:
        raise NotFound("no such comment")
    form = DecisionForm(from_json(json_object(), FIELDS))
    check(form)
    session = begin_write(db.session())
    moderator = session.get_one(Moderator, moderator_id)
    try:
        decision = decide(
            session,
            asked_id(id_),
            form.to_intent(),
            moderator=moderator,
            via=Via.API,
            now=now(),
        )
    except StaleDecision as stale:
        raise _told(stale) from stale
    session.commit()
    return private_json(decision_json(decision), 201)


def _told(stale: StaleDecision) -> StaleDecision:
    """Return the error with the decision that was first as JSON."""
    match stale.first:
        case Decision() as decision:
            return StaleDecision(decision_json(decision))
        case IntendedDecision() as intended:
            return StaleDecision(intended_json(intended))
        case _:
            return StaleDecision(None)


def intended_json(intended: IntendedDecision) -> dict[str, Any]:
    """Return a decision that can still be taken back: it has no ``id`` yet."""
    return {
        "id": None,
        "comment": str(intended.comment_id),
        "revision": intended.revision,
        "from": intended.from_state.value,
        "to": intended.to_state.value,
        "rule": intended.rule,
        "rulebook_version": None,
        "note": intended.note,
        "moderator": intended.moderator.name,
        "automated": False,
        "decided_at": None,
        "due_at": rfc3339(intended.due_at),
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    moderator = decision.moderator
    return {
        "id": decision.id,
        "comment": str(decision.comment_id),
        "revision": decision.revision,
        "from": decision.from_state.value if decision.from_state else None,
        "to": decision.to_state.value,
        "rule": decision.rule,
        "rulebook_version": decision.rulebook_version,
        "note": decision.note,
        "moderator": moderator.name if moderator else None,
        "automated": decision.automated,
        "decided_at": rfc3339(decision.decided_at),
    }


def case_json(case: Case) -> dict[str, Any]:
    comment, revision, article = case.comment, case.revision, case.article
    parent = case.parent
    return {
        "id": str(comment.id),
        "revision": revision.number,
        "state": revision.state.value,
        "article": {"key": article.key, "url": article.url, "title": article.title},
        "parent": {
            "id": str(parent.id),
            "author": parent.author_name,
            "html": str(case.parent_text.html) if case.parent_text else "",
        }
        if parent
        else None,
        "author": {
            "name": comment.author_name,
            "email": comment.author_email,
            "url": comment.author_url,
        },
        "source": revision.body,
        "html": str(revision.html),
        "findings": [finding.as_json() for finding in case.findings],
        "blind": case.blind,
        "posted_at": rfc3339(revision.posted_at),
    }


def _asked_lane() -> State:
    try:
        return State(request.args.get("lane", State.PENDING))
    except ValueError:
        known = ", ".join(State)
        message = _("The lanes are: %(lanes)s.", lanes=known)
        raise InvalidFields({"lane": [message]}) from None


def _asked_limit() -> int:
    text = request.args.get("limit", "50")
    if text not in {str(number) for number in range(1, MAX_LIMIT + 1)}:
        message = _("This must be a number from 1 to %(max)s.", max=MAX_LIMIT)
        raise InvalidFields({"limit": [message]})
    return int(text)
