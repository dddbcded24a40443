"""What an address asks for, and the address of what is looked at."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.domain.states import State
from commentbox.moderation.filters import Filters, read_filters
from commentbox.moderation.view import Beyond, Sort, View, read_view
from commentbox.moderation.words import read_words

PRINTED = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), max_size=30)
PRINTED = PRINTED.map(str.strip)

FILTERS = st.builds(
    Filters,
    article=PRINTED,
    rule=PRINTED,
    check=st.just("respect"),
    least=st.none() | st.integers(0, 100).map(lambda n: n / 100),
    language=st.sampled_from(["", "de", "en"]),
    author=PRINTED,
    identity=st.none() | st.uuids(),
    since=st.none() | st.dates(max_value=date(2025, 1, 1)),
    until=st.none() | st.dates(min_value=date(2025, 1, 1)),
)


@given(FILTERS)
def test_filters_come_back_from_their_address(filters: Filters) -> None:
    assert read_filters(filters.query) == filters


@given(
    FILTERS,
    st.sampled_from([*State, Beyond.MINE]),
    st.sampled_from(list(Sort)),
    st.sampled_from(["", "lamp", '"two words" x']),
)
def test_a_view_comes_back_from_its_address(
    filters: Filters, lane: State | Beyond, sort: Sort, words: str
) -> None:
    view = View(lane=lane, filters=filters, words=words, sort=sort)

    given = {name: value for name, value in view.query.items() if value is not None}

    assert read_view(given) == view


def test_what_is_taken_off_takes_along_what_hangs_on_it() -> None:
    filters = Filters(check="respect", least=0.5, author="Ada")

    assert filters.without("check") == Filters(author="Ada")
    assert filters.without("author") == Filters(check="respect", least=0.5)


def test_empty_filters_are_none() -> None:
    assert not Filters()
    assert Filters(least=0.0, check="respect")
    assert Filters(identity=UUID(int=0))


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(InvalidFields) as refused:
        read_filters({"least": "x", "since": "x", "identity": "x"})

    assert set(refused.value.errors) == {"least", "since", "identity"}


def test_an_unknown_lane_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_view({"lane": "heaven"})


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ()),
        ("  Lamp  WIRE ", ("lamp", "wire")),
        ('"Two  Words" x', ("two words", "x")),
        ("„Straße nach“ Süden", ("strasse nach", "suden")),
        ('open "quote', ("open", "quote")),
        ('""" "', ()),
        ("lamp LAMP", ("lamp",)),
        ("\u0301", ()),
    ],
)
def test_words_are_folded_and_phrases_kept_whole(
    typed: str, words: tuple[str, ...]
) -> None:
    assert read_words(typed) == words
