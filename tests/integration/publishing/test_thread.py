"""A thread as readers page through it, in JSON and on the page."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Article, Site, TokenKind
from tests.factories import a_comment, a_token, an_article
from tests.integration.people import Ada, Grace
from tests.integration.publishing.reading import ids, thread
from tests.page import PageClient, json_of

MANY = 120


def many_approved(session: Session, article: Article, number: int) -> list[str]:
    comments = [
        a_comment(session, article, state=State.APPROVED) for _ in range(number)
    ]
    found = [str(comment.id) for comment in comments]
    session.commit()
    return found


def test_a_thread_says_what_every_reader_needs(ada: Ada, grace: Grace) -> None:
    written = ada.writes("Well *said*.", author_url="https://ada.example/")
    grace.approves(written)

    said = thread(ada.client)

    assert set(said) == {"article", "notice", "rules", "comments", "next"}
    base = "https://comments.example.org"
    assert said["article"] == {
        "key": "first",
        "title": "A lamp that never flickers",
        "url": "https://blog.example.org/first",
        "count": 1,
        "open": True,
        "feeds": {
            "rss": f"{base}/articles/first/feed.rss",
            "atom": f"{base}/articles/first/feed.atom",
            "json": f"{base}/articles/first/feed.json",
        },
    }
    assert set(said["notice"]) == {"version", "text", "mode"}
    assert said["notice"]["mode"] == "sentence"
    assert "[[" not in said["notice"]["text"]
    assert {"version", "url", "intro", "text"} <= set(said["rules"])
    assert said["next"] is None
    [node] = said["comments"]
    assert set(node) == {
        *("id", "parent", "depth", "author", "html", "published_at", "edited_at"),
        *("permalink", "removed", "replies", "more"),
    }
    assert (node["id"], node["parent"], node["depth"]) == (written.id, None, 1)
    assert node["author"] == {
        "name": "Ada",
        "url": "https://ada.example/",
        "badge": None,
    }
    assert node["html"].strip() == "<p>Well <em>said</em>.</p>"
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}Z", node["published_at"])
    assert (node["edited_at"], node["removed"]) == (None, None)
    assert node["permalink"] == f"{base}/comments/{written.id}"
    assert (node["replies"], node["more"]) == ([], None)


def test_who_gave_no_name_is_anonymous(ada: Ada, grace: Grace) -> None:
    grace.approves(ada.writes(author_name=""))

    [node] = thread(ada.client)["comments"]

    assert node["author"]["name"] == "Anonymous"
    german = thread(ada.client, lang="de")["comments"][0]
    assert german["author"]["name"] == "Anonym"


@pytest.mark.usefixtures("moderated")
def test_all_comments_are_met_once_page_by_page(
    client: PageClient, session: Session, article: Article
) -> None:
    expected = {"oldest": many_approved(session, article, MANY)}
    expected["newest"] = expected["oldest"][::-1]

    for sort, limit in product(expected, (None, 7, 60, 100)):
        pages = pages_of(client, sort=sort, **({"limit": limit} if limit else {}))

        assert [id_ for page in pages for id_ in page] == expected[sort]
        assert {len(page) for page in pages[:-1]} <= {limit or 50}


def pages_of(client: PageClient, **query: Any) -> list[list[str]]:
    pages: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        page = thread(client, **query, **cursor)
        pages.append(ids(page["comments"]))
        if page["next"] is None:
            return pages
        cursor = {"cursor": page["next"]}


@pytest.mark.parametrize("sort", ["oldest", "newest"])
def test_what_is_approved_meanwhile_makes_neither_gap_nor_double(
    client: PageClient, session: Session, article: Article, moderated: Site, sort: str
) -> None:
    states = (State.PENDING, State.APPROVED)
    comments = [a_comment(session, article, state=states[n % 2]) for n in range(80)]
    late, first = ([str(c.id) for c in comments[n::2]] for n in (0, 1))
    session.commit()
    grace = Grace(client, a_quick_token_of(session, moderated))

    met: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = thread(client, sort=sort, limit=10, **cursor)
        met += ids(page["comments"])
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
        # On both sides of where the reader is.
        grace.approves(*late[:2], *late[-2:])
        late = late[2:-2]

    assert len(met) == len(set(met))
    assert set(first) <= set(met)
    order = sorted(met) if sort == "oldest" else sorted(met, reverse=True)
    assert met == order


def a_quick_token_of(session: Session, site: Site) -> str:
    token = a_token(session, TokenKind.MODERATOR, site=site)
    session.commit()
    return token


def test_what_is_removed_meanwhile_makes_no_gap(ada: Ada, grace: Grace) -> None:
    written = [ada.writes() for _ in range(9)]
    grace.approves(*written)
    first = thread(ada.client, limit=3)
    # The very comment that the cursor names, and one on each side of it.
    for gone in written[1:4]:
        grace.decided(gone, "spam")

    rest = thread(ada.client, limit=100, cursor=first["next"])

    assert ids(rest["comments"]) == [w.id for w in written[4:]]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "", "x", "1.5", " 1", "1e1", "٢"])
def test_a_page_has_1_to_100_comments(ada: Ada, limit: str) -> None:
    answer = ada.client.get(
        "/api/comments", query_string={"article": "first", "limit": limit}
    )

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"limit"}


@pytest.mark.parametrize("sort", ["", "best", "NEWEST", "oldest "])
def test_a_thread_is_sorted_by_time_only(ada: Ada, sort: str) -> None:
    answer = ada.client.get(
        "/api/comments", query_string={"article": "first", "sort": sort}
    )

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"sort"}


@pytest.mark.parametrize("cursor", ["x", "é", "\x00", "A" * 5000, "t.1"])
@pytest.mark.parametrize("path", ["/api/comments", "/article", "/article/comments"])
def test_a_cursor_that_is_none_is_refused(ada: Ada, path: str, cursor: str) -> None:
    answer = ada.client.get(path, query_string={"article": "first", "cursor": cursor})

    assert answer.status_code == 422


def test_a_cursor_of_another_article_leads_to_nothing_of_it(
    ada: Ada, grace: Grace, session: Session
) -> None:
    an_article(session, "second")
    session.commit()
    there = [
        ada.writes("Elsewhere.", article="second", author_name=str(n)) for n in range(3)
    ]
    grace.approves(*there)
    cursor = json_of(ada.client.get("/api/comments?article=second&limit=1"))["next"]

    page = thread(ada.client, cursor=cursor)

    assert page["comments"] == []
    assert "Elsewhere." not in str(page)


def test_the_newest_come_first_and_their_replies_in_order(
    ada: Ada, grace: Grace
) -> None:
    one, two = ada.writes(), ada.writes()
    replies = [ada.writes(parent=two.id) for _ in range(3)]
    grace.approves(one, two, *replies)

    nodes = thread(ada.client, sort="newest")["comments"]

    assert ids(nodes) == [two.id, one.id]
    assert ids(nodes[0]["replies"]) == [r.id for r in replies]


def numbers(client: PageClient, url: str) -> list[int]:
    page = client.get(url).text
    return [int(n) for n in re.findall(r'class="cb-number">(\d+)<', page)]


@pytest.mark.usefixtures("moderated")
def test_top_level_comments_are_numbered_through_all_pages(
    client: PageClient, session: Session, article: Article
) -> None:
    many_approved(session, article, 60)
    cursors = {sort: thread(client, sort=sort)["next"] for sort in ("oldest", "newest")}

    oldest, newest = (
        [
            *numbers(client, f"/articles/first?sort={sort}"),
            *numbers(client, f"/articles/first?sort={sort}&cursor={cursors[sort]}"),
        ]
        for sort in ("oldest", "newest")
    )

    assert oldest == list(range(1, 61))
    assert newest == list(range(60, 0, -1))


def test_a_tombstone_keeps_its_number(ada: Ada, grace: Grace) -> None:
    written = [ada.writes() for _ in range(3)]
    grace.approves(*written)

    grace.decided(written[1], "removed")

    assert numbers(ada.client, "/articles/first") == [1, 2, 3]


@pytest.mark.parametrize(
    ("number", "says"), [(0, "No comments yet"), (1, "1 comment"), (2, "2 comments")]
)
def test_the_page_counts_in_words(
    ada: Ada, grace: Grace, number: int, says: str
) -> None:
    grace.approves(*(ada.writes() for _ in range(number)))

    page = ada.client.get("/articles/first").text

    assert re.search(rf'<h2 id="cb-heading">\s*{says}\s*</h2>', page)
