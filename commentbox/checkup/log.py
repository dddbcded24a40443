"""Whether the log is whole: each entry as it was written, and none missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.checkup.check import Check
from commentbox.models import Site
from commentbox.models.proof import Broken, Fault, broken_logs, other_history

#: Length and last hash by site.
Ends = Mapping[int, tuple[int, bytes]]

SAID = {
    Fault.MISSING: "is not there any more",
    Fault.CHANGED: "was changed, or is not the one that stood there",
    Fault.EMPTIED: "was emptied, though its comment was never erased",
    Fault.PUT_IN: "was put in by something else than commentbox",
    Fault.CUT_OFF: "is not there any more, nor anything that came after it",
    Fault.OTHER_END: "is not the last one that was written",
    Fault.OTHER_HISTORY: "is another one than in that backup",
}
ADVICE = (
    "somebody has changed the database past commentbox. Keep a copy as it is, look who "
    "can write to it, and compare with a backup: nothing mends a log by itself"
)


def told(session: Session, broken: Iterable[Broken]) -> Iterator[str]:
    """Say which entry of which site it is, as far as one can know."""
    for each in broken:
        site = session.get(Site, each.site_id)
        name = site.name if site else f"site {each.site_id}"
        entry = f"entry {each.number}" if each.number else "an entry"
        about = [each.row] if each.row else []
        about += [f"about comment {each.comment_id}"] if each.comment_id else []
        where = f" ({', '.join(about)})" if about else ""
        yield f"{name}: {entry}{where} {SAID[each.fault]}"


def _log(session: Session, _now: datetime) -> Iterator[str]:
    sites = session.scalars(select(Site.id).order_by(Site.id)).all()
    return told(session, broken_logs(session, sites))


def against(ends: Ends) -> Check:
    """Return the check that each log goes on from where it ended once."""

    def look(session: Session, _now: datetime) -> Iterator[str]:
        return told(session, other_history(session, ends))

    return Check("log since that backup", look, ADVICE)


CHECKS = (Check("log", _log, ADVICE),)
