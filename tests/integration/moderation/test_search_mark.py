"""The index of the search follows what is written, and nobody sees that it does."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.articles import search_index
from commentbox.articles.put_article import ArticleFacts, put_article
from commentbox.extensions import make_engine
from commentbox.housekeeping import index_texts
from commentbox.models import FoundText, Site
from commentbox.moderation import listing, search
from commentbox.posting.author import edit, withdraw
from tests.desk import sign_in
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    a_moderator,
    an_article,
)
from tests.integration.moderation.looking import listed
from tests.marks import held, mark_of
from tests.page import PageClient

#: More than the texts that lie beyond the mark where nobody moves it.
FLOOD = 2_300

FOLLOW = """
import sys
from commentbox.articles import search_index
from commentbox.extensions import make_engine
from commentbox.housekeeping import index_texts
search_index.BATCH = 1
index_texts(make_engine(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lane is so small that it is read through."""
    monkeypatch.setattr(listing, "SMALL_LANE", -1)
    monkeypatch.setattr(search, "NEWEST", 1)
    monkeypatch.setattr(search_index, "BATCH", 1)


@pytest.fixture
def grace(client: PageClient, session: Session, site: Site) -> None:
    a_moderator(session)
    session.commit()
    sign_in(client)


@pytest.fixture
def sqlite(clean: Engine) -> Engine:
    if clean.dialect.name != "sqlite":
        pytest.skip("the index of PostgreSQL has no mark")
    return clean


def flood(engine: Engine, count: int) -> None:
    """Let so many texts be written while nobody moves the mark."""
    with Session(engine) as session:
        comment = a_comment(session)
        values = {"site_id": comment.site_id, "comment_id": comment.id}
        rows = [
            values | {"revision": n + 2, "text": f"the lamp number {n}."}
            for n in range(count)
        ]
        session.execute(insert(FoundText), rows)
        session.commit()


def is_sound(engine: Engine) -> bool:
    with Session(engine) as session:
        return list(search_index.faults(session)) == []


def numbers(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(select(FoundText.id).order_by(FoundText.id)))


@pytest.mark.usefixtures("grace")
def test_a_comment_is_found_the_moment_it_was_posted_and_ever_after(
    client: PageClient, session: Session, clean: Engine
) -> None:
    names: list[str] = []
    for name in ("Ada", "Bea", "Cleo"):
        a_comment(session, author_name=name, body="A bulb.")
        session.commit()
        names.insert(0, name)

        assert listed(client, q="bulb") == names
        index_texts(clean)
        assert listed(client, q="bulb") == names


@pytest.mark.usefixtures("grace")
@pytest.mark.parametrize("indexed", [False, True], ids=["before", "after"])
def test_what_was_edited_erased_or_renamed_is_not_found_by_its_old_words(
    client: PageClient, session: Session, clean: Engine, *, indexed: bool
) -> None:
    """Before the index has followed, and after."""
    lamps = an_article(session, "lamps", title="All about lamps")
    edited = a_comment(session, lamps, author_name="Ada", body="The first bulb.")
    gone = a_comment(session, lamps, author_name="Bea", body="A bulb to forget.")
    a_comment(session, lamps, author_name="Cleo", body="Nothing else.")
    session.commit()
    if indexed:
        index_texts(clean)

    edit(session, edited, "The second wire.", NOTHING_FOUND, now=NOON)
    withdraw(session, gone, now=NOON)
    put_article(
        session,
        lamps.site,
        "lamps",
        ArticleFacts(url=lamps.url, title="All about candles"),
        now=NOON,
    )
    session.commit()

    for _ in "before", "after":
        assert listed(client, q="bulb", lane="all") == []
        assert listed(client, q="lamps", lane="all") == []
        assert listed(client, q="wire", lane="all") == ["Ada"]
        assert listed(client, q="candles", lane="all") == ["Ada", "Cleo"]
        index_texts(clean)


@pytest.mark.usefixtures("grace")
def test_a_number_that_is_given_again_is_found_as_well(
    client: PageClient, session: Session, clean: Engine
) -> None:
    a_comment(session, author_name="Ada", body="A bulb.")
    newest = a_comment(session, author_name="Bea", body="A bulb.")
    session.commit()
    index_texts(clean)
    withdraw(session, newest, now=NOON)
    session.commit()

    a_comment(session, author_name="Cleo", body="A bulb.")
    session.commit()

    assert listed(client, q="bulb") == ["Cleo", "Ada"]


def test_a_few_texts_are_left_beyond_the_mark(
    session: Session, sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "BATCH", 2)
    for _ in range(5):
        a_comment(session)
    session.commit()

    index_texts(sqlite)

    assert held(sqlite) == [1, 2, 3, 4]
    assert mark_of(sqlite) == 4
    assert is_sound(sqlite)


def test_several_processes_put_each_text_into_the_index_once(sqlite: Engine) -> None:
    flood(sqlite, 40)
    engines = [make_engine(str(sqlite.url)) for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(index_texts, engines))

    for engine in engines:
        engine.dispose()
    assert held(sqlite) == numbers(sqlite)
    assert is_sound(sqlite)


def test_whatever_ends_it_the_index_goes_as_far_as_its_mark(sqlite: Engine) -> None:
    flood(sqlite, 400)
    for at_least in (20, 60):
        process = subprocess.Popen([sys.executable, "-c", FOLLOW, str(sqlite.url)])
        deadline = time.monotonic() + 60
        while mark_of(sqlite) < at_least and time.monotonic() < deadline:
            time.sleep(0.005)
        process.kill()
        process.wait()

        assert at_least <= mark_of(sqlite) < len(numbers(sqlite))
        assert held(sqlite) == list(range(1, mark_of(sqlite) + 1))
        assert is_sound(sqlite)


def test_where_nobody_moves_the_mark_the_rest_is_bounded(sqlite: Engine) -> None:
    flood(sqlite, FLOOD)

    assert FLOOD - 2_000 <= mark_of(sqlite) < FLOOD
    assert held(sqlite) == list(range(1, mark_of(sqlite) + 1))
    assert is_sound(sqlite)


def test_down_and_up_every_text_is_in_the_index(own_database: Engine) -> None:
    if own_database.dialect.name != "sqlite":
        pytest.skip("the index of PostgreSQL has no mark")
    flood(own_database, 30)
    assert held(own_database) == []

    schema.downgrade(own_database, "0009")
    after_down = held(own_database)
    schema.upgrade(own_database)

    assert after_down == numbers(own_database)
    assert held(own_database) == numbers(own_database)
    assert mark_of(own_database) == after_down[-1]
    assert is_sound(own_database)
