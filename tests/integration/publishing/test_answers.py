"""How answers say that they changed, and that one article has one answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Address, Article, Discussion, Site
from commentbox.models.ids import new_id
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_notice, publish_rulebook
from tests.factories import a_site, an_article
from tests.integration.people import Ada, Grace, Written
from tests.page import PageClient, json_of

OF_THE_ARTICLE = [
    "/api/comments?article=first",
    "/articles/first",
    "/articles/first/comments",
    "/articles/first/feed.rss",
    "/articles/first/feed.atom",
    "/articles/first/feed.json",
]
OF_THE_SITE = ["/feed.rss", "/feed.atom", "/feed.json"]
FEEDS = [url for url in [*OF_THE_ARTICLE, *OF_THE_SITE] if "feed" in url]
EVERYTHING = [*OF_THE_ARTICLE, *OF_THE_SITE]


class Told(dict[str, tuple[str, datetime]]):
    """What a cache knows of each address: its tag and its date."""


def look(client: PageClient, urls: list[str] = EVERYTHING) -> Told:
    answers = {url: client.get(url) for url in urls}
    return Told(
        (url, (a.headers["ETag"], parsedate_to_datetime(a.headers["Last-Modified"])))
        for url, a in answers.items()
    )


def test_an_answer_may_be_kept_and_must_be_asked_for_again(
    ada: Ada, grace: Grace
) -> None:
    grace.approves(ada.writes())

    for url in [*EVERYTHING, "/rules", "/rules.json", "/privacy", "/privacy.json"]:
        answer = ada.client.get(url)

        assert answer.headers["Cache-Control"] == "no-cache", url
        assert answer.headers["ETag"].startswith('"'), url
        date = parsedate_to_datetime(answer.headers["Last-Modified"])
        assert date <= datetime.now(UTC), url


KEPT = [*EVERYTHING, "/rules", "/privacy"]


def test_who_knows_the_answer_gets_304_by_its_tag(ada: Ada, grace: Grace) -> None:
    grace.approves(ada.writes())

    for url in [*KEPT, "/api/counts?article=first"]:
        tag = ada.client.get(url).headers["ETag"]
        for tags in (tag, f'"other", {tag}', "*"):
            answer = ada.client.get(url, headers={"If-None-Match": tags})

            assert answer.status_code == 304, url
            assert answer.data == b""
            assert answer.headers["ETag"] == tag
            assert answer.headers["Cache-Control"] == "no-cache"


def test_who_knows_the_answer_gets_304_by_its_date(ada: Ada, grace: Grace) -> None:
    grace.approves(ada.writes())
    # A change of this very second is told with care: here it was a while ago.
    tomorrow = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
    known = {"If-Modified-Since": tomorrow}
    long_ago = {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}
    other_tag = known | {"If-None-Match": '"another"'}

    for url in KEPT:
        assert ada.client.get(url, headers=known).status_code == 304, url
        assert ada.client.get(url, headers=long_ago).status_code == 200, url
        assert ada.client.get(url, headers=other_tag).status_code == 200, url


def test_a_head_says_what_a_get_says(ada: Ada, grace: Grace) -> None:
    grace.approves(ada.writes())

    for url in KEPT:
        get, head = ada.client.get(url), ada.client.head(url)

        assert head.status_code == 200
        assert head.data == b""
        for name in ("ETag", "Content-Type", "Content-Length", "Last-Modified"):
            assert head.headers[name] == get.headers[name], url


# Every public change

Change = Callable[[Ada, Grace, Session, list[Written]], Any]
CHANGES: list[tuple[str, Change]] = []


def change(story: Change) -> Change:
    CHANGES.append((getattr(story, "__name__", "").replace("_", " "), story))
    return story


@change
def approval_of_a_newer_comment(
    _ada: Ada, grace: Grace, _session: Session, written: list[Written]
) -> None:
    grace.approves(written[2])


@change
def approval_of_an_older_comment(
    _ada: Ada, grace: Grace, _session: Session, written: list[Written]
) -> None:
    grace.approves(written[0])


@change
def removal(_ada: Ada, grace: Grace, _session: Session, written: list[Written]) -> None:
    grace.decided(written[1], "removed")


@change
def removal_of_the_only_reply(
    _ada: Ada, grace: Grace, _session: Session, written: list[Written]
) -> None:
    grace.decided(written[3], "removed")


@change
def spam_after_all(
    _ada: Ada, grace: Grace, _session: Session, written: list[Written]
) -> None:
    grace.decided(written[1], "spam")


@change
def withdrawal(
    ada: Ada, _grace: Grace, _session: Session, written: list[Written]
) -> None:
    ada.withdraws(written[1])


@change
def approval_of_an_edit(
    ada: Ada, grace: Grace, _session: Session, written: list[Written]
) -> None:
    ada.edits(written[1], "Words that came later.")
    grace.decided(written[1], "approved", revision=2)


@change
def another_title(_a: Ada, _g: Grace, session: Session, _w: list[Written]) -> None:
    an_article(session, title="Another title")
    session.commit()


@pytest.mark.parametrize("story", [c[1] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_tag_and_date_change_with_every_public_change(
    ada: Ada, grace: Grace, session: Session, story: Change
) -> None:
    written = [ada.writes() for _ in range(3)]
    written.append(ada.writes(parent=written[1].id))
    grace.approves(written[1], written[3])
    before = look(ada.client)
    known = {url: ada.client.get(url).headers for url in EVERYTHING}

    story(ada, grace, session, written)

    after = look(ada.client)
    for url in EVERYTHING:
        # The fragment stands in the article, whose title it does not repeat.
        same = url == "/articles/first/comments" and story is another_title
        assert (after[url][0] == before[url][0]) is same, url
        assert after[url][1] >= before[url][1], url
        # Whoever asks by the date alone learns of it as well, within one second too.
        by_date = {"If-Modified-Since": known[url]["Last-Modified"]}
        assert ada.client.get(url, headers=by_date).status_code == 200, url


@pytest.mark.parametrize("discussion", [Discussion.CLOSED, Discussion.HIDDEN])
def test_closing_a_discussion_changes_what_readers_get(
    ada: Ada, grace: Grace, session: Session, discussion: Discussion
) -> None:
    grace.approves(ada.writes())
    before = look(ada.client)

    an_article(session, comments=discussion)
    session.commit()

    urls = OF_THE_SITE if discussion is Discussion.HIDDEN else OF_THE_ARTICLE
    after = look(ada.client, urls)
    for url in urls:
        assert after[url][0] != before[url][0], url


@pytest.mark.parametrize("publish", [publish_rulebook, publish_notice])
def test_new_rules_and_a_new_notice_change_every_discussion(
    ada: Ada, grace: Grace, session: Session, site: Site, publish: Callable[..., Any]
) -> None:
    an_article(session, "second")
    session.commit()
    grace.approves(ada.writes())
    urls = [url for url in OF_THE_ARTICLE if "feed" not in url]
    urls += [url.replace("first", "second") for url in urls]
    before = {url: ada.client.get(url).headers for url in urls}

    name = "rulebook" if publish is publish_rulebook else "notice"
    new = {"intro": {"en": "Reworded."}, "sentence": {"en": "Reworded."}}
    publish(session, site.id, builtin(name) | new, now=datetime.now(UTC))
    session.commit()

    for url in urls:
        answer = ada.client.get(url)
        assert answer.headers["ETag"] != before[url]["ETag"], url
        by_date = {"If-Modified-Since": before[url]["Last-Modified"]}
        assert ada.client.get(url, headers=by_date).status_code == 200, url


def test_what_happens_under_another_article_changes_nothing_here(
    ada: Ada, grace: Grace, session: Session
) -> None:
    an_article(session, "second")
    session.commit()
    before = look(ada.client, OF_THE_ARTICLE)

    grace.approves(ada.writes(article="second"))

    after = look(ada.client, OF_THE_ARTICLE)
    assert {u: t for u, (t, _) in after.items()} == {
        u: t for u, (t, _) in before.items()
    }


def test_the_same_facts_of_an_article_change_nothing(
    ada: Ada, session: Session
) -> None:
    before = look(ada.client)

    an_article(session)
    session.commit()

    assert look(ada.client) == before


# One article, one answer

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


# Permalinks and counts


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
