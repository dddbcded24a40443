"""The mark of the hour: genuine, of this key, and not too old."""

from datetime import UTC, datetime, timedelta

import pytest

from commentbox.web.stamp import stamp, stamp_is_good
from tests.unit.web.conftest import Configure

NOW = datetime(2026, 3, 2, 12, 34, 56, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("age", "good"),
    [
        (timedelta(0), True),
        (HOUR, True),
        (8 * HOUR, True),
        (24 * HOUR, True),
        # To the hour, as the mark itself: 34 minutes more make no difference yet.
        (24 * HOUR + 34 * MINUTE, True),
        (24 * HOUR + 35 * MINUTE, False),
        (25 * HOUR, False),
        (365 * 24 * HOUR, False),
        # From the future: not one of ours, or a clock that was set back.
        (-25 * MINUTE, True),
        (-26 * MINUTE, False),
        (-HOUR, False),
        (-1000 * HOUR, False),
    ],
)
def test_a_stamp_is_good_for_a_day(
    configure: Configure, age: timedelta, *, good: bool
) -> None:
    configure()

    assert stamp_is_good(stamp(NOW - age), NOW) is good


def test_a_stamp_is_the_same_for_all_within_an_hour(configure: Configure) -> None:
    configure()
    begin = NOW.replace(minute=0, second=0)

    stamps = {stamp(begin + n * MINUTE) for n in range(60)}

    assert len(stamps) == 1
    assert stamp(begin + HOUR) not in stamps


def test_the_stamp_of_another_key_is_not_good(configure: Configure) -> None:
    configure(secret_key="another secret key that only tests know, too")
    foreign = stamp(NOW)

    configure()

    assert foreign.split(".")[0] == stamp(NOW).split(".")[0]
    assert not stamp_is_good(foreign, NOW)


def test_a_signature_belongs_to_its_hour(configure: Configure) -> None:
    configure()
    hour, _, _ = stamp(NOW).partition(".")
    _, _, earlier_signature = stamp(NOW - HOUR).partition(".")

    assert not stamp_is_good(f"{hour}.{earlier_signature}", NOW)


@pytest.mark.parametrize(
    "value",
    [
        "",
        ".",
        "..",
        "x",
        "2026030212",
        "2026030212.",
        ".{signature}",
        "2026030212.{signature}x",
        "2026030212.{signature}.x",
        " 2026030212.{signature}",
        "2026030212 .{signature}",
        "2026030212.{upper}",
        "2026030212.ümläut",
        "2026030212.\x00",
        "２０２６０３０２１２.{signature}",
        "²026030212.{signature}",
        "999999999999.{signature}",
        "x" * 100_000,
    ],
)
def test_anything_else_is_no_stamp(configure: Configure, value: str) -> None:
    configure()
    signature = stamp(NOW).partition(".")[2]

    forged = value.format(signature=signature, upper=signature.upper())

    assert not stamp_is_good(forged, NOW)
