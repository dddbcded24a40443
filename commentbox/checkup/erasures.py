"""Whether what was erased is gone, also after an older backup was put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from commentbox.checkup.check import Check
from commentbox.config import Config
from commentbox.posting.erasures import NAME, Erasures, NoList, erase_again, outstanding

AGAIN = (
    "commentbox doctor --repair erases again what an older backup has brought back; "
    "see docs/operations.md, Erased for good"
)


def check(config: Config) -> Check:
    """Return the check of the list in the instance folder."""

    def look(session: Session, _now: datetime) -> Iterator[str]:
        try:
            listed = Erasures(config.instance).read()
        except NoList as error:
            yield str(error)
            return
        if there := sum(1 for _id in outstanding(session, listed)):
            yield f"{there} comments were erased once and are there again"

    return Check(NAME, look, AGAIN)


def repaired(session: Session, config: Config, now: datetime) -> Iterator[str]:
    """Erase again what was erased, and say how much. The caller commits."""
    try:
        listed = Erasures(config.instance).read()
    except NoList:
        # The check says so, and what cannot be read is not acted upon.
        return
    if count := erase_again(session, listed, now=now):
        yield f"{count} comments are erased again"
