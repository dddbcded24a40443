"""Judging a file: a text is never taken for a mistake of what had to be loaded."""

from __future__ import annotations

from threading import current_thread

from commentbox.domain.verdict import Finding
from commentbox.evaluation.cases import Case
from commentbox.evaluation.judging import Judged
from commentbox.screening.check import Check
from tests.unit.screening.drafts import a_draft, facts


def test_what_a_check_loads_does_not_count_against_the_first_text() -> None:
    prepared_in: list[str] = []
    check = Check(
        "respect",
        lambda text, known: Finding(check="respect", score=0.9),
        prepare=lambda: prepared_in.append(current_thread().name),
    )
    judged = Judged()

    judged.add(
        1,
        Case(draft=a_draft("Du Depp"), facts=facts(), label=True, group=""),
        check,
        0.5,
    )

    assert judged.scores == [0.9]
    assert prepared_in[0] == current_thread().name
