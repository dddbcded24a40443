"""Who speaks for the site bears a badge, in words, wherever the name stands."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.submission import Badge, Source
from commentbox.models import Address, Article, Comment
from tests.desk import elements
from tests.factories import a_comment, decided, the_moderator
from tests.integration.publishing.reading import KEPT, thread
from tests.integration.publishing.test_feeds import entries
from tests.page import HTML, PageClient, json_of, parse, text_of


def an_answer(session: Session, article: Article, badge: Badge | None) -> Comment:
    grace = the_moderator(session, article.site_id)
    answer = a_comment(
        session,
        article,
        state=State.APPROVED,
        author_name="Grace",
        source=Source.DESK,
        consent=None,
        badge=badge,
        moderator_id=grace.id,
    )
    session.commit()
    return answer


@pytest.mark.parametrize("badge", list(Badge))
def test_the_thread_names_the_badge(
    client: PageClient, session: Session, article: Article, badge: Badge
) -> None:
    an_answer(session, article, badge)

    [node] = thread(client)["comments"]

    assert node["author"] == {"name": "Grace", "url": None, "badge": badge.value}


def test_promise_10_a_guest_bears_none(
    client: PageClient, session: Session, article: Article
) -> None:
    a_comment(session, article, state=State.APPROVED, author_name="Grace (Team)")
    session.commit()

    [node] = thread(client)["comments"]

    assert node["author"]["badge"] is None
    assert elements(client.get("/articles/first"), "span", "cb-badge") == []
    [item] = json_of(client.get("/feed.json"))["items"]
    assert "badge" not in item["_commentbox"]


@pytest.mark.parametrize("path", ["/articles/first", "/articles/first/comments"])
@pytest.mark.parametrize("address", list(Address))
@pytest.mark.parametrize(
    ("badge", "language", "words"),
    [
        (Badge.AUTHOR, "en", "Article author"),
        (Badge.TEAM, "en", "Team"),
        (Badge.AUTHOR, "de", "schrieb den Artikel"),
        (Badge.TEAM, "de", "Team"),
    ],
)
def test_the_page_shows_it_in_words_beside_the_name(
    client: PageClient,
    session: Session,
    article: Article,
    path: str,
    address: Address,
    badge: Badge,
    language: str,
    words: str,
) -> None:
    article.site.address = address
    an_answer(session, article, badge)

    page = client.get(path, query_string={"lang": language})

    tree = parse(page.get_data(as_text=True), is_page=not path.endswith("/comments"))
    [by] = [e for e in tree.iter(f"{HTML}h3") if e.get("class") == "cb-by"]
    assert text_of(by).startswith(f"Grace {words}")


@pytest.mark.parametrize("url", ["/articles/first/feed", "/feed"])
@pytest.mark.parametrize("format_", ["rss", "atom", "json"])
def test_feeds_say_it_with_the_name(
    client: PageClient, session: Session, article: Article, url: str, format_: str
) -> None:
    an_answer(session, article, Badge.TEAM)

    [entry] = entries(client, f"{url}.{format_}")

    assert entry["author"] == "Grace (Team)"


def test_the_json_feed_says_it_for_programs(
    client: PageClient, session: Session, article: Article
) -> None:
    an_answer(session, article, Badge.AUTHOR)

    [item] = json_of(client.get("/feed.json"))["items"]

    assert item["_commentbox"]["badge"] == "author"


def test_a_removed_answer_keeps_neither_name_nor_badge(
    client: PageClient, session: Session, article: Article
) -> None:
    decided(
        session, an_answer(session, article, Badge.TEAM), State.REMOVED, rule="topic"
    )
    session.commit()

    node: dict[str, Any] = thread(client)["comments"][0]

    assert node["author"] == {"name": "", "url": None, "badge": None}
    assert elements(client.get("/articles/first"), "span", "cb-badge") == []


def test_nobody_reads_which_account_wrote_it(
    client: PageClient, session: Session, article: Article
) -> None:
    an_answer(session, article, Badge.TEAM)

    assert not any(b"grace@example.org" in client.get(url).data for url in KEPT)
