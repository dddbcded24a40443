"""From what a check says to how far it reaches, by the rules of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

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

#: Speed or repetition alone never filters, wherever a site sets its thresholds.
NEVER_FILTERS_ALONE = frozenset({"repeats", "speed"})


def applied(finding: Finding, bindings: Iterable[Binding]) -> Iterator[Finding]:
    """Yield the finding once for each rule that its check is bound to."""
    bound = [binding for binding in bindings if binding.check == finding.check]
    if not bound and finding.check in UNBOUND:
        bound = [UNBOUND[finding.check]]
    for binding in bound:
        outcome = binding.outcome(finding.score)
        if finding.detail in NEVER_FILTERS_ALONE:
            outcome = min(outcome, Outcome.FLAG)
        yield replace(finding, rule=binding.rule, outcome=outcome)
    if not bound:
        yield finding
