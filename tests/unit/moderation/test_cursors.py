"""Where the next page of a list goes on: written, read back, and refused."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from commentbox.domain.errors import InvalidFields
from commentbox.moderation.cursors import BY_DECISION, BY_SORT, BY_TEXT, Order
from commentbox.moderation.view import Sort

ID = UUID("019cae6b-6600-768f-80e6-409f13480e1f")
MOMENT = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)

PLACES: list[tuple[Order, list[Any]]] = [
    (BY_SORT[Sort.OLDEST], [MOMENT, ID]),
    (BY_SORT[Sort.NEWEST], [MOMENT, ID]),
    (BY_SORT[Sort.RISK], [0.1 + 0.2, ID]),
    (BY_SORT[Sort.ARTICLE], [7, MOMENT, ID]),
    (BY_DECISION, [1_234_567_890]),
    (BY_TEXT, [1]),
]


@pytest.mark.parametrize(("order", "values"), PLACES)
def test_a_cursor_says_exactly_where(order: Order, values: list[Any]) -> None:
    assert order.read(order.write(values)) == values


@pytest.mark.parametrize(("order", "values"), PLACES)
def test_a_cursor_of_one_order_fits_no_other(order: Order, values: list[Any]) -> None:
    cursor = order.write(values)

    for other, _values in PLACES:
        if other is not order:
            with pytest.raises(InvalidFields) as refused:
                other.read(cursor)
            assert refused.value.errors == {
                "cursor": ["This cursor belongs to another order."]
            }


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "é", "=" * 99),
        encoded("risk"),
        encoded(f"risk nan {ID.hex}"),
        encoded(f"risk inf {ID.hex}"),
        encoded(f"risk 0.5 {ID.hex} 7"),
        encoded("risk 0.5 x"),
    ],
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        BY_SORT[Sort.RISK].read(cursor)

    assert set(refused.value.errors) == {"cursor"}


@pytest.mark.parametrize("number", ["-1", "1" * 19, "²", "1.0", ""])
def test_the_number_of_a_row_is_a_number(number: str) -> None:
    with pytest.raises(InvalidFields):
        BY_TEXT.read(encoded(f"found {number}"))
