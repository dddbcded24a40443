"""Cursors come back as they were given out, and nothing else is one."""

import re
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.domain.errors import InvalidFields
from commentbox.publishing.cursors import BranchCursor, Cursor, TopCursor, read, write

IDS = st.uuids()
#: While somebody reads on, older comments are approved: counting down can pass zero.
NUMBERS = st.integers(-1000, 100_000)
CURSORS = st.builds(TopCursor, after=IDS, number=NUMBERS) | st.builds(
    BranchCursor, root=IDS, holder=IDS, after=IDS
)
HEX = "019cae6b6600768f80e6409f13480e1f"


@given(cursor=CURSORS)
def test_a_cursor_comes_back_as_it_was_given_out(cursor: Cursor) -> None:
    text = write(cursor)

    assert read(text) == cursor
    # It stands in an address as it is.
    assert re.fullmatch("[A-Za-z0-9_-]+", text)


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


GARBAGE = [
    "",
    " ",
    "x",
    "=",
    "====",
    "ü",
    "\ud800",
    "\x00",
    "A" * 5000,
    encoded(""),
    encoded("t"),
    encoded("t."),
    encoded(f"t.{HEX}"),
    encoded(f"t.{HEX}."),
    encoded(f"t.{HEX}.one"),
    encoded(f"t.{HEX}.1.2"),
    encoded(f"t.{HEX}. 1"),
    encoded(f"t.{HEX}.+1"),
    encoded(f"t.{HEX}.1_0"),
    # The next page's cursor could not be written any more.
    encoded(f"t.{HEX}.{'9' * 4300}"),
    encoded(f"t.{HEX}.{'9' * 5000}"),
    encoded("t.nonsense.1"),
    encoded(f"t.{HEX}0.1"),
    encoded(f"t.{HEX[:-1]}ü.1"),
    encoded(f"b.{HEX}.{HEX}"),
    encoded(f"b.{HEX}.{HEX}.{HEX}.{HEX}"),
    encoded(f"b.{HEX}.{HEX}.nonsense"),
    encoded(f"c.{HEX}.{HEX}.{HEX}"),
    encoded(f"T.{HEX}.1"),
]


@pytest.mark.parametrize("text", GARBAGE)
def test_what_we_did_not_write_is_refused(text: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        read(text)

    assert list(refused.value.errors) == ["cursor"]


@given(text=st.text() | st.text("tb.0123456789abcdef").map(encoded))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        cursor = read(text)
    except InvalidFields:
        return

    assert isinstance(cursor, TopCursor | BranchCursor)
