"""What new thresholds would have done to what people decided, before they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from commentbox.models import Site
from commentbox.rulebook.editor.complaints import Errors
from commentbox.screening.bindings import MUST_EARN
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import number, percent

Document = Mapping[str, Any]

#: Of fewer decisions nothing can be said.
FEWEST = 20


class Judged(Protocol):
    """What two thresholds would have done to the last decisions."""

    @property
    def decided(self) -> int: ...
    @property
    def breaches(self) -> int: ...
    @property
    def flagged(self) -> int: ...
    @property
    def filtered(self) -> int: ...
    @property
    def filtered_rightly(self) -> int: ...
    @property
    def filtered_wrongly(self) -> int: ...
    @property
    def missed(self) -> int: ...


class Earned(Protocol):
    """What decisions show of a filter threshold."""

    @property
    def n(self) -> int: ...
    @property
    def precision(self) -> float | None: ...
    @property
    def wanted(self) -> float: ...
    @property
    def enough(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class LookBack:
    """How to ask what was decided; the factory binds it."""

    #: By site, check, ``flag_from`` and ``filter_from``.
    would_have: Callable[..., Judged]
    #: By site, check and filter threshold.
    earned: Callable[[Session, Site, str, float], Earned]
    #: What is in force may hold back by itself, by a check that must earn it.
    renew: Callable[[Session, Site], object]
    #: So many decisions must stand behind a threshold that is to be earned.
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A check whose thresholds change: as they are, and as they are to be."""

    check: str
    #: None: not checked.
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    before: Judged | None
    after: Judged | None

    @property
    def few(self) -> bool:
        """Whether there are too few decisions to say anything."""
        known = self.after or self.before
        return known is None or known.decided < FEWEST


def outlooks(
    look_back: LookBack, session: Session, site: Site, old: Document, new: Document
) -> Iterator[Outlook]:
    """Yield each check whose thresholds change with a new version."""
    before, after = _bound(old), _bound(new)

    def judge(check: str, bound: Mapping[str, Any] | None) -> Judged | None:
        if bound is None:
            return None
        return look_back.would_have(
            session,
            site,
            check,
            flag_from=bound["flag_from"],
            filter_from=bound["filter_from"],
        )

    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was != now:
            check = key[1]
            yield Outlook(
                check=check,
                old=was,
                new=now,
                before=judge(check, was),
                after=judge(check, now),
            )


def unearned(
    look_back: LookBack, session: Session, site: Site, old: Document, new: Document
) -> Errors:
    """Complain of new filter thresholds that the site's decisions do not bear out.

    What is in force already is left alone: it holds nothing back unless it is earned.
    """
    in_force = _bound(old)
    errors: Errors = {}
    for rule in new["rules"]:
        for place, bound in enumerate(rule["checks"], start=1):
            check, hold = bound["check"], bound["filter_from"]
            was = in_force.get((rule["code"], check))
            if check not in MUST_EARN or hold is None:
                continue
            if was is not None and was["filter_from"] == hold:
                continue
            shown = look_back.earned(session, site, check, hold)
            if not shown.enough:
                where = f"rules[{rule['number']}].checks[{place}].filter_from"
                errors[where] = [_said(look_back, shown)]
    return errors


def _said(look_back: LookBack, shown: Earned) -> str:
    if shown.n < look_back.needed:
        return _(
            "This check holds back by itself only where your own decisions show that "
            "it is right: so far %(n)s of %(needed)s decided comments reached this "
            "score. Leave it empty until then.",
            n=number(shown.n),
            needed=number(look_back.needed),
        )
    return _(
        "This check holds back by itself only where your own decisions show that it "
        "is right: of %(n)s decided comments that reached this score, %(precision)s "
        "were breaches; %(wanted)s are needed.",
        n=number(shown.n),
        precision=percent(shown.precision or 0.0),
        wanted=percent(shown.wanted),
    )


def _bound(document: Document) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return the checks of a rule book by rule and name."""
    return {
        (rule["code"], bound["check"]): bound
        for rule in document["rules"]
        for bound in rule["checks"]
    }
