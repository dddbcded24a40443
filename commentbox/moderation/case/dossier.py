"""What the page of a case shows beside the card: read once, with few queries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from commentbox.moderation.history import Past, history_of
from commentbox.moderation.queue import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    #: All decisions about the comment, the latest first.
    history: list[Past]


def dossier_of(session: Session, case: Case) -> Dossier:
    return Dossier(history=history_of(session, case.comment))
