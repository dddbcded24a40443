"""Cursors come back as they went, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.web.cursors import MAX_ID, opened, row_id, sealed


@given(st.text(st.characters(max_codepoint=127)))
def test_a_place_comes_back_as_it_was(place: str) -> None:
    assert opened(sealed(place)) == place


@pytest.mark.parametrize("cursor", ["ä", "a", "_w", "\ud800"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        opened(cursor)


@pytest.mark.parametrize("number", ["0", "1", str(MAX_ID)])
def test_a_row_may_have_this_number(number: str) -> None:
    assert row_id(number) == int(number)


@pytest.mark.parametrize(
    "number", ["", "-1", "+1", " 1", "1.0", "²", "٣", str(MAX_ID + 1), "9" * 5000]
)
def test_no_row_can_have_this_number(number: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        row_id(number)
