"""A thread as readers page through it, in JSON and on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing
from commentbox.domain.states import State
from commentbox.models import (
    Article,
    Comment,
    LaneCount,
    Revision,
    Site,
    TokenKind,
)
from tests.factories import NOON, a_comment, a_site, a_token, an_article
from tests.integration.people import (
    Ada,
    Grace,
    a_quick_token,
    someone_who_moderates,
)
from tests.page import PageClient, json_of

MANY = 120


def thread(client: PageClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/api/comments", query_string={"article": "first", **query})
    assert answer.status_code == 200, answer.json
    return dict(json_of(answer))


def ids(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["id"] for node in nodes]


def all_of(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from all_of(node["replies"])


@pytest.fixture
def moderated(session: Session, site: Site) -> Site:
    someone_who_moderates(session, site)
    session.commit()
    return site


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


# Levels


def a_chain(session: Session, article: Article, length: int) -> list[str]:
    chain: list[Comment] = []
    for _ in range(length):
        parent = chain[-1] if chain else None
        chain.append(a_comment(session, article, parent=parent, state=State.APPROVED))
    found = [str(comment.id) for comment in chain]
    session.commit()
    return found


@pytest.mark.parametrize("max_depth", range(1, 11))
def test_deeper_replies_hang_at_the_last_level_and_say_whom_they_answer(
    client: PageClient, session: Session, max_depth: int
) -> None:
    site = a_site(session, max_depth=max_depth)
    someone_who_moderates(session, site)
    chain = a_chain(session, an_article(session), 12)

    nodes = {node["id"]: node for node in all_of(thread(client)["comments"])}

    assert set(nodes) == set(chain)
    for level, id_ in enumerate(chain, start=1):
        assert nodes[id_]["depth"] == min(level, max_depth)
        assert nodes[id_]["parent"] == (chain[level - 2] if level > 1 else None)
    page = client.get("/articles/first").text
    assert page.count("answers") >= 12 - max_depth


@pytest.mark.usefixtures("moderated")
def test_there_are_five_levels_by_default(
    client: PageClient, session: Session, article: Article
) -> None:
    chain = a_chain(session, article, 7)

    node, levels = thread(client)["comments"][0], []
    while True:
        levels.append(node)
        if not node["replies"]:
            break
        node = node["replies"][0]

    assert ids(levels) == chain[:5]
    assert ids(levels[3]["replies"]) == chain[4:]
    assert [n["parent"] for n in levels[3]["replies"]] == chain[3:6]


@pytest.mark.usefixtures("moderated")
def test_replies_at_the_last_level_stand_in_the_order_of_sending(
    client: PageClient, session: Session, article: Article
) -> None:
    chain = a_chain(session, article, 5)
    fifth = UUID(chain[-1])
    a = a_comment(session, article, parent=fifth, state=State.APPROVED)
    b = a_comment(session, article, parent=UUID(chain[3]), state=State.APPROVED)
    c = a_comment(session, article, parent=a, state=State.APPROVED)
    expected = [chain[4], *(str(x.id) for x in (a, b, c))]
    session.commit()

    nodes = {n["id"]: n for n in all_of(thread(client)["comments"])}

    assert ids(nodes[chain[3]]["replies"]) == expected


# Long branches


def published_in_one_go(
    session: Session, article: Article, parent: Comment | None, number: int
) -> list[Comment]:
    """Store public comments without a decision each: that takes its time."""
    comments = [a_comment(session, article, parent=parent) for _ in range(number)]
    session.execute(
        update(Comment)
        .where(Comment.standing == Standing.HIDDEN)
        .values(
            standing=Standing.PUBLIC,
            in_view=True,
            shown=1,
            published_at=NOON,
            changed_at=NOON,
        )
    )
    session.execute(update(Revision).values(state=State.APPROVED))
    session.flush()
    return comments


def everything(client: PageClient, **query: Any) -> list[str]:
    """Follow every cursor that there is; return each id as often as it was met."""
    met: list[str] = []
    cursors: list[str | None] = [None]
    for _ in range(100):
        if not cursors:
            return met
        cursor = cursors.pop()
        page = thread(client, **query, **({"cursor": cursor} if cursor else {}))
        for node in all_of(page["comments"]):
            met.append(node["id"])
            if node["more"]:
                cursors.append(node["more"])
        if page["next"]:
            cursors.append(page["next"])
    raise AssertionError("the cursors never end")


@pytest.mark.parametrize("limit", [50, 100])
def test_a_long_branch_goes_on_behind_its_cursor(
    client: PageClient, session: Session, article: Article, limit: int
) -> None:
    [root] = published_in_one_go(session, article, None, 1)
    below = published_in_one_go(session, article, root, 230)
    expected = sorted(str(c.id) for c in (root, *below))
    session.commit()

    first = thread(client)

    assert len(first["comments"][0]["replies"]) == 200
    assert first["comments"][0]["more"]
    assert first["next"] is None
    met = everything(client, limit=limit)
    assert sorted(met) == expected
    assert len(met) == len(set(met))


def test_a_branch_of_exactly_two_hundred_replies_is_whole(
    client: PageClient, session: Session, article: Article
) -> None:
    [root] = published_in_one_go(session, article, None, 1)
    published_in_one_go(session, article, root, 200)
    session.commit()

    [node] = thread(client)["comments"]

    assert len(node["replies"]) == 200
    assert node["more"] is None


def test_every_reply_of_a_wide_and_deep_branch_is_met_once(
    client: PageClient, session: Session, article: Article
) -> None:
    """Cut on two levels: behind one cursor waits a branch that is cut again."""
    [root, beside] = published_in_one_go(session, article, None, 2)
    wide = published_in_one_go(session, article, root, 205)
    deep = published_in_one_go(session, article, wide[-1], 210)
    deeper = published_in_one_go(session, article, deep[3], 5)
    comments = [root, beside, *wide, *deep, *deeper]
    expected = sorted(str(c.id) for c in comments)
    session.commit()

    met = everything(client, limit=100)

    assert sorted(met) == expected
    assert len(met) == len(set(met))


def test_the_page_leads_to_the_rest_of_a_branch(
    client: PageClient, session: Session, article: Article
) -> None:
    [root] = published_in_one_go(session, article, None, 1)
    below = published_in_one_go(session, article, root, 203)
    last = str(below[-1].id)
    session.commit()

    page = client.get("/articles/first").text
    links = re.findall(r'href="([^"]*cursor=[^"]*)"[^>]*>More replies', page)

    assert len(links) == 1
    assert f"comment-{last}" not in page
    rest = client.get(links[0].replace("&amp;", "&")).text
    assert f"comment-{last}" in rest


def test_a_cursor_into_a_branch_that_is_hidden_now_shows_nothing(
    client: PageClient, session: Session, article: Article, site: Site
) -> None:
    grace = Grace(client, a_quick_token(session, site))
    [root] = published_in_one_go(session, article, None, 1)
    published_in_one_go(session, article, root, 201)
    session.execute(update(Article).values(comment_count=202))
    id_ = str(root.id)
    session.commit()
    more = thread(client)["comments"][0]["more"]
    # Its lanes were never counted one by one.
    session.execute(update(LaneCount).values(count=500))
    session.commit()

    grace.decided(id_, "spam")

    assert thread(client, cursor=more)["comments"] == []
