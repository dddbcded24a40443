"""A line says what happened and where, and nothing that somebody has sent."""

from __future__ import annotations

import json
import logging
import re
import sys
from itertools import pairwise
from typing import Any

import pytest

from commentbox.logs.failures import MOST_CAUSES, MOST_PLACES, chain_of
from commentbox.logs.lines import make_formatter

FORMS = ("console", "json")
SECRET = "ada@example.org"


def line(
    words: object,
    *values: object,
    name: str = "commentbox.posting",
    form: str = "json",
    error: BaseException | None = None,
    **extra: object,
) -> str:
    found = (type(error), error, error.__traceback__) if error else None
    logger = logging.Logger(name)  # noqa: LOG001 - of no road
    record = logger.makeRecord(
        name,
        logging.WARNING,
        "/somewhere/store.py",
        7,
        words,
        values,
        found,
        extra=extra or None,
    )
    return make_formatter(form).format(record)


def told(*args: Any, **kwargs: Any) -> dict[str, Any]:
    told = json.loads(line(*args, **kwargs))
    assert isinstance(told, dict)
    return told


def caught(raising: Any) -> BaseException:
    try:
        raising()
    except Exception as error:
        return error
    raise AssertionError


def fails() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        raise LookupError(f"no {SECRET}") from error


def test_a_line_says_when_how_serious_what_and_which_process() -> None:
    said = told("could not %s", "tidy up")

    assert said["event"] == "could not tidy up"
    assert said["level"] == "warning"
    assert said["logger"] == "commentbox.posting"
    assert said["process"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", said["time"])


@pytest.mark.parametrize("form", FORMS)
def test_an_error_is_told_by_its_kind_and_place_and_not_by_its_message(
    form: str,
) -> None:
    said = line("it failed", form=form, error=caught(fails))

    assert SECRET not in said
    assert "LookupError from ValueError" in said
    assert "fails" in said
    assert "\n" not in said


def test_of_many_places_the_innermost_are_told() -> None:
    def deep(left: int) -> None:
        if not left:
            raise ValueError(SECRET)
        deep(left - 1)

    places = told("it failed", error=caught(lambda: deep(50)))["places"]

    assert len(places) == MOST_PLACES
    assert all(place.endswith(" deep") for place in places)


def test_causes_that_go_in_a_circle_come_to_an_end() -> None:
    first, second = ValueError(), LookupError()
    first.__cause__, second.__cause__ = second, first

    assert chain_of(first) == [first, second]
    many = [ValueError(n) for n in range(MOST_CAUSES * 2)]
    for one, next_ in pairwise(many):
        one.__cause__ = next_
    assert len(chain_of(many[0])) == MOST_CAUSES


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["urllib3.connectionpool", "commentboxes", "root"])
def test_the_values_of_a_library_stay_out(name: str, form: str) -> None:
    said = line("cannot read %s", SECRET, name=name, form=form)

    assert SECRET not in said
    assert "cannot read %s" in said
    assert "store.py:7" in said


def test_words_of_a_library_that_were_put_together_stay_out() -> None:
    said = told(f"cannot read {SECRET}", name="urllib3.connectionpool")

    assert SECRET not in json.dumps(said)
    assert said["at"] == "store.py:7"


@pytest.mark.parametrize("name", ["_granian", "_granian.workers"])
def test_the_server_may_say_what_it_does(name: str) -> None:
    assert told("Listening at: http://[::1]:8000", name=name)["event"].endswith("8000")


def test_only_what_is_known_is_told_beside_the_words() -> None:
    said = told("answered", route="/rules", body=SECRET)

    assert said["route"] == "/rules"
    assert "body" not in said


@pytest.mark.parametrize("form", FORMS)
def test_nothing_begins_a_line_of_its_own_or_moves_the_cursor(form: str) -> None:
    said = line("a\r\nb\x1b[2J\u2028%s", "c\x00d\x85", form=form)

    assert said.isprintable()
    assert said.count("a b") == 1


def test_a_line_has_an_end() -> None:
    assert len(told("x" * 100_000)["event"]) < 1_000


def test_words_that_do_not_fit_their_values_are_told_all_the_same() -> None:
    assert told("%d of %d", "one")["event"] == "%d of %d"


def test_an_error_outside_of_any_place_is_told_as_well() -> None:
    assert told("it failed", error=ValueError(SECRET))["places"] == []
    assert sys.exc_info() == (None, None, None)
