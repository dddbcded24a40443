"""What is held: bounded, and never what is known to be outdated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commentbox.models.announce import Change
from commentbox.publishing.changes import MOST
from commentbox.publishing.pages import Pages
from commentbox.web.holding import Reach
from tests.unit.publishing.held import a_disk, an_answer, seen

ROOMY = 10_000_000


@pytest.fixture
def pages() -> Pages:
    """A store that has seen the site at its first version."""
    pages = Pages(None, most_bytes=ROOMY)
    pages.see([seen(1)])
    return pages


def put(pages: Pages, key: str, **facts: object) -> bool:
    answer = an_answer(**facts)  # type: ignore[arg-type]
    return pages.put((key,), answer, on_disk=True) is not None


def held(pages: Pages, key: str) -> bool:
    return pages.find((key,)) is not None


def test_nothing_is_held_of_a_site_that_was_never_seen() -> None:
    pages = Pages(None, most_bytes=ROOMY)

    assert not put(pages, "a")
    assert not held(pages, "a")


def test_a_change_takes_along_what_shows_it_and_nothing_else(pages: Pages) -> None:
    put(pages, "first", article=1)
    put(pages, "second", article=2)
    put(pages, "feed", reach=Reach.SITE)
    put(pages, "rules", reach=Reach.FRAME)
    put(pages, "script", reach=Reach.NOTHING)

    pages.see([seen(2, {1: 2})])

    assert [held(pages, k) for k in ("first", "second", "feed", "rules", "script")] == [
        *(False, True, False, True, True)
    ]


def test_a_change_of_the_whole_site_takes_all_of_it(pages: Pages) -> None:
    put(pages, "first", article=1)
    put(pages, "rules", reach=Reach.FRAME)
    put(pages, "script", reach=Reach.NOTHING)

    pages.see([seen(2, {1: 2}, renewed=2)])

    assert [held(pages, key) for key in ("first", "rules", "script")] == [0, 0, 1]


def test_what_was_made_before_a_change_is_not_taken_after_it(pages: Pages) -> None:
    pages.see([seen(2, {1: 2})])

    assert not put(pages, "old", article=1, version=1)
    assert put(pages, "new", article=1, version=2)
    assert put(pages, "other", article=2, version=1)


def test_an_own_change_counts_before_the_database_was_asked(pages: Pages) -> None:
    put(pages, "first", article=1)
    put(pages, "counts", reach=Reach.SITE)

    pages.hear(Change(1, 2, 1, {1}))

    assert not held(pages, "first")
    assert not held(pages, "counts")
    assert not put(pages, "first", article=1, version=1)
    # Somebody else's change in between is still to be found.
    assert pages.known(1) == 1


def test_a_second_site_changes_the_addresses_of_all(pages: Pages) -> None:
    put(pages, "first", article=1)

    pages.see([seen(1), seen(1, site=2)])

    assert not held(pages, "first")
    assert not put(pages, "first", article=1)


@pytest.mark.parametrize(
    "other", [seen(1, at="another noon"), seen(0)], ids=["same number", "lower number"]
)
def test_another_history_clears_what_was_held_of_it(
    pages: Pages, other: object
) -> None:
    put(pages, "first", article=1)

    pages.see([other])  # type: ignore[list-item]

    assert not held(pages, "first")


def test_so_many_changes_that_nobody_remembers_them_clear_the_site(
    pages: Pages,
) -> None:
    put(pages, "untouched", article=1)

    pages.see([seen(MOST + 2, {n: n for n in range(2, MOST + 3)})])

    assert not held(pages, "untouched")
    assert put(pages, "new", article=1, version=MOST + 2)


def test_memory_is_bounded_and_what_is_in_use_stays() -> None:
    pages = Pages(None, most_bytes=100_000)
    pages.see([seen(1)])
    for number in range(100):
        put(pages, str(number), text=f"{number} " * 1_000, article=number)
        if found := pages.find(("0",)):
            found.used += number + 1

    assert pages.bytes <= 100_000
    assert held(pages, "0")
    assert held(pages, "99")
    assert not held(pages, "1")


def test_a_page_larger_than_a_quarter_of_it_is_not_held() -> None:
    pages = Pages(None, most_bytes=20_000)
    pages.see([seen(1)])

    assert not put(pages, "large", text="lamp " * 2_000)
    assert pages.bytes == 0


def test_what_is_let_go_leaves_nothing_behind(pages: Pages) -> None:
    put(pages, "first", leads=frozenset({"a", "b"}))
    put(pages, "again", leads=frozenset({"b"}))
    assert pages.leads_to("a")

    pages.hear(Change(1, 2, 1, {1}))

    assert (len(pages), pages.bytes) == (0, 0)
    assert not pages.leads_to("a")
    assert not pages.leads_to("b")


def test_the_end_of_its_hour_is_known_to_a_page(pages: Pages) -> None:
    put(pages, "over", until=datetime.now(UTC) - timedelta(seconds=1))
    put(pages, "not yet", until=datetime.now(UTC) + timedelta(minutes=1))

    over, not_yet = pages.find(("over",)), pages.find(("not yet",))
    assert over
    assert not_yet
    assert over.until < over.used < not_yet.until


def test_another_process_begins_with_what_is_on_disk(tmp_path: Path) -> None:
    pages = Pages(a_disk(tmp_path), most_bytes=ROOMY)
    pages.see([seen(1)])
    put(pages, "first", article=1)
    put(pages, "second", article=2)
    pages.see([seen(2, {1: 2})])

    # It has asked no database yet, and perhaps there is none to ask.
    other = Pages(a_disk(tmp_path), most_bytes=ROOMY)

    assert not held(other, "first")
    assert held(other, "second")


def test_what_a_slow_process_wrote_after_the_change_is_not_taken(
    tmp_path: Path,
) -> None:
    slow = Pages(a_disk(tmp_path), most_bytes=ROOMY)
    slow.see([seen(1)])
    quick = Pages(a_disk(tmp_path), most_bytes=ROOMY)
    quick.see([seen(1)])
    quick.see([seen(2, {1: 2})])
    put(slow, "first", article=1, version=1)

    assert not held(quick, "first")
    assert not held(Pages(a_disk(tmp_path), most_bytes=ROOMY), "first")


def test_a_change_empties_the_disk_at_once(tmp_path: Path) -> None:
    pages = Pages(a_disk(tmp_path), most_bytes=ROOMY)
    pages.see([seen(1)])
    put(pages, "first", article=1)
    put(pages, "feed", reach=Reach.SITE)

    pages.hear(Change(1, 2, 1, {1}))

    assert not list((tmp_path / "held").glob("*/*"))
