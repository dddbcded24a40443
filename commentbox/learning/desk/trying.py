"""Try thresholds of a check on the last decisions: a table and a curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commentbox.domain.verdict import Binding
from commentbox.learning.earning import Earned, earned, must_earn
from commentbox.learning.thresholds import Step, WouldHave, past
from commentbox.models import Site
from commentbox.moderation.figures import plot
from commentbox.rulebook.document import read_bindings
from commentbox.rulebook.editor.fields import read_score, show_score
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.web.i18n import gettext as _

#: So many of the newest decisions are looked at.
LAST = 500

#: The plot counts in whole percent.
WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was asked for, and what it would have done."""

    binding: Binding
    #: As typed.
    values: Mapping[str, str]
    errors: Mapping[str, Sequence[str]]
    now: WouldHave
    #: None: nothing else was asked for, or it makes no sense.
    then: WouldHave | None
    steps: Sequence[Step]
    #: Of what each step reaches, the part that was a breach; of all breaches, the part
    #: that it reaches.
    rightly: str
    found: str
    #: Whether a check that must earn it may hold back from there on.
    earned: Earned | None


def bound_checks(session: Session, site: Site) -> list[Binding]:
    """Return each check once that the rules in force are bound to."""
    bindings = read_bindings(rulebook_in_force(session, site.id).document)
    return list({binding.check: binding for binding in reversed(bindings)}.values())[
        ::-1
    ]


def tried(
    session: Session, site: Site, binding: Binding, given: Mapping[str, str]
) -> Tried:
    known = past(session, site, binding.check, last=LAST)
    values = {name: given.get(name, "").strip() for name in ("flag", "hold")}
    asked = bool(values["flag"] or values["hold"])
    if not asked:
        values = {
            "flag": show_score(binding.flag_from),
            "hold": show_score(binding.filter_from),
        }
    errors = _errors(values)
    now = known.would_have(binding.flag_from, binding.filter_from)
    then, hold = None, read_score(values["hold"])
    if asked and not errors:
        then = known.would_have(_number(values["flag"]), _hold(values))
    steps = known.steps()
    may = None
    if must_earn(binding.check) and isinstance(hold, float):
        may = earned(session, site, binding.check, hold)
    return Tried(
        binding=binding,
        values=values,
        errors=errors,
        now=now,
        then=then,
        steps=steps,
        rightly=plot.line([_percent(s.rightly, s.reached) for s in steps], WHOLE),
        found=plot.line([_percent(s.rightly, now.breaches) for s in steps], WHOLE),
        earned=may,
    )


def thresholds(found: WouldHave) -> str:
    """Return two thresholds in words."""
    flag = show_score(found.flag_from)
    if found.filter_from is None:
        return _("hint from %(flag)s", flag=flag)
    hold = show_score(found.filter_from)
    return _("hint from %(flag)s, held back from %(hold)s", flag=flag, hold=hold)


def _percent(part: int, whole: int) -> int | None:
    return round(part / whole * WHOLE) if whole else None


def _errors(values: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what is wrong with thresholds as they were typed."""
    errors = {}
    flag, hold = read_score(values["flag"]), read_score(values["hold"])
    if not isinstance(flag, float) or flag > 1:
        errors["flag"] = [_("This must be a number from 0 to 1.")]
    elif hold is not None and not (isinstance(hold, float) and flag <= hold <= 1):
        errors["hold"] = [
            _("This must be a number up to 1, not below the first one, or be empty.")
        ]
    return errors


def _number(text: str) -> float:
    value = read_score(text)
    return value if isinstance(value, float) else 0.0


def _hold(values: Mapping[str, str]) -> float | None:
    return _number(values["hold"]) if values["hold"] else None
