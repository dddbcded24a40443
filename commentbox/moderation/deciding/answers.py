"""What the script of the desk is told about a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from commentbox.models import Comment, Decision, IntendedDecision
from commentbox.models.lanes import lane_counts
from commentbox.moderation.feedback import (
    how_it_went,
    in_short,
    rules_now,
    seconds_left,
)
from commentbox.rulebook.document import Rules
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import ngettext, number


def made_json(
    session: Session,
    comment: Comment,
    made: Decision | IntendedDecision,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Return how it went; ``undo`` says how long it can be taken back, if at all."""
    if isinstance(made, IntendedDecision):
        rules = rules_now(session, made.site_id)
        said = f"{in_short(rules, made.to_state, made.rule)}."
        undo = {"id": made.id, "seconds": seconds_left(made, now)}
        return {"said": said, "undo": undo, **counts_json(session, made.site_id)}
    said = how_it_went(session, comment, made)
    return {"said": said, "undo": None, **counts_json(session, made.site_id)}


def counts_json(session: Session, site_id: int) -> dict[str, Any]:
    """Return how many wait in each lane, as pages write numbers."""
    counts = lane_counts(session, site_id)
    return {"counts": {lane.value: number(n) for lane, n in counts.items()}}


def refused_json(trouble: tuple[str, str], *, claimed: bool) -> dict[str, Any]:
    """Return what stood in the way; who ``claimed`` the case can be passed over."""
    heading, words = trouble
    return {"heading": heading, "words": words, "claimed": claimed}


def undone(freed: Sequence[UUID], too_late: int = 0) -> str:
    """Return how an undo went, in words; for how many of a stroke it was too late."""
    if not freed:
        return _("Too late to undo: the decision counts already.")
    said = ngettext(
        "Undone. The case waits for you again.",
        "Undone. %(n)s cases wait again.",
        len(freed),
    )
    if not too_late:
        return said
    rest = ngettext(
        "For %(n)s it was too late.", "For %(n)s others it was too late.", too_late
    )
    return f"{said} {rest}"


def undone_json(
    session: Session, site_id: int, freed: Sequence[UUID]
) -> tuple[dict[str, Any], int]:
    """Return the same as JSON, with its status."""
    said = {"said": undone(freed), **counts_json(session, site_id)}
    return said, HTTPStatus.OK if freed else HTTPStatus.CONFLICT


def intended_words(
    rules: Rules, row: IntendedDecision, *, now: datetime
) -> dict[str, Any]:
    """Return an open intent in words: who, what, and how long it can be undone."""
    return {
        "id": row.id,
        "moderator": row.moderator,
        "what": in_short(rules, row.to_state, row.rule),
        "seconds": seconds_left(row, now),
    }
