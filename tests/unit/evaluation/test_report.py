"""The report: what counts where, for people, for programs and as a picture."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from commentbox.domain.submission import Draft
from commentbox.evaluation.as_json import as_json
from commentbox.evaluation.cases import Case
from commentbox.evaluation.judging import ASKED, Judged, Mistake, Worst
from commentbox.evaluation.plot import svg
from commentbox.evaluation.report import Report, report
from commentbox.evaluation.table import table
from commentbox.screening.check import Check
from commentbox.screening.facts import Facts

THRESHOLDS = [("flag", 0.5), ("filter", 0.9)]

Row = tuple[bool | None, float | None, str]


def told(*rows: Row) -> Report:
    labels, scores, groups = (list(column) for column in zip(*rows, strict=True))
    return report("respect", Judged(labels, scores, groups), THRESHOLDS)


def a_case(body: str, *, label: bool) -> Case:
    return Case(Draft(body=body, language="de"), Facts(bindings=()), label, "")


MIXED = told(
    (True, 0.95, "a"),
    (True, 0.6, "a"),
    (True, 0.2, "b"),
    (True, None, "b"),
    (False, 0.7, "b"),
    (False, 0.1, "a"),
    (False, None, "a"),
    (None, 0.8, "c"),
)


def test_what_is_too_short_is_not_flagged_and_has_no_place_in_the_order() -> None:
    counts = MIXED.lines[0].counts

    assert (counts.found, counts.missed) == (2, 2)
    assert (counts.false_alarms, counts.passed) == (1, 2)
    assert MIXED.order.n == 5
    assert (MIXED.too_short, MIXED.too_short_positives) == (2, 1)


def test_each_threshold_has_its_own_figures() -> None:
    flag, filtering = MIXED.lines

    assert (flag.counts.recall, filtering.counts.recall) == (0.5, 0.25)
    assert filtering.counts.precision == 1


def test_a_group_without_labels_still_shows_what_is_flagged() -> None:
    groups = {group.name: group for group in MIXED.groups}

    assert (groups["c"].labelled, groups["c"].flagged) == (0, 1)
    assert (groups["b"].positives, groups["b"].flagged) == (2, 1)
    assert "c" in next(line for line in table(MIXED) if line.startswith("c "))


def test_without_names_there_are_no_groups() -> None:
    assert told((True, 0.5, ""), (False, 0.1, "")).groups == ()


def test_the_table_is_aligned_and_says_what_was_left_out() -> None:
    lines = list(table(MIXED))
    top = next(line for line in lines if line.startswith("macro-F1"))
    head = lines[lines.index(top) - 1]

    assert lines[0] == "respect: 8 texts, 7 with a label, 4 of them breaches"
    assert "Too short to judge: 2, 1 of them breaches." in lines[1]
    assert head.index("filter") == top.index(top.split(")  ")[1])


def test_a_file_without_labels_has_only_groups() -> None:
    text = "\n".join(table(told((None, 0.9, "x"), (None, 0.1, "x"))))

    assert "No text has a label" in text
    assert "0.500 (0.095–0.905)" in text
    assert "AUC" in text.splitlines()[-2]


def test_many_groups_are_for_programs() -> None:
    rows: list[Row] = [(True, 0.9, f"group {n}") for n in range(60)]

    assert "and 10 smaller groups" in list(table(told(*rows)))[-1]
    assert len(as_json(told(*rows))["groups"]) == 60


def test_for_programs_what_is_not_defined_is_null() -> None:
    whole = as_json(told((True, 0.9, ""), (True, 0.1, "")))

    assert "NaN" not in json.dumps(whole)
    assert whole["order"]["auc"] is None
    assert whole["thresholds"][0]["recall"] == 0.5
    assert whole["thresholds"][0]["recall_95"] == [0.0945, 0.9055]


@pytest.mark.parametrize(
    "of",
    [
        MIXED,
        told((True, 0.9, ""), (True, 0.1, "")),
        told((False, 0.9, "")),
        told((None, 0.9, "")),
    ],
)
def test_the_picture_is_sound_and_says_what_it_shows(of: Report) -> None:
    root = ElementTree.fromstring(svg(of))  # noqa: S314
    names = {element.get("id") for element in root.iter()}

    assert set((root.get("aria-labelledby") or "").split()) <= names
    assert "nan" not in svg(of)
    assert f"{of.n} texts" in svg(of)


def test_a_check_that_breaks_is_counted_and_flags_nothing() -> None:
    def breaks(text: object, facts: object) -> None:
        raise RuntimeError

    judged = Judged()
    case = a_case("a", label=True)
    judged.add(1, case, Check("respect", breaks), 0.5)

    assert (judged.broken, judged.scores) == (1, [0.0])
    assert "The check broke or took too long: 1." in "\n".join(
        table(report("respect", judged, THRESHOLDS))
    )


def test_the_worst_mistakes_are_kept_worst_first() -> None:
    worst = Worst(2)
    for line, score in enumerate([0.6, 0.9, 0.7, 0.9]):
        worst.add(score, Mistake(line, score, "", ""))

    assert [mistake.line for mistake in worst.worst_first()] == [1, 3]


def test_no_text_is_kept_that_nobody_asked_for() -> None:
    worst = Worst(0)
    worst.add(1.0, Mistake(1, 1.0, "a secret", ""))

    assert worst.worst_first() == []


def test_a_miss_is_a_breach_below_the_threshold() -> None:
    judged = Judged(missed=Worst(5), false_alarms=Worst(5))
    for line, (body, label) in enumerate(
        [("Du Idiot!", True), ("Danke!", True), ("Danke.", False), ("Du Idiot.", False)]
    ):
        judged.add(line, a_case(body, label=label), ASKED["respect"], 0.5)

    assert [m.line for m in judged.missed.worst_first()] == [1]
    assert [m.line for m in judged.false_alarms.worst_first()] == [3]
