"""Rounds and ratios, and what is said of them."""

import json
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from benchmarks.public import document, goals, growth, posts, wrk
from benchmarks.public.busy import Busy, Round, cores
from benchmarks.public.client import Unexpected
from benchmarks.public.figures import Series, find, ratio
from benchmarks.public.growth import Grown
from benchmarks.public.pace import Sent
from benchmarks.public.reads import THREAD, Form
from benchmarks.public.resident import Resident
from benchmarks.public.results import Results, keep, kept
from benchmarks.public.wrk import Load

A_LOAD = Load(1_000, 2.0, 0.5, 4.0, 0, 15_000_000, 0.05)
SENT = Sent(250, 25, 0, 8.0, 40.0, 0.1, 5.0)


def loads(*rates: float) -> list[Load]:
    return [replace(A_LOAD, requests=int(rate * 2)) for rate in rates]


def series(server: str, *rates: float, form: Form = Form.PLAIN) -> Series:
    return Series(THREAD.name, form.value, server, loads(*rates))


def results() -> Results:
    quiet, equal, busy = loads(1_000, 800, 600)
    rounds = [Round(0.4, quiet, equal, busy, 0.4, SENT)]
    posted = posts.Posting([Series("post", "", "SQLite", loads(400))], [900.0])
    posted.beyond["SQLite"] = 3
    held = Resident({"SQLite": 100.0}, 50.0, {"SQLite": [0.8, 2.0, 0.9]})
    held.visible["SQLite"] = [0.2, 1.1]
    return Results(
        command="make bench",
        machine={"processors": "2 × thing", "memory": "8 GB"},
        revision="abc",
        sizes=[11_020, 1_000_000],
        reads=[series("nginx", 1_000), series("SQLite", 900)],
        busy=[Busy("SQLite", rounds)],
        posting=posted,
        growth=[
            Grown("SQLite", 11_020, growth.POST, [2.0, 4.0]),
            Grown("SQLite", 1_000_000, growth.POST, [3.0, 5.0]),
        ],
        resident=held,
    )


def found(name: str) -> goals.Goal:
    return next(goal for goal in goals.judged(results()) if goal.name == name)


def test_reads_what_wrk_has_reported_at_the_end() -> None:
    told = {"requests": 10, "microseconds": 2_000_000, "bytes": 50, "failed": 1}
    line = json.dumps({**told, "p50": 1_500, "p99": 9_000})
    output = f"Running 2s test\n  10 requests\n{line}\n"
    load = wrk.read(CompletedProcess([], 0, output, ""), 0.02)
    # An error is no answer.
    assert (load.failed, load.rate) == (1, 4.5)
    assert (load.p50, load.p99) == (1.5, 9.0)
    assert load.cpu_ms == pytest.approx(2.0)


def test_says_what_wrk_said_when_it_failed() -> None:
    with pytest.raises(Unexpected, match="no route"):
        wrk.read(CompletedProcess([], 1, "", "no route"), 0.0)


def test_takes_ratios_within_a_round_and_not_of_medians() -> None:
    assert ratio([10, 90, 20], [10, 100, 10]) == 1.0


def test_a_ratio_of_different_numbers_of_rounds_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratio([1.0, 2.0], [1.0])


def test_one_slow_round_does_not_move_the_median() -> None:
    assert series("SQLite", 900, 10, 1_000).rate == 900


def test_finds_a_series_by_what_was_asked_how_and_of_whom() -> None:
    known = [series("nginx", 1), series("SQLite", 2, form=Form.UNCHANGED)]
    assert find(known, THREAD.name, Form.UNCHANGED, "SQLite") is known[1]
    assert find(known, THREAD.name, Form.PLAIN, "SQLite") is None


def test_compares_busy_with_equal_and_reckons_by_what_is_left() -> None:
    busy = results().busy[0]
    assert busy.of_equal == 0.75
    assert busy.of_quiet == 0.6
    assert busy.of_spare == pytest.approx(0.6 * cores() / (cores() - 0.4))


def test_growth_is_beside_the_smallest_corpus_of_the_same_server() -> None:
    grown = results().growth
    assert growth.growth(grown, "SQLite", growth.POST, 1_000_000) == 1.375
    assert growth.growth(grown, "SQLite", growth.POST, 200_000) is None


def test_judges_each_figure_by_its_goal() -> None:
    assert found("thread of B: requests").reached
    assert found("thread of B: requests").found == "0.9 × nginx"
    assert not found("thread of B while others write").reached
    assert found("posts").reached
    assert found("cold start").found == "0.9 s"
    assert not found("processor at 1,000,000 comments: post").reached


def test_the_slowest_approval_counts() -> None:
    assert found("approval seen everywhere").found == "1.1 s"


def test_a_part_that_is_missing_has_no_goals() -> None:
    nothing = Results("make bench", {}, "abc")
    assert goals.judged(nothing) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [(12_345.6, "12,346"), (12.345, "12.3"), (0.0512, "0.051"), (1.0, "1")],
)
def test_a_figure_has_as_many_digits_as_it_deserves(value: float, said: str) -> None:
    assert goals.figure(value) == said


def test_acknowledged_posts_that_are_not_stored_are_noticed() -> None:
    assert posts.fully_stored(replace(posts.Posting([]), beyond={"SQLite": 3}), 1)
    assert not posts.fully_stored(replace(posts.Posting([]), beyond={"SQLite": -1}), 1)


def test_writes_all_it_has_found_into_the_document() -> None:
    text = document.written(results())
    assert (
        "| thread of B: requests | SQLite | ≥ 0.8 × nginx | 0.9 × nginx | yes |" in text
    )
    assert "| SQLite | 1,000 | 800 | 600 | 0.75 | 0.60 |" in text
    assert "SQLite 3." in text
    assert "**no**" in text
    assert "takes in some 400 comments" in " ".join(text.split())


def test_each_table_has_as_many_cells_in_each_row_as_in_its_head() -> None:
    blocks = document.written(results()).split("\n\n")
    tables = [block.splitlines() for block in blocks if block.startswith("| ")]
    assert len(tables) >= 6
    for lines in tables:
        cells = {line.count("|") for line in lines if line.startswith("|")}
        assert len(cells) == 1, lines[0]


def test_says_what_could_not_be_measured() -> None:
    broken = results()
    broken.posting, broken.failed = None, {"posting": "Unexpected: it rains"}
    assert "- posting: Unexpected: it rains" in document.written(broken)


def test_what_was_found_outlives_the_run(tmp_path: Path) -> None:
    keep(results(), tmp_path / "new" / "found")
    assert document.written(kept(tmp_path / "new" / "found"))


def test_answers_from_a_store_are_no_misses_and_are_counted() -> None:
    grown = [
        Grown("SQLite", 1, growth.THREAD, [1.0], [0]),
        Grown("SQLite", 1, growth.FEED, [1.0], [3]),
    ]
    assert growth.of_stores(grown).startswith("Of the answers whose growth is told, 3")
