"""Codings by weight, tags in lists, dates: as RFC 9110 has them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.web.conditional import (
    CODINGS,
    IDENTITY,
    codings_by_wish,
    is_older,
    matching_tag,
)

H = "0123456789abcdef"


@pytest.mark.parametrize(
    ("accepted", "first"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0.5,gzip;q=0.5", "br"),
        ("gzip;q=0", IDENTITY),
        ("br ; q = 0.8 , gzip;q=0.9", "gzip"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("identity", IDENTITY),
        ("identity, gzip;q=0.5", IDENTITY),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0.5, gzip", "gzip"),
        ("gzip;q=0.5", "gzip"),
        ("identity;q=0", IDENTITY),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("*;q=0", IDENTITY),
        ("*;q=0, gzip", "gzip"),
        ("deflate, zstd", IDENTITY),
        ("", IDENTITY),
        ("gzip;q=2", IDENTITY),
        ("gzip;q=x", IDENTITY),
        ("gzip;level=9", IDENTITY),
        (", ,", IDENTITY),
    ],
)
def test_the_best_coding_that_is_welcome_is_taken(accepted: str, first: str) -> None:
    assert codings_by_wish(accepted)[0] == first


@given(st.text(max_size=60))
def test_whatever_is_sent_plain_bytes_are_the_last_resort(accepted: str) -> None:
    wished = codings_by_wish(accepted)

    assert wished[-1] == IDENTITY
    assert {*wished} <= {*CODINGS, IDENTITY}
    assert len({*wished}) == len(wished)


@pytest.mark.parametrize(
    ("header", "coding", "tag"),
    [
        (f'"{H}"', IDENTITY, f'"{H}"'),
        (f'"{H}-gzip"', "gzip", f'"{H}-gzip"'),
        (f'"{H}-br"', "br", f'"{H}-br"'),
        # Kept in another coding than it would get now: it is told what it has.
        (f'"{H}-gzip"', "br", f'"{H}-gzip"'),
        (f'"{H}"', "br", f'"{H}"'),
        (f'"{H}", "{H}-br"', "br", f'"{H}-br"'),
        (f'W/"{H}-gzip"', "gzip", f'"{H}-gzip"'),
        (f'"other", W/"{H}", "more"', IDENTITY, f'"{H}"'),
        (f'"with, comma","{H}"', IDENTITY, f'"{H}"'),
        ("*", "gzip", f'"{H}-gzip"'),
        (" * ", IDENTITY, f'"{H}"'),
        ('"other"', IDENTITY, None),
        (f'"{H}-zstd"', IDENTITY, None),
        (f'"{H}-"', IDENTITY, None),
        (f'"x{H}"', IDENTITY, None),
        (H, IDENTITY, None),
        (f'"{H}', IDENTITY, None),
        ("", IDENTITY, None),
        ('"*"', IDENTITY, None),
    ],
)
def test_a_tag_of_any_coding_is_known_and_no_other(
    header: str, coding: str, tag: str | None
) -> None:
    assert matching_tag(header, H, coding) == tag


CHANGED = datetime(2026, 3, 2, 12, 0, 0, 900, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "older"),
    [
        ("Mon, 02 Mar 2026 12:00:00 GMT", True),
        ("Mon, 02 Mar 2026 11:59:59 GMT", False),
        ("Mon, 02 Mar 2026 13:00:00 +0100", True),
        ("Tue, 03 Mar 2026 00:00:00 GMT", True),
        ("yesterday", False),
        ("", False),
    ],
)
def test_a_date_is_compared_in_whole_seconds(since: str, older: bool) -> None:  # noqa: FBT001
    assert is_older(CHANGED, since) is older


def test_what_has_no_date_is_never_older() -> None:
    assert not is_older(None, "Tue, 03 Mar 2026 00:00:00 GMT")
