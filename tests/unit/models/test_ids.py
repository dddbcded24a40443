"""Ids are UUIDv7: their order is the order of sending."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from commentbox.models.ids import id_of, new_id

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DECADE = timedelta(days=3653)
MOMENTS = st.timedeltas(-3 * DECADE, 10 * DECADE).map(lambda span: NOON + span)


def test_new_ids_follow_one_another() -> None:
    ids = [new_id() for _ in range(2000)]

    assert ids == sorted(set(ids))
    assert {id_.version for id_ in ids} == {7}


def test_a_new_id_is_of_this_moment() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)

    id_ = new_id()

    after = datetime.now(UTC) + timedelta(milliseconds=1)
    sent = id_.int >> 80
    assert before.timestamp() * 1000 <= sent <= after.timestamp() * 1000


@given(moment=MOMENTS)
def test_an_id_of_another_time_says_that_time(moment: datetime) -> None:
    id_ = id_of(moment)

    sent = datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)
    assert abs(sent - moment) <= timedelta(milliseconds=1)
    assert id_.version == 7


@given(
    moment=MOMENTS, later=st.timedeltas(timedelta(milliseconds=1), timedelta(days=9))
)
def test_a_later_moment_has_a_later_id(moment: datetime, later: timedelta) -> None:
    assert id_of(moment) < id_of(moment + later)
    assert str(id_of(moment)) < str(id_of(moment + later))


def test_the_zone_in_which_a_moment_is_told_makes_no_difference() -> None:
    told_elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))

    assert id_of(told_elsewhere).int >> 80 == id_of(NOON).int >> 80


def test_two_of_one_moment_are_still_two() -> None:
    assert len({id_of(NOON) for _ in range(100)}) == 100
