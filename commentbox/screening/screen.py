"""Judge a draft: ask every check, keep all that they find, let none of them fail it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from time import thread_time
from traceback import extract_tb

from commentbox.domain.submission import Draft
from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from commentbox.screening import encoder
from commentbox.screening.bindings import applied
from commentbox.screening.check import Check
from commentbox.screening.checks.form import form
from commentbox.screening.checks.links import many_links
from commentbox.screening.checks.name import borrowed_name
from commentbox.screening.checks.personal_data import personal_data
from commentbox.screening.checks.politics import politics
from commentbox.screening.checks.respect import respect
from commentbox.screening.checks.spam import spam
from commentbox.screening.checks.topic import topic
from commentbox.screening.checks.words import configured_words
from commentbox.screening.facts import Facts
from commentbox.screening.layer.apply import taught
from commentbox.screening.reading import Text
from commentbox.text.incoming import xml_safe
from commentbox.threads import lend

log = logging.getLogger(__name__)

#: The order is the policy: it is the order in which the desk reads the case.
CHECKS: tuple[Check, ...] = (
    Check("respect", respect, prepare=encoder.prepare),
    Check("spam", spam),
    Check("personal_data", personal_data),
    Check("words", configured_words),
    Check("links", many_links),
    Check("politics", politics),
    Check("topic", topic),
    Check("name", borrowed_name),
    Check("form", form),
)

#: The check is named in ``detail``.
UNSCREENED = "unscreened"

#: What is named there where what the site has taught does not work.
LAYER = "layer"

#: Seconds on the wall after which a check that hangs is left behind: its author waits.
PATIENCE = 1.5

#: No check has so many findings, or such a long key word: they are stored.
MOST_FINDINGS, LONGEST_DETAIL = 50, 200


def screen(
    draft: Draft,
    facts: Facts,
    *,
    checks: tuple[Check, ...] = CHECKS,
    clock: Callable[[], float] = thread_time,
    patience: float = PATIENCE,
) -> Verdict:
    """Return all findings, whatever the text and whatever breaks.

    A check that raises, hangs, takes too long or talks nonsense is a finding of its
    own, so that the comment waits for a person. ``clock`` measures processor time: a
    busy machine is not the fault of a check.
    """
    said: dict[str, tuple[Finding, ...]] = {}

    def ask_all() -> None:
        text = Text(draft)
        for check in checks:
            said[check.name] = _ask(check, text, facts, clock)
        said.update(_by_layer(text, facts, said))

    # A thread of its own is the only way to leave a check that hangs. A machine that
    # has none left has not judged anything: a person will.
    with suppress(RuntimeError):
        lend(ask_all).wait(patience)
    answers = dict(said)
    return Verdict(
        tuple(
            finding
            for check in checks
            for answer in answers.get(check.name, (_unscreened(check.name),))
            for finding in applied(answer, facts.bindings, earned=facts.earned)
        )
        + answers.get(LAYER, ())
    )


def prepare(checks: tuple[Check, ...] = CHECKS) -> None:
    """Load what the first comment would wait for; for who has the time before it."""
    for check in checks:
        if check.prepare is not None:
            check.prepare()


def _by_layer(
    text: Text, facts: Facts, said: dict[str, tuple[Finding, ...]]
) -> dict[str, tuple[Finding, ...]]:
    """Return what the checks say by what the site has taught.

    Where that breaks, what they said stays, and a person looks.
    """
    if facts.layer is None:
        return {}
    try:
        found = taught(facts.layer, text, said)
        if not all(map(partial(_is_finding, body=text.body), found)):
            raise ValueError(LAYER)
    except Exception as error:
        _note(LAYER, error)
        return {LAYER: (_unscreened(LAYER),)}
    return {f.check: (f,) if f.score else () for f in found}


def _ask(
    check: Check, text: Text, facts: Facts, clock: Callable[[], float]
) -> tuple[Finding, ...]:
    try:
        prepare((check,))
        started = clock()
        findings = tuple(_findings(check, text, facts))
        too_long = not clock() - started <= check.budget
    # Whatever went wrong, the comment is not lost and does not pass: a person looks.
    except Exception as error:
        _note(check.name, error)
        return (_unscreened(check.name),)
    # What a slow check has found is still true.
    return (*findings, _unscreened(check.name)) if too_long else findings


def _note(name: str, error: Exception) -> None:
    """Tell whoever runs the server. A message may quote the reader, so it stays out."""
    *_, frame = extract_tb(error.__traceback__)
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    log.warning("the check %s failed: %s at %s", name, type(error).__name__, place)


def _findings(check: Check, text: Text, facts: Facts) -> Iterator[Finding]:
    answer = check.judge(text, facts)
    if answer is None:
        return
    findings = iter((answer,) if isinstance(answer, Finding) else answer)
    for finding in islice(findings, MOST_FINDINGS):
        if finding.check != check.name or not _is_finding(finding, text.body):
            raise ValueError(check.name)
        if finding.score is None or finding.score > 0:
            yield finding
    if next(findings, None) is not None:
        raise ValueError(check.name)


def _is_finding(finding: object, body: str) -> bool:
    return (
        isinstance(finding, Finding)
        and _is_key_word(finding.detail)
        and isinstance(finding.rule, str | None)
        and isinstance(finding.outcome, Outcome)
        and (finding.score is None or _is_share(finding.score))
        and all(_is_in(body, evidence) for evidence in finding.evidence)
    )


def _is_key_word(detail: object) -> bool:
    # What no database takes must not cost the comment.
    return (
        isinstance(detail, str)
        and len(detail) <= LONGEST_DETAIL
        and detail == xml_safe(detail)
    )


def _is_in(body: str, evidence: Evidence) -> bool:
    there = 0 <= evidence.start < evidence.end <= len(body)
    same = body[evidence.start : evidence.end] == evidence.text
    return there and same and _is_share(evidence.share)


def _is_share(number: object) -> bool:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    return 0 <= number <= 1


def _unscreened(name: str) -> Finding:
    return Finding(check=UNSCREENED, score=None, detail=name, outcome=Outcome.FLAG)
