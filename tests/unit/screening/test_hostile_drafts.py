"""Texts made to be slow: each is judged in time, and twice the text in twice."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from time import thread_time

import pytest

from commentbox.domain.verdict import Binding
from commentbox.screening.reading import Text
from commentbox.screening.screen import CHECKS, UNSCREENED, screen
from tests.unit.screening.drafts import a_draft, facts

LONGEST = 10_000
#: A multiple of what was measured, for machines that are slow or busy.
SECONDS = 0.8
#: Four times the text may cost this many times as much; quadratic would be sixteen.
GROWTH = 10

SHAPES = [
    *("a", "a ", "1 ", "01 ", "du ", "ihr sind ", "frauen sind ", "du idiot ", "you "),
    *("@", "a@", "a@a.", "a.", "www.", "http://", "http://a.de ", "a.de ", "a-b "),
    *("1", "+1", "(0", "1/", "1-", "0171 1234567 ", "tel 0171 12345 ", "12.03.2024 "),
    *(
        "DE89",
        "DE89 ",
        "DE89 3704 0044 0532 0130 00 ",
        "straße ",
        "Astraße",
        "A-",
        "A ",
    ),
    *("Am A ", "1 Ab ", "12 Main Main Main ", "(", '"', "„", "„a“", "> a\n", "\n", "*"),
    *("i d i o t ", "i\u200bd", "1d10t ", "😀", "ідиот ", "a[at]", "a (at) ", ".b"),
    *("click here buy now ", "best make earn visit check you ", "ich bring dich "),
    *(
        "Zensur ",
        "Kommentar gelöscht ",
        "OT: ",
        "cdu ",
        "4111 ",
        "ada at b dot de ",
        "a @ ",
    ),
    *("ﷺ", "㌖", "½", "f u c k ", "f\nu\nc\nk\n", "!d!0t ", "👨\u200d", "i*iot", "ʇ"),
    *("i-o-t-d-", "a-b-c-d-e.f-"),
    *("a[", "a[a](", "a[a](b)", "a`", "[a" + "b" * 90, "a](" + "b" * 400),
    *("\u0301", "İ", "ß", "_", "-", "'", "a'", "’a", "sie sind alle idioten "),
]
KNOWN = facts(
    bindings=(Binding("respect", "respect", 0.5, 0.9),),
    article_title="Kopfhörer im Test",
    article_body="Der Akku hält dreißig Stunden und das Kabel liegt bei. " * 80,
    parent="Meiner hält nur zwanzig.",
    thread=("Und bei euch?",) * 20,
    words=("konkurr*", "neuer shop"),
    reserved_names=("Grace",),
)


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    """Let no collection of the garbage of other tests fall into a measurement."""
    gc.disable()
    yield
    gc.enable()


def _cost(body: str) -> float:
    """Return the seconds of processor time that all checks together need."""
    started = thread_time()
    text = Text(a_draft(body))
    for check in CHECKS:
        check.judge(text, KNOWN)
    return thread_time() - started


@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_text_costs_little_and_grows_no_faster(shape: str) -> None:
    quarter, whole = (shape * LONGEST)[:2_500], (shape * LONGEST)[:LONGEST]

    small, large = _least_cost(quarter), _least_cost(whole)

    assert large < SECONDS
    # Below some milliseconds a clock measures itself.
    assert large < max(small, 0.004) * GROWTH


@pytest.mark.parametrize("shape", ["1 ", "du idiot ", "tel 0171 12345 ", "\u0301", "@"])
def test_hostile_text_keeps_every_check_within_its_budget(shape: str) -> None:
    verdict = screen(a_draft((shape * LONGEST)[:LONGEST]), KNOWN)

    assert UNSCREENED not in {finding.check for finding in verdict.findings}


def _least_cost(body: str) -> float:
    return min(_cost(body) for _ in range(2))
