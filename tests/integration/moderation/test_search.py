"""The search of the desk: parts of words, phrases, authors, articles."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Moderator, Site
from commentbox.moderation import listing, search
from commentbox.moderation.routes import PAGE_SIZE
from commentbox.posting.author import edit, withdraw
from tests.desk import elements, sign_in, words
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    a_moderator,
    a_site,
    an_article,
)
from tests.integration.moderation.looking import head, listed, walked
from tests.marks import set_mark
from tests.page import PageClient, text_of


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    sign_in(client)
    return grace


#: Up to which text SQLite's index goes.
MARKS = {"by index": 1_000_000, "across the mark": 2}


@pytest.fixture(params=["read through", *MARKS])
def way(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, clean: Engine
) -> None:
    """All ways to find something: small lanes are read, others looked up."""
    if request.param == "read through":
        return
    monkeypatch.setattr(listing, "SMALL_LANE", -1)
    monkeypatch.setattr(search, "NEWEST", 1)
    if clean.dialect.name == "sqlite":
        set_mark(clean, MARKS[request.param])
    elif request.param != "by index":
        pytest.skip("the index of PostgreSQL has no mark")


@pytest.fixture
def crowd(session: Session) -> None:
    lamps = an_article(session, "lamps", title="Über Straßenlampen")
    a_comment(
        session,
        lamps,
        author_name="Ada",
        author_email="ada@example.org",
        body="The crème brûlée was *not* served at 100% of tables.",
    )
    a_comment(
        session,
        an_article(session),
        author_name="Bea Äpfel",
        body="Der schnelle Hund jagt den Fuchs.",
    )
    a_comment(
        session,
        an_article(session),
        author_name="Cleo",
        body='Den Fuchs jagt der Hund nicht, wie "er" sagt; a_b.',
    )
    session.commit()


@pytest.mark.usefixtures("way", "crowd")
@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("creme", ["Ada"]),
        ("BRÛLÉE", ["Ada"]),
        ("serv", ["Ada"]),
        ("erve", ["Ada"]),
        ("strasse", ["Ada"]),
        ("Straße", ["Ada"]),
        ("ada@example", ["Ada"]),
        ("äpf", ["Bea Äpfel"]),
        ("hund", ["Cleo", "Bea Äpfel"]),
        ("hund fuchs", ["Cleo", "Bea Äpfel"]),
        ("hund creme", []),
        ('"schnelle hund"', ["Bea Äpfel"]),
        ("„schnelle Hund“", ["Bea Äpfel"]),
        ('"hund schnelle"', []),
        ("hund cleo", ["Cleo"]),
        ("0%", ["Ada"]),
        ("%", ["Ada"]),
        ("a_", ["Cleo"]),
        ("_", ["Cleo"]),
        ("ja", ["Cleo", "Bea Äpfel"]),
        ("ja hund schn", ["Bea Äpfel"]),
        ('"', ["Ada", "Bea Äpfel", "Cleo"]),
        ('hund"', ["Cleo", "Bea Äpfel"]),
        ("hund OR creme", []),
        ("NEAR(hund)", []),
        ("text:hund", []),
        ("hund*", []),
        ("-hund", []),
        ("^hund", []),
    ],
)
def test_what_contains_all_words_is_found_the_newest_first(
    client: PageClient, typed: str, names: list[str]
) -> None:
    assert listed(client, q=typed) == names


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(typed=st.text(max_size=60))
def test_whatever_is_typed_breaks_nothing(client: PageClient, typed: str) -> None:
    query = {"q": typed.encode("utf-8", "surrogatepass"), "lane": "all"}

    assert client.get("/desk/", query_string=query).status_code in {200, 422}


def test_a_form_of_a_word_finds_its_other_forms_on_postgresql(
    client: PageClient, session: Session
) -> None:
    a_comment(session, author_name="Ada", body="Die Blume welkt.")
    a_comment(session, author_name="Bea", body="They were walking home.")
    session.commit()
    stems = session.get_bind().dialect.name == "postgresql"

    assert listed(client, q="Blumen") == (["Ada"] if stems else [])
    assert listed(client, q="walked") == (["Bea"] if stems else [])
    assert listed(client, q='"Blumen sind"') == []


@pytest.mark.usefixtures("way")
def test_a_search_stays_in_its_lane_or_goes_through_all(
    client: PageClient, session: Session
) -> None:
    for state in State:
        a_comment(session, state=state, author_name=state.value, body="A bulb.")
    session.commit()

    for state in State:
        assert listed(client, q="bulb", lane=state) == [state.value]
    everywhere = client.get("/desk/?lane=all&q=bulb")
    assert sorted(listed(client, q="bulb", lane="all")) == sorted(State)
    states = [text_of(e) for e in elements(everywhere, "span", "state")]
    assert len(states) >= len(State)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("lane", ["pending", "all"])
def test_what_is_found_is_paged_without_gap_or_double(
    client: PageClient, session: Session, lane: str
) -> None:
    for n in range(2 * PAGE_SIZE + 1):
        a_comment(session, author_name=f"Ada {n}", body="A bulb.")
        a_comment(session, author_name=f"Bea {n}", body="A wire.")
    session.commit()

    pages = walked(client, q="bulb", lane=lane)

    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 1]
    names = [name for page in pages for name in page]
    assert names == [f"Ada {n}" for n in reversed(range(2 * PAGE_SIZE + 1))]
    assert f"{2 * PAGE_SIZE + 1} comments match" in head(
        client.get(f"/desk/?q=bulb&lane={lane}")
    )


@pytest.mark.usefixtures("way", "crowd")
def test_a_search_goes_with_filters(client: PageClient) -> None:
    assert listed(client, q="hund", author="Cleo") == ["Cleo"]
    assert listed(client, q="creme", article="lamps") == ["Ada"]
    assert listed(client, q="hund", article="lamps") == []


def test_only_the_text_that_counts_is_found(
    client: PageClient, session: Session
) -> None:
    comment = a_comment(session, body="The first bulb.")
    edit(session, comment, "The second wire.", NOTHING_FOUND, now=NOON)
    gone = a_comment(session, body="A bulb to forget.")
    withdraw(session, gone, now=NOON)
    session.commit()

    assert listed(client, q="bulb", lane="all") == []
    assert listed(client, q="wire", lane="all") == ["Ada"]


def test_what_is_of_another_site_is_not_found(
    client: PageClient, session: Session
) -> None:
    other = a_site(session, "other", url="https://other.example.org")
    a_comment(session, an_article(session, "x", site=other), body="A bulb.")
    session.commit()

    assert listed(client, q="bulb", lane="all", site="blog") == []


def test_the_own_decisions_can_be_searched(
    client: PageClient, session: Session
) -> None:
    a_comment(session, state=State.APPROVED, author_name="Ada", body="A bulb.")
    a_comment(session, state=State.APPROVED, author_name="Bea", body="A wire.")
    session.commit()

    assert listed(client, q="bulb", lane="mine") == ["Ada"]


@pytest.mark.parametrize("typed", ["a" * 201, " ".join("abcdefghijk")])
def test_too_much_is_refused_beside_the_field(client: PageClient, typed: str) -> None:
    page = client.get("/desk/", query_string={"q": typed})

    assert page.status_code == 422
    (wrong,) = elements(page, "p", "wrong")
    assert "At most 10 words and 200 characters" in text_of(wrong)


def test_without_a_match_all_lanes_are_offered(
    client: PageClient, session: Session
) -> None:
    a_comment(session, state=State.APPROVED, body="A bulb.")
    session.commit()

    page = client.get("/desk/?q=bulb")

    assert "Nothing matches." in words(page)
    link = next(e for e in elements(page, "a") if "all lanes" in text_of(e))
    assert "lane=all&q=bulb" in link.get("href", "")


def test_all_lanes_without_a_search_are_what_waits(
    client: PageClient, session: Session
) -> None:
    a_comment(session, author_name="Ada")
    a_comment(session, state=State.SPAM, author_name="Mallory")
    session.commit()

    assert listed(client, lane="all") == ["Ada"]
