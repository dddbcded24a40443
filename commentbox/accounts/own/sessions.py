"""The browsers in which somebody is signed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, lazyload

from commentbox.accounts.agent import in_words
from commentbox.accounts.sign_in import IDLE
from commentbox.domain.tokens import HANDLE_LENGTH, handle, hash_token
from commentbox.models import DeskSession

#: So many are shown, the latest first; "all others" ends the rest as well.
SHOWN = 50
HANDLE = re.compile(f"[0-9a-f]{{{HANDLE_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class OpenSession:
    handle: str
    browser: str
    since: datetime
    last_worked: datetime
    #: It is the one that asks.
    here: bool


def open_sessions(
    session: Session, moderator_id: int, *, token: str, now: datetime
) -> list[OpenSession]:
    """Return the sessions that are open, the one with this token first."""
    rows = session.scalars(
        select(DeskSession)
        .where(DeskSession.moderator_id == moderator_id)
        .where(DeskSession.seen_at >= now - IDLE)
        .order_by(
            (DeskSession.token_hash == hash_token(token)).desc(),
            DeskSession.seen_at.desc(),
        )
        .options(lazyload(DeskSession.moderator))
        .limit(SHOWN)
    )
    return [
        OpenSession(
            handle=handle(row.token_hash),
            browser=in_words(row.agent),
            since=row.created_at,
            last_worked=row.seen_at,
            here=row.token_hash == hash_token(token),
        )
        for row in rows
    ]


def end_session(session: Session, moderator_id: int, named: str) -> bool:
    """End one session of this person. The caller commits."""
    if not HANDLE.fullmatch(named):
        return False
    ended = session.execute(
        delete(DeskSession)
        .where(DeskSession.moderator_id == moderator_id)
        .where(DeskSession.token_hash.startswith(named))
        .returning(DeskSession.token_hash)
        .execution_options(synchronize_session=False)
    )
    return ended.first() is not None


def end_others(session: Session, moderator_id: int, *, token: str) -> int:
    """End all sessions but that with this token. The caller commits."""
    ended = session.execute(
        delete(DeskSession)
        .where(DeskSession.moderator_id == moderator_id)
        .where(DeskSession.token_hash != hash_token(token))
        .returning(DeskSession.token_hash)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())
