"""Which addresses are thrown away after use."""

from __future__ import annotations

import pytest

from commentbox.screening.mailbox import is_disposable


@pytest.mark.parametrize(
    "address",
    [
        "x@mailinator.com",
        "X@MAILINATOR.COM",
        "x@mailinator.com.",
        "x@inbox.mailinator.com",
        '"a@b"@mailinator.com',
    ],
)
def test_a_mailbox_of_a_throw_away_service_is_known(address: str) -> None:
    assert is_disposable(address)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "@",
        "mailinator",
        "ada@example.org",
        "ada@gmail.com",
        "ada@gmx.de",
        "ada@mailinator.com.example.org",
        "mailinator.com@example.org",
    ],
)
def test_any_other_is_not(address: str | None) -> None:
    assert not is_disposable(address)
