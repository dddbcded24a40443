"""The form under a discussion, as a browser without scripts uses it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.domain.submission import ConsentMode, Source
from commentbox.models import Comment, Discussion, Revision, Site
from commentbox.rulebook.publish import publish_notice
from commentbox.rulebook.queries import notice_in_force
from commentbox.web.stamp import stamp
from tests.factories import NOON, a_site, an_article
from tests.integration.people import Ada, Grace, nothing_stored
from tests.integration.posting.browsing import (
    FORM,
    TYPED,
    fields_of,
    heading,
    links_of,
    said_wrong,
)
from tests.page import HTML, PageClient, parse, text_of


@pytest.mark.usefixtures("article")
def test_the_form_of_the_page_is_taken_as_it_is(
    client: PageClient, session: Session
) -> None:
    fields = fields_of(client.get("/articles/first"))

    answer = client.post(
        FORM, data=fields | {"body": "Well said.", "author_name": "Ada"}
    )

    assert answer.status_code == 303
    revision = session.scalars(select(Revision)).one()
    assert revision.body == "Well said."
    assert [f for f in revision.findings if f["check"] == "form"] == []
    assert session.scalars(select(Comment)).one().source is Source.PAGE


def test_posting_leads_to_a_page_of_ones_own(ada: Ada) -> None:
    answer = ada.client.post(FORM, data=TYPED)

    assert answer.status_code == 303
    assert answer.headers["Cache-Control"] == "no-store"
    url = answer.headers["Location"]
    assert re.fullmatch(
        r"https://comments\.example\.org/comments/[0-9a-f-]{36}/mine\?token=[\w-]{43}",
        url,
    )
    own = ada.client.get(url)
    assert own.status_code == 200
    assert own.headers["Cache-Control"] == "no-store"
    assert "noindex" in own.headers["X-Robots-Tag"]
    assert heading(own) == "Your comment waits for a moderator."
    assert "Words that took <em>long</em> to write." in own.text


@pytest.mark.usefixtures("client")
def test_the_own_page_leads_nowhere_outside(ada: Ada) -> None:
    form = TYPED | {
        "body": "See https://evil.example/ and [this](https://evil.example)"
    }
    url = ada.client.post(FORM, data=form).headers["Location"]

    own = ada.client.get(url)

    for link in links_of(own):
        assert link.startswith(("https://comments.example.org/", "#", "data:")), link


def test_the_token_in_the_address_does_not_leave_with_a_link(ada: Ada) -> None:
    url = ada.client.post(FORM, data=TYPED).headers["Location"]
    token = url.partition("token=")[2]

    own = ada.client.get(url)

    # Only the page in another language is the same page.
    with_token = [link for link in links_of(own) if token in link]
    assert all("/mine?" in link and "lang=" in link for link in with_token)


def test_reading_the_own_page_changes_nothing(ada: Ada, clean: Engine) -> None:
    url = ada.client.post(FORM, data=TYPED).headers["Location"]

    with nothing_stored(clean):
        ada.client.get(url)
        ada.client.head(url)


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"body": ""}, "body", "Please write something."),
    ({"body": "x" * 10_001}, "body", "10001 characters"),
    ({"author_email": "ada"}, "author_email", "e-mail"),
    ({"author_url": "javascript:alert(1)"}, "author_url", "http"),
    ({"author_name": "A" * 101}, "author_name", "At most 100"),
]


@pytest.mark.parametrize(("changed", "field", "words"), WRONG)
def test_a_form_with_errors_is_the_same_page_with_all_that_was_typed(
    ada: Ada, clean: Engine, changed: dict[str, str], field: str, words: str
) -> None:
    typed = TYPED | changed

    with nothing_stored(clean):
        page = ada.client.post(FORM, data=typed)

    assert page.status_code == 422
    assert page.headers["Cache-Control"] == "no-store"
    wrong = said_wrong(page)
    assert set(wrong) == {field}
    assert words in wrong[field]
    kept = fields_of(page)
    for name in ("author_name", "author_email", "author_url", "body"):
        assert kept[name] == typed[name]
    assert "A lamp that never flickers" in page.text


def test_several_errors_are_all_named(ada: Ada) -> None:
    typed = TYPED | {"body": " ", "author_email": "ada"}

    page = ada.client.post(FORM, data=typed)

    assert set(said_wrong(page)) == {"body", "author_email"}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "</textarea><img src=x onerror=alert(1)>",
        "\n\nLines\nbefore and after\n",
        "\"'><b>&amp;&lt;",
    ],
)
def test_what_was_typed_comes_back_letter_for_letter(ada: Ada, text: str) -> None:
    typed = TYPED | {"body": text, "author_name": text.strip(), "author_email": "ada"}

    page = ada.client.post(FORM, data=typed)

    kept = fields_of(page)
    assert kept["body"].replace("\r\n", "\n") == text
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


@pytest.mark.parametrize("changed", [{}, {"body": "Else."}])
def test_a_corrected_form_is_taken(ada: Ada, changed: dict[str, str]) -> None:
    page = ada.client.post(FORM, data=TYPED | {"author_email": "ada"})

    fixed = fields_of(page) | changed | {"author_email": ""}
    answer = ada.client.post(FORM, data=fixed)

    assert answer.status_code == 303


def test_a_reply_is_written_below_what_it_answers(
    ada: Ada, grace: Grace, session: Session
) -> None:
    parent = ada.writes()
    grace.approves(parent)
    page = ada.client.get(f"/articles/first?reply_to={parent.id}")
    assert "Your reply to" in page.text

    ada.client.post(FORM, data=fields_of(page) | {"body": "An answer."})

    reply = session.scalars(select(Comment).where(Comment.parent_id.is_not(None))).one()
    assert str(reply.parent_id) == parent.id


def test_a_form_with_errors_still_answers_the_same_comment(
    ada: Ada, grace: Grace
) -> None:
    parent = ada.writes()
    grace.approves(parent)

    page = ada.client.post(FORM, data=TYPED | {"body": "", "parent": parent.id})

    assert page.status_code == 422
    assert fields_of(page)["parent"] == parent.id
    assert "Your reply to" in page.text


def test_the_page_does_not_tell_whether_a_waiting_comment_exists(ada: Ada) -> None:
    waiting = ada.writes()

    known = ada.client.get(f"/articles/first?reply_to={waiting.id}").text
    unknown_id = "0" * len(waiting.id)
    unknown = ada.client.get(f"/articles/first?reply_to={unknown_id}").text

    assert known.replace(waiting.id, unknown_id) == unknown


def test_a_preview_shows_the_text_and_stores_nothing(ada: Ada, clean: Engine) -> None:
    with nothing_stored(clean):
        page = ada.client.post(FORM, data=TYPED | {"action": "preview"})

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    preview = element_with(page, "cb-preview")
    assert "Words that took long to write." in text_of(preview)
    assert [e.tag for e in preview.iter(f"{HTML}em")]
    kept = fields_of(page)
    assert all(kept[name] == value for name, value in TYPED.items())
    assert said_wrong(page) == {}


def element_with(page: TestResponse, id_: str) -> Element:
    return next(e for e in parse(page.text).iter() if e.get("id") == id_)


def test_a_preview_needs_only_a_text(ada: Ada) -> None:
    page = ada.client.post(FORM, data={"body": "Well *said*.", "action": "preview"})

    assert page.status_code == 200
    assert said_wrong(page) == {}


def test_a_preview_of_nothing_says_so(ada: Ada) -> None:
    page = ada.client.post(FORM, data=TYPED | {"body": " ", "action": "preview"})

    assert page.status_code == 422
    assert set(said_wrong(page)) == {"body"}


def test_the_preview_of_the_api_is_the_html_that_is_stored(
    ada: Ada, session: Session
) -> None:
    body = "Well *said*, <b>Ada</b>.\n\n> quoted\n\nhttps://example.org"

    shown = ada.client.post("/api/preview", json={"body": body})

    ada.writes(body)
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.json == {"html": str(session.scalars(select(Revision)).one().html)}


STAMPS: list[tuple[str, dict[str, str], str | None]] = [
    ("honeypot", {"subject": "Cheap watches"}, "honeypot"),
    ("no stamp", {"stamp": ""}, "stamp"),
    ("a made-up stamp", {"stamp": "2026010100." + "0" * 32}, "stamp"),
    ("not ASCII", {"stamp": "٢٠٢٦.ü\x00"}, "stamp"),
    ("very long", {"stamp": "9" * 100_000}, "stamp"),
]


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    ("changed", "detail"), [s[1:] for s in STAMPS], ids=[s[0] for s in STAMPS]
)
@pytest.mark.parametrize("url", [FORM, "/api/comments?article=first"])
def test_honeypot_and_stamp_are_findings_and_never_errors(
    client: PageClient, session: Session, changed: dict[str, str], detail: str, url: str
) -> None:
    fields = fields_of(client.get("/articles/first"))
    fields |= {"body": "Well said.", "author_name": "Ada"}

    answer = client.post(url, data=fields | changed)

    assert answer.status_code in {201, 303}
    findings = session.scalars(select(Revision)).one().findings
    assert [f["detail"] for f in findings if f["check"] == "form"] == [detail]


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    ("age", "good"),
    [
        (timedelta(0), True),
        (timedelta(hours=23), True),
        (timedelta(hours=25), False),
        (timedelta(hours=-2), False),
    ],
)
def test_a_stamp_is_good_for_a_day(
    client: PageClient, session: Session, age: timedelta, *, good: bool
) -> None:
    with client.application.app_context():
        value = stamp(datetime.now(UTC) - age)

    answer = client.post(FORM, data=TYPED | {"stamp": value})

    assert answer.status_code == 303
    findings = session.scalars(select(Revision)).one().findings
    assert ("form" not in {f["check"] for f in findings}) is good


def test_json_needs_neither_honeypot_nor_stamp(ada: Ada, session: Session) -> None:
    ada.posts()

    findings = session.scalars(select(Revision)).one().findings
    assert "form" not in {f["check"] for f in findings}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_the_page_form_takes_nothing_but_forms(
    ada: Ada, clean: Engine, kind: str
) -> None:
    with nothing_stored(clean):
        answer = ada.client.post(FORM, data=b"{}", content_type=kind)

    assert answer.status_code == 415


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("url", ["/articles/second/comments", "/article/comments"])
def test_a_form_for_no_article_is_not_found(
    client: PageClient, clean: Engine, url: str
) -> None:
    with nothing_stored(clean):
        answer = client.post(url, data=TYPED)

    assert answer.status_code == 404


def test_the_article_may_be_named_in_the_query(ada: Ada, session: Session) -> None:
    key = "https://blog.example.org/a b?c=d&e"
    an_article(session, key, url="https://blog.example.org/x")
    session.commit()

    answer = ada.client.post(
        "/article/comments", query_string={"article": key}, data=TYPED
    )

    assert answer.status_code == 303
    assert session.scalars(select(Comment)).one().article.key == key


def test_a_double_click_keeps_the_text(ada: Ada, clean: Engine) -> None:
    ada.client.post(FORM, data=TYPED)

    with nothing_stored(clean):
        page = ada.client.post(FORM, data=TYPED)

    assert page.status_code == 409
    assert "You have just sent exactly this comment." in page.text
    assert fields_of(page)["body"] == TYPED["body"]


@pytest.mark.parametrize("discussion", [Discussion.CLOSED, Discussion.HIDDEN])
def test_a_discussion_that_closed_meanwhile_refuses_the_form(
    ada: Ada, session: Session, clean: Engine, discussion: Discussion
) -> None:
    an_article(session, comments=discussion)
    session.commit()

    with nothing_stored(clean):
        page = ada.client.post(FORM, data=TYPED)

    assert page.status_code == 409
    assert "This discussion is closed." in page.text
    # Nobody's words are lost, and nothing of a hidden discussion is shown.
    shown = discussion is Discussion.CLOSED
    assert (TYPED["body"] in page.text) is shown
    assert ("A lamp that never flickers" in page.text) is shown


def test_a_notice_that_changed_meanwhile_is_shown_and_can_be_agreed_to(
    ada: Ada, session: Session, site: Site
) -> None:
    before = fields_of(ada.client.get("/articles/first")) | TYPED
    document = dict(notice_in_force(session, site.id).document)
    document["sentence"] = {"en": "In new words, with a [[link]]."}
    publish_notice(session, site.id, document, now=NOON)
    session.commit()

    page = ada.client.post(FORM, data=before)

    assert page.status_code == 422
    assert "In new words" in page.text
    again = fields_of(page)
    assert again["notice_version"] == "2"
    assert again["body"] == TYPED["body"]
    assert ada.client.post(FORM, data=again).status_code == 303


@pytest.mark.parametrize("mode", list(ConsentMode))
def test_only_a_box_must_be_ticked(
    client: PageClient, session: Session, mode: ConsentMode
) -> None:
    a_site(session, consent_mode=mode)
    an_article(session)
    session.commit()
    page = client.get("/articles/first")

    answer = client.post(FORM, data=fields_of(page) | {"body": "Well said."})

    is_box = mode is ConsentMode.BOX
    assert ('type="checkbox"' in page.text) is is_box
    assert answer.status_code == (422 if is_box else 303)
    if is_box:
        assert set(said_wrong(answer)) == {"consent"}
        ticked = fields_of(answer) | {"consent": "true"}
        assert client.post(FORM, data=ticked).status_code == 303


def test_a_form_in_german_stays_german(ada: Ada) -> None:
    page = ada.client.get("/articles/first?lang=de")
    action = next(
        str(f.get("action"))
        for f in parse(page.text).iter(f"{HTML}form")
        if f.get("method") == "post"
    )

    answer = ada.client.post(action, data=TYPED)

    own = ada.client.get(answer.headers["Location"])
    assert own.status_code == 200
    assert 'lang="de"' in own.text.partition("<head>")[0]
