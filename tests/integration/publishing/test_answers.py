"""How answers say that they changed, and that they did not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Discussion, Site
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_notice, publish_rulebook
from tests.factories import an_article
from tests.integration.people import Ada, Grace, Written
from tests.integration.publishing.reading import (
    EVERYTHING,
    KEPT,
    OF_THE_ARTICLE,
    OF_THE_SITE,
)
from tests.page import PageClient


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
