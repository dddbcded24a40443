"""From what a check says to how far it reaches, by the rules of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from commentbox.domain.verdict import Binding, Finding, Outcome

#: What waits for a person although no rule asks for it.
UNBOUND = {
    binding.check: binding
    for binding in (
        Binding("personal_data", None, flag_from=0.5),
        Binding("words", None, flag_from=0.5),
        Binding("name", None, flag_from=0.5),
        Binding("form", None, flag_from=0.5),
    )
}

#: How a text was sent never filters alone, wherever a site sets its thresholds.
NEVER_FILTERS_ALONE = frozenset({"repeats", "speed", "disposable"})

#: These rank and hint: they hold back only where a site's own decisions show that they
#: are right, whatever threshold its rules name.
MUST_EARN = frozenset({"topic", "politics"})
#: What no threshold reaches: nothing is earned.
NEVER = 2.0


def applied(
    finding: Finding,
    bindings: Iterable[Binding],
    *,
    earned: Mapping[str, float] = MappingProxyType({}),
) -> Iterator[Finding]:
    """Yield the finding once for each rule that its check is bound to.

    ``earned`` says from which filter threshold on those may that must earn it.
    """
    bound = [binding for binding in bindings if binding.check == finding.check]
    if not bound and finding.check in UNBOUND:
        bound = [UNBOUND[finding.check]]
    for binding in bound:
        outcome = binding.outcome(finding.score)
        if finding.detail in NEVER_FILTERS_ALONE or not _may_filter(binding, earned):
            outcome = min(outcome, Outcome.FLAG)
        yield replace(finding, rule=binding.rule, outcome=outcome)
    if not bound:
        yield finding


def _may_filter(binding: Binding, earned: Mapping[str, float]) -> bool:
    if binding.check not in MUST_EARN or binding.filter_from is None:
        return True
    return binding.filter_from >= earned.get(binding.check, NEVER)
