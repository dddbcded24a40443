"""Requests of a moderator's program, also those that it should not send."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from commentbox.domain.states import State
from tests.factories import a_comment
from tests.integration.people import Grace

NEEDS_RULE = {State.REJECTED, State.REMOVED}


def a_comment_in(session: Session, state: State) -> str:
    comment = a_comment(session, state=state)
    session.commit()
    id_ = str(comment.id)
    session.rollback()
    return id_


def send(grace: Grace, id_: str, **request: Any) -> Any:
    headers = request.pop("headers", grace.headers)
    return grace.client.post(
        f"/api/comments/{id_}/decisions", headers=headers, **request
    )
