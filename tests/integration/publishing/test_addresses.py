"""One article, one answer: keys, languages, permalinks, counts."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Address, Article
from commentbox.models.ids import new_id
from tests.factories import a_site, an_article
from tests.integration.people import Ada, Grace
from tests.integration.publishing.reading import EVERYTHING, KEPT
from tests.page import PageClient, json_of

TAILS = ["", "/comments", "/feed.rss", "/feed.atom", "/feed.json"]


@pytest.mark.parametrize("key", ["first", "a.b_c~d:e@f!g-h", "123", "x" * 200])
def test_a_key_in_the_path_and_in_the_query_give_the_same_bytes(
    ada: Ada, grace: Grace, session: Session, key: str
) -> None:
    if key != "first":
        an_article(session, key)
        session.commit()
    grace.approves(ada.writes(article=key))

    for tail in TAILS:
        in_path = ada.client.get(f"/articles/{key}{tail}")
        in_query = ada.client.get(f"/article{tail}", query_string={"article": key})

        assert in_path.status_code == in_query.status_code == 200
        assert in_query.data == in_path.data
        assert in_query.headers["ETag"] == in_path.headers["ETag"]


@pytest.mark.parametrize(
    "key",
    [
        "https://blog.example.org/a/b?c=d&e=f#g",
        "über uns",
        "100%",
        "a/b",
        "..",
        "x" * 300,
    ],
)
def test_any_other_key_is_given_in_the_query(
    ada: Ada, grace: Grace, session: Session, key: str
) -> None:
    an_article(session, key, url="https://blog.example.org/x")
    session.commit()
    grace.approves(ada.writes(article=key))
    query = {"article": key}

    for tail in TAILS:
        assert ada.client.get(f"/article{tail}", query_string=query).status_code == 200

    said = json_of(ada.client.get("/api/comments", query_string=query))
    assert said["article"]["key"] == key
    for feed in said["article"]["feeds"].values():
        assert ada.client.get(feed).status_code == 200


@pytest.mark.parametrize("language", ["de", "de-DE,de;q=0.9", "fr", "*"])
def test_what_a_browser_prefers_makes_no_difference(
    ada: Ada, grace: Grace, language: str
) -> None:
    grace.approves(ada.writes())

    for url in KEPT:
        plain = ada.client.get(url)
        answer = ada.client.get(url, headers={"Accept-Language": language})

        assert answer.data == plain.data, url
        assert "accept-language" not in answer.vary


@pytest.mark.parametrize(
    ("lang", "says"),
    [("de", "Noch keine Kommentare"), ("DE", "Noch keine Kommentare"),
     ("de-AT", "Noch keine Kommentare"), ("en", "No comments yet"),
     ("xx", "No comments yet"), ("", "No comments yet"), ("\x00", "No comments yet")],
)  # fmt: skip
def test_the_address_says_which_language(ada: Ada, lang: str, says: str) -> None:
    page = ada.client.get("/articles/first", query_string={"lang": lang})

    assert says in page.text


@pytest.mark.parametrize(
    ("language", "says"), [("de", "Noch keine"), ("en", "No comm")]
)
def test_without_one_the_article_does(
    ada: Ada, session: Session, language: str, says: str
) -> None:
    an_article(session, "second", language=language)
    session.commit()

    assert says in ada.client.get("/articles/second").text


def test_a_german_site_is_addressed_by_du_or_sie(
    client: PageClient, session: Session
) -> None:
    for name, address in (("freundlich", Address.DU), ("höflich", Address.SIE)):
        site = a_site(session, name, language="de", address=address)
        an_article(session, site=site)
    session.commit()

    du, sie = (
        client.get("/rules.json", query_string={"site": name}).text
        for name in ("freundlich", "höflich")
    )

    assert "wie du magst" in du
    assert "wie Sie mögen" in sie


@pytest.mark.parametrize("host", ["evil.example", "localhost:1", "x" * 200])
def test_addresses_are_built_from_the_settings_and_never_from_host(
    ada: Ada, grace: Grace, host: str
) -> None:
    grace.approves(ada.writes())

    for url in EVERYTHING:
        answer = ada.client.get(url, headers={"Host": host, "X-Forwarded-Host": host})
        assert host not in answer.text


def test_a_permalink_leads_into_the_article_whatever_its_address(
    ada: Ada, grace: Grace, session: Session
) -> None:
    an_article(session, url="https://blog.example.org/a?b=c#start")
    session.commit()
    written = ada.writes()
    grace.approves(written)

    answer = ada.client.get(f"/comments/{written.id}")

    assert answer.headers["Location"] == (
        f"https://blog.example.org/a?b=c#comment-{written.id}"
    )
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("tail", ["", "/feed.rss", "/feed.json"])
def test_what_is_no_public_comment_is_not_found(ada: Ada, tail: str) -> None:
    for id_ in ("x", "1", "%00", "0" * 500, new_id()):
        assert ada.client.get(f"/comments/{id_}{tail}").status_code == 404, id_


def test_counts_are_told_for_many_articles_at_once(
    ada: Ada, grace: Grace, session: Session
) -> None:
    an_article(session, "second")
    an_article(session, "a b/ü&c", url="https://blog.example.org/x")
    session.commit()
    grace.approves(ada.writes(), ada.writes(), ada.writes(article="a b/ü&c"))
    ada.writes(article="second")
    keys = ["first", "second", "a b/ü&c", "unknown", "first"]

    answer = ada.client.get("/api/counts", query_string={"article": keys})

    assert json_of(answer) == {
        "counts": {"first": 2, "second": 0, "a b/ü&c": 1, "unknown": 0}
    }


@pytest.mark.parametrize("number", [0, 201])
def test_as_many_articles_as_a_page_has_may_be_counted(ada: Ada, number: int) -> None:
    keys = [f"key-{n}" for n in range(number)]

    answer = ada.client.get("/api/counts", query_string={"article": keys})

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"article"}


@pytest.mark.parametrize(
    "key", ["", "\x00", "a\x00b", "\ud83d\ude00"[:0] + "😀", "%", "'"]
)
def test_any_key_may_be_counted(ada: Ada, key: str) -> None:
    answer = ada.client.get("/api/counts", query_string={"article": key})

    assert answer.status_code == 200
    assert list(json_of(answer)["counts"].values()) == [0]


def test_a_tombstone_is_not_counted(ada: Ada, grace: Grace, article: Article) -> None:
    written = [ada.writes() for _ in range(3)]
    grace.approves(*written)
    grace.decided(written[0], "removed")
    ada.withdraws(written[1])

    assert json_of(ada.client.get("/api/counts?article=first"))["counts"] == {
        "first": 1
    }
    assert article.key == "first"
