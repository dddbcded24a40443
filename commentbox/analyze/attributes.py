"""Which attributes are offered, and which check answers for each."""

from __future__ import annotations

from commentbox.analyze.profanity import profanity
from commentbox.domain.submission import Draft
from commentbox.screening.check import Check
from commentbox.screening.facts import Facts
from commentbox.screening.screen import CHECKS, UNSCREENED, screen

_CHECKS = {check.name: check for check in CHECKS}

#: The shipped checks; not what one site has taught or where it draws its lines.
#: The two that share one are one question to us: whether somebody is insulted.
OFFERED = {
    "TOXICITY": _CHECKS["respect"],
    "INSULT": _CHECKS["respect"],
    "PROFANITY": Check("profanity", profanity),
    "SPAM": _CHECKS["spam"],
    "OFF_TOPIC": _CHECKS["topic"],
}


class Unanswered(Exception):
    """A check broke or took too long: no score is better than a wrong one."""


def scores(
    attributes: tuple[str, ...], draft: Draft, facts: Facts
) -> dict[str, float | None]:
    """Return a score for each; None where too little was written to say.

    Raises ``Unanswered``.
    """
    checks = {OFFERED[name].name: OFFERED[name] for name in attributes}
    verdict = screen(draft, facts, checks=tuple(checks.values()))
    said = {finding.check: finding.score for finding in verdict.findings}
    # What a slow check has found is still true.
    for finding in verdict.findings:
        if finding.check == UNSCREENED and finding.detail not in said:
            raise Unanswered(finding.detail)
    # What has no finding was judged: there is nothing.
    return {name: said.get(OFFERED[name].name, 0.0) for name in attributes}
