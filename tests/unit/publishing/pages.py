"""Pages of readers, rendered without a database and parsed strictly."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree as ET

from flask import Flask, g, render_template
from markupsafe import Markup

from commentbox.config import Config
from commentbox.domain.submission import ConsentMode
from commentbox.models import Article, Site
from commentbox.publishing import cursors
from commentbox.publishing.page import Sort, ThreadPage, more_of
from commentbox.publishing.thread import Node
from commentbox.rulebook.document import builtin, read_notice, read_rules
from commentbox.web.app import bare_app
from commentbox.web.form_state import FormState
from tests.page import HTML, parse, text_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BASE_URL = "https://comments.example.org"
WITH_LINK = Markup(
    '<p>Look <a href="https://elsewhere.example/" rel="ugc nofollow noopener">there'
    "</a></p>"
)


def a_site(**values: Any) -> Site:
    values = {"language": "en", "feed_url": "https://blog.example.org/feed", **values}
    return Site(
        name="blog",
        url="https://blog.example.org",
        tag_host="blog.example.org",
        created_at=NOON,
        changed_at=NOON,
        **values,
    )


def a_node(name: str = "Ada", **values: Any) -> Node:
    fields: dict[str, Any] = {
        "id": uuid4(),
        "root": uuid4(),
        "parent": None,
        "url": None,
        "html": Markup("<p>Well said.</p>"),
        "published_at": NOON,
        **values,
    }
    return Node(name=name, **fields)


@cache
def an_app() -> Flask:
    return bare_app(Config(secret_key="s" * 48, base_url=BASE_URL))


def rendered(template: str, site: Site, **values: Any) -> ET.Element:
    with an_app().test_request_context("/"):
        g.sites = [site]
        text = render_template(template, site=site, **values)
    return parse(text, is_page=text.lstrip().startswith("<!doctype"))


def discussion(
    *nodes: Node,
    count: int = 2,
    mode: ConsentMode = ConsentMode.SENTENCE,
    form: FormState | None = None,
    is_open: bool = True,
    template: str = "publishing/_discussion.html",
) -> ET.Element:
    site = a_site()
    article = Article(
        site=site,
        key="first",
        url="https://blog.example.org/first",
        title="A lamp that never flickers",
        language="en",
        comment_count=count,
        changed_at=NOON,
        created_at=NOON,
    )
    return rendered(
        template,
        site,
        article=article,
        page=ThreadPage(nodes=list(nodes), next=None, sort=Sort.OLDEST),
        first_page=True,
        more_of=more_of,
        write_cursor=cursors.write,
        is_open=is_open,
        rules=read_rules(builtin("rulebook"), 1, "en"),
        notice=read_notice(builtin("notice"), 1, "en", mode),
        form=form or FormState(),
        answered=None,
        stamp="2026030212.0",
        honeypot="subject",
    )


def own_page(**status: Any) -> ET.Element:
    site = a_site()
    latest = SimpleNamespace(html=WITH_LINK, posted_at=NOON)
    told = {
        "public": False,
        "state": "pending",
        "revision": 1,
        "statement": None,
        "held_back": None,
    }
    return rendered(
        "posting/mine.html",
        site,
        comment=SimpleNamespace(id=UUID(int=7), latest=latest),
        article=SimpleNamespace(site=site, key="first", title="A lamp", language="en"),
        status={**told, **status},
        decisions=[],
        token="secret",
        form=FormState(values={"body": "Look there"}),
    )


def by_id(tree: ET.Element, id_: str) -> ET.Element:
    return next(e for e in tree.iter() if e.get("id") == id_)


def all_of(tree: ET.Element, tag: str, **attributes: str) -> list[ET.Element]:
    return [
        e
        for e in tree.iter(HTML + tag)
        if all(e.get(name) == value for name, value in attributes.items())
    ]


def said(tree: ET.Element) -> str:
    return " ".join(text_of(tree).split())
