"""What each training came to, check by check, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from commentbox.learning.versions import versions
from commentbox.models import LayerVersion, Site
from commentbox.moderation.wording import check_name
from commentbox.web.i18n import N_, percent
from commentbox.web.i18n import gettext as _

#: Why what was learnt of a check was accepted or not (``learning.judging.Why``).
REASONS = {
    "better": N_("better, and in force with this version"),
    "less_true": N_("left out: its scores were less true"),
    "worse_order": N_("left out: it told breaches from other comments less well"),
    "too_few": N_("too few decisions to learn from"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    name: str
    why: str
    #: Of 100 pairs of a breach and another comment, in so many the breach scored
    #: higher: before, and with what was learnt. Empty where nothing was measured.
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    row: LayerVersion
    checks: Sequence[Check]


def versions_of(session: Session, site: Site) -> list[Version]:
    """Return all versions, the newest first."""
    return [
        Version(
            row=row,
            checks=[_check(name, known) for name, known in row.figures.items()],
        )
        for row in versions(session, site.id)
    ]


def _check(name: str, known: dict[str, Any]) -> Check:
    why = str(known.get("why", ""))
    return Check(
        name=check_name(name),
        why=_(REASONS[why]) if why in REASONS else why,
        before=_order(known.get("in_force") or known.get("generic")),
        after=_order(known.get("candidate")),
    )


def _order(quality: dict[str, Any] | None) -> str:
    area = quality.get("auc") if quality else None
    return percent(area) if area is not None else ""
