"""What each training came to, check by check, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commentbox.learning.judging import CheckFigures, Quality, Why, known_checks
from commentbox.learning.versions import versions
from commentbox.models import LayerVersion, Site
from commentbox.moderation.wording import check_name
from commentbox.web.i18n import N_, percent
from commentbox.web.i18n import gettext as _

#: Why what was learnt of a check was accepted or not.
REASONS = {
    Why.BETTER: N_("better, and in force with this version"),
    Why.LESS_TRUE: N_("left out: its scores were less true"),
    Why.WORSE_ORDER: N_("left out: it told breaches from other comments less well"),
    Why.TOO_FEW: N_("too few decisions to learn from"),
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
            checks=[_check(*known) for known in known_checks(row.figures).items()],
        )
        for row in versions(session, site.id)
    ]


def _check(name: str, figures: CheckFigures) -> Check:
    return Check(
        name=check_name(name),
        why=_(REASONS[figures.why]),
        before=_order(figures.in_force or figures.generic),
        after=_order(figures.candidate),
    )


def _order(quality: Quality | None) -> str:
    if quality is None or quality.auc is None:
        return ""
    return percent(quality.auc)
