"""Whatever a guest sends: every output parses, and nothing in it runs or leads astray.

The judge is a page with harmless words: one with hostile words is built of the same
parts. Strict parsers read all of it: HTML, XML, JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, assume, given, settings
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Site, TokenKind
from tests.desk import sign_in
from tests.factories import a_moderator, a_token
from tests.hostile import VECTORS, hostile_line, hostile_text, hostile_url
from tests.integration.people import Ada, Grace, Written, bearer
from tests.page import (
    HTML,
    PageClient,
    check_ids,
    check_labels,
    check_no_inline,
    json_of,
    parse,
)

GUEST_TAGS = frozenset(
    {*("p", "br", "strong", "em", "del", "code", "pre", "blockquote")}
    | {*("ul", "ol", "li", "a")}
)
BASE = "https://comments.example.org"
ADDRESSES = ("href", "src", "action", "formaction", "cite", "data", "poster")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

#: Few, since each goes through a dozen outputs; and none is made smaller when it fails,
#: which would take minutes.
judged = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)

HARMLESS = (
    "Well *said*, **indeed**,\n~~no~~, `code`:\n\n> quoted\n\n- one\n- two\n\n"
    "1. first\n\n```\nlines\n```\n\nhttps://example.org and [this](https://example.org)"
)

Parts = set[tuple[str, str]]
#: What leads out of a frame on a discussion's page; an address it never has.
OUR_BASE: Parts = {("base", ""), ("base", "target")}


def parts_of(tree: ET.Element) -> Parts:
    """Return what a page is built of: its elements and their attributes."""
    return {
        (str(element.tag).removeprefix(HTML), name)
        for element in tree.iter()
        for name in ("", *element.keys())
    }


def check_addresses(tree: ET.Element) -> None:
    for element in tree.iter():
        for name in ADDRESSES:
            address = element.get(name)
            if address:
                assert address.startswith(("https://", "http://", "mailto:", "#")), (
                    address
                )


def check_guest_html(html: str) -> None:
    """Judge what a guest wrote by the allow-list itself."""
    assert not CONTROLS.search(html)
    tree = parse(html, is_page=False)
    for element in tree.iter():
        tag = str(element.tag).removeprefix(HTML)
        if tag == "DOCUMENT_FRAGMENT":
            continue
        assert tag in GUEST_TAGS, tag
        if tag == "a":
            assert set(element.keys()) == {"href", "rel"}
            assert element.get("rel") == "ugc nofollow noopener"
        else:
            assert not element.keys(), ET.tostring(element)
    check_addresses(tree)


def check_line(text: str) -> None:
    """Judge a name or a title."""
    assert not BIDI.search(text)
    assert not CONTROLS.search(text)
    assert "\n" not in text


@dataclass
class Stage:
    """A site on which everything that was sent becomes public."""

    client: PageClient
    grace: Grace
    publisher: dict[str, str]
    keys: Iterator[int] = field(default_factory=lambda: iter(range(10**6)))

    def article(self, title: str) -> str:
        key = f"article-{next(self.keys)}"
        for words in (title, "A lamp"):
            facts = {"url": f"https://blog.example.org/{key}", "title": words}
            answer = self.client.put(
                f"/api/articles/{key}",
                json=facts | {"author": words[:500]},
                headers=self.publisher,
            )
            if answer.status_code == 201:
                return key
            assert set(json_of(answer)["errors"]) <= {"title", "author"}
        raise AssertionError(answer.json)

    def post(
        self, key: str, body: str, name: str, website: str, **fields: Any
    ) -> Written:
        ada = Ada(self.client)
        sent = {"author_name": name, "author_url": website, **fields}
        for _ in range(3):
            answer = ada.posts(body, article=key, **sent)
            if answer.status_code == 201:
                return Written(
                    json_of(answer)["id"], json_of(answer)["author_token"], body
                )
            assert answer.status_code == 422, answer.json
            wrong = set(json_of(answer)["errors"])
            assert wrong <= {"author_url", "author_name", "body"}
            # Nothing to see in it, or too long: there is no comment to judge.
            assume("body" not in wrong)
            sent = {k: v for k, v in sent.items() if k not in wrong}
        raise AssertionError(answer.json)

    def lane_of(self, written: Written) -> str:
        for state in (State.PENDING, State.FILTERED, State.SPAM):
            for case in self.grace.queue(state)["comments"]:
                if case["id"] == written.id:
                    self.check_case(case)
                    return state
        raise AssertionError("it waits nowhere")

    def check_case(self, case: dict[str, Any]) -> None:
        check_guest_html(case["html"])
        check_line(case["author"]["name"])
        check_line(case["article"]["title"])
        for finding in case["findings"]:
            for evidence in finding["evidence"]:
                span = case["source"][evidence["start"] : evidence["end"]]
                assert span == evidence["text"]
        if case["parent"]:
            check_guest_html(case["parent"]["html"])

    def pages(self, key: str, written: Written, lane: str) -> dict[str, Parts]:
        """Fetch every page on which the comment stands, and return what they show."""
        own = f"/comments/{written.id}/mine?token={written.token}"
        desk = [f"/desk/?lane={lane}", f"/desk/comments/{written.id}"]
        private = {url: self.parts(url) for url in (own, *desk)}
        self.grace.approves(written)
        public = [f"/articles/{key}", f"/articles/{key}/comments", own]
        query = f"/articles/{key}?reply_to={written.id}"
        found = private | {url: self.parts(url) for url in (*public, query)}
        return {
            url.replace(written.id, "ID").partition("token=")[0].replace(key, "KEY"): p
            for url, p in found.items()
        }

    def parts(self, url: str) -> Parts:
        # Parsed once, not by the client and here again: that is where the time goes.
        answer = FlaskClient.open(self.client, url, base_url=BASE)
        assert answer.status_code == 200, url
        return self.parts_in(answer.text)

    def parts_in(self, text: str) -> Parts:
        tree = parse(text, is_page=text.lstrip().lower().startswith("<!doctype"))
        for check in (check_ids, check_labels, check_no_inline, check_addresses):
            check(tree)
        return parts_of(tree)

    def check_json(self, key: str, expected: int) -> None:
        answer = self.client.get(f"/api/comments?article={key}")
        thread = json.loads(answer.data.decode("utf-8"))
        check_line(thread["article"]["title"])
        nodes = list(all_of(thread["comments"]))
        assert len(nodes) == expected
        for node in nodes:
            check_guest_html(node["html"])
            check_line(node["author"]["name"])
            website = node["author"]["url"]
            assert website is None or website.startswith(("http://", "https://"))

    def check_feeds(self, path: str, expected: int) -> None:
        for format_ in ("rss", "atom"):
            data = self.client.get(f"{path}/feed.{format_}").data
            root = ET.fromstring(data)  # noqa: S314 - our own bytes, read strictly
            assert not CONTROLS.search("".join(root.itertext()))
            read = feedparser.parse(data)
            assert not read.bozo, read.get("bozo_exception")
            assert len(read.entries) == expected
            # As written, not as the reader has cleaned it.
            for html in html_in(root):
                check_guest_html(html)
            check_addresses(root)
        feed = json.loads(self.client.get(f"{path}/feed.json").data.decode("utf-8"))
        assert len(feed["items"]) == expected
        for item in feed["items"]:
            check_guest_html(item["content_html"])
            # One that was removed names nobody.
            for author in item.get("authors", []):
                check_line(author["name"])
                website = author.get("url")
                assert website is None or website.startswith(("http://", "https://"))


def html_in(root: ET.Element) -> Iterator[str]:
    for name in (
        "{http://www.w3.org/2005/Atom}content",
        "{http://purl.org/rss/1.0/modules/content/}encoded",
    ):
        for element in root.iter(name):
            yield element.text or ""


def all_of(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from all_of(node["replies"])


@pytest.fixture
def stage(client: PageClient, session: Session, site: Site) -> Stage:
    moderator = a_moderator(session, site=site)
    token = a_token(session, TokenKind.MODERATOR, site=site, moderator=moderator)
    publisher = bearer(a_token(session, TokenKind.SITE, site=site))
    session.commit()
    sign_in(client)
    return Stage(client, Grace(client, token), publisher)


@pytest.fixture
def harmless(stage: Stage) -> dict[str, Parts]:
    """What pages are built of when nobody means harm, whatever the screening says."""
    known: dict[str, Parts] = {}
    for body in (HARMLESS, f"{HARMLESS} You moron! Call +49 170 1234567. Vote for it!"):
        key = stage.article("A lamp")
        written = stage.post(key, body, "Ada", "https://ada.example/")
        pages = stage.pages(key, written, stage.lane_of(written))
        for url, parts in pages.items():
            known[same(url)] = known.get(same(url), set()) | parts
    return known


def same(url: str) -> str:
    """Return what is one page although its address differs."""
    return re.sub(r"lane=\w+", "lane=LANE", url)


@judged
@given(body=hostile_text, name=hostile_line, website=hostile_url, title=hostile_line)
def test_promise_04_hostile_words_build_no_other_page_than_harmless_ones(
    stage: Stage,
    harmless: dict[str, Parts],
    body: str,
    name: str,
    website: str,
    title: str,
) -> None:
    key = stage.article(title)
    written = stage.post(key, body, name, website)

    pages = stage.pages(key, written, stage.lane_of(written))

    for url, parts in pages.items():
        strange = parts - harmless[same(url)]
        assert not strange, url
    stage.check_json(key, 1)
    stage.check_feeds(f"/articles/{key}", 1)
    stage.check_feeds(f"/comments/{written.id}", 1)


@judged
@given(body=hostile_text, edited=hostile_text, note=hostile_text, name=hostile_line)
def test_hostile_edits_replies_and_reasons_do_no_harm(
    stage: Stage, body: str, edited: str, note: str, name: str
) -> None:
    key = stage.article("A lamp")
    top = stage.post(key, body, name, "")
    reply = stage.post(key, edited, name, "", parent=top.id)
    stage.grace.approves(top, reply)
    answer = Ada(stage.client).edits(top, edited)
    assume(answer.status_code == 200)
    revision = json_of(answer)["revision"]
    if revision == 2:
        stage.grace.decided(top, "approved", revision=2)
    stage.check_json(key, 2)

    stage.grace.decided(top, "removed", revision=revision, note=note[:5000])

    stage.check_json(key, 2)
    # The one that was removed comes again, and says so.
    stage.check_feeds(f"/articles/{key}", 2)
    for url in (
        f"/articles/{key}",
        f"/articles/{key}/comments",
        f"/comments/{top.id}/mine?token={top.token}",
        f"/desk/comments/{top.id}",
        f"/desk/comments/{reply.id}",
    ):
        stage.parts(url)
    status = Ada(stage.client).status(top)
    check_guest_html(status["html"])


@judged
@given(body=hostile_text, name=hostile_line, website=hostile_url, title=hostile_line)
def test_a_form_with_hostile_words_comes_back_as_a_form(
    stage: Stage, body: str, name: str, website: str, title: str
) -> None:
    key = stage.article(title)
    typed = {
        "author_name": encodable(name),
        "author_url": encodable(website),
        "author_email": "no address",
        "body": encodable(body),
    }
    url = f"/articles/{key}/comments"

    refused = stage.client.post(url, data=typed)
    preview = stage.client.post(url, data=typed | {"action": "preview"})

    assert refused.status_code == 422
    assert preview.status_code in {200, 422}
    for page in (refused, preview):
        tags = {tag for tag, _ in stage.parts_in(page.text) - OUR_BASE}
        assert tags.isdisjoint({"img", "iframe", "svg", "style"})
        assert tags.isdisjoint({"math", "object", "embed", "base"})


def encodable(text: str) -> str:
    """Return the text as a browser would send it: lone surrogates are replaced."""
    return text.encode("utf-8", "replace").decode()


def test_every_known_way_into_a_page_is_closed(stage: Stage) -> None:
    key = stage.article(VECTORS[0])
    taken = 0
    for number, vector in enumerate(VECTORS):
        name = f"{number} {vector}"[:100]
        answer = Ada(stage.client).posts(vector, article=key, author_name=name)
        if answer.status_code == 201:
            stage.grace.approves(str(json_of(answer)["id"]))
            taken += 1
        else:
            assert set(json_of(answer).get("errors", ())) == {"body"}, answer.json

    assert taken > len(VECTORS) / 2
    stage.check_json(key, taken)
    stage.check_feeds(f"/articles/{key}", min(taken, 50))
    stage.check_feeds("", min(taken, 50))
    for url in (
        f"/articles/{key}",
        f"/articles/{key}/comments",
        "/desk/?lane=approved",
    ):
        tags = {tag for tag, _ in stage.parts(url) - OUR_BASE}
        assert tags.isdisjoint({"img", "iframe", "svg", "math", "style", "object"})
        assert tags.isdisjoint({"embed", "base", "frame", "applet", "plaintext"})
