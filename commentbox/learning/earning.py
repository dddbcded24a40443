"""Whether a site's own decisions allow a check to hold back by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from commentbox.learning.share import Share
from commentbox.learning.thresholds import Past, past
from commentbox.models import Site
from commentbox.rulebook.document import read_bindings
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.screening.bindings import MUST_EARN

#: So many decided texts at or above a threshold show something.
ENOUGH = 50

#: So many of the newest decisions are looked at.
LOOKED_AT = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What decisions show of a filter threshold."""

    #: Decided texts that reached it.
    n: int
    #: The share of them that people found to be a breach; None of none.
    precision: float | None
    #: What the site asks for.
    wanted: float

    @property
    def enough(self) -> bool:
        known = self.precision is not None and self.precision >= self.wanted
        return self.n >= ENOUGH and known

    @property
    def missing(self) -> int:
        """Return how many decisions are missing before anything can be said."""
        return max(0, ENOUGH - self.n)


def earned(session: Session, site: Site, check: str, filter_from: float) -> Earned:
    """Return what the site's decisions show of a filter threshold of a check."""
    return _of(past(session, site, check, last=LOOKED_AT), site, filter_from)


def must_earn(check: str) -> bool:
    """Return whether a check holds back by itself only where that is earned."""
    return check in MUST_EARN


def renew_earned(session: Session, site: Site) -> dict[str, Any]:
    """Reckon anew which checks may hold back, by the rules in force; flushes.

    Return what ``Site.earned`` says by now. The caller commits.
    """
    bindings = read_bindings(rulebook_in_force(session, site.id).document)
    reckoned: dict[str, Any] = {}
    for check in sorted(MUST_EARN):
        wanted = sorted(
            b.filter_from
            for b in bindings
            if b.check == check and b.filter_from is not None
        )
        if not wanted:
            continue
        known = past(session, site, check, last=LOOKED_AT)
        # A threshold above one that is earned holds back less: it is earned as well.
        for threshold in wanted:
            shown = _of(known, site, threshold)
            if shown.enough:
                reckoned[check] = {
                    "from": threshold,
                    "precision": round(shown.precision or 0.0, 4),
                    "n": shown.n,
                }
                break
    if reckoned != site.earned:
        site.earned = reckoned
        session.flush()
    return reckoned


def _of(known: Past, site: Site, threshold: float) -> Earned:
    n, rightly = known.reached(threshold)
    share = Share(rightly, n)
    return Earned(n=n, precision=share.value, wanted=site.filter_precision)
