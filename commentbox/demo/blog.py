"""The demo's blog: articles as a publisher would show them, with the tag beneath."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, redirect, render_template
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from commentbox.demo.texts import DemoArticle, articles, site_facts
from commentbox.extensions import db
from commentbox.models import Article
from commentbox.web.asked import asked_article, asked_site
from commentbox.web.urls import absolute

bp = Blueprint("demo", __name__)


@bp.get("/")
def start() -> BaseResponse:
    return redirect("/blog")


@bp.get("/blog")
def index() -> str:
    asked_site()  # Speaks its language.
    counts = dict(db.session.execute(select(Article.key, Article.comment_count)).all())
    return render_template(
        "demo/index.html", blog=site_facts(), articles=articles(), counts=counts
    )


@bp.get("/blog/<key>")
def article(key: str) -> str:
    shown = _article(key)
    asked_article(key)  # Speaks its language.
    return render_template(
        "demo/article.html",
        blog=site_facts(),
        article=shown,
        # Our own texts.
        body=Markup(shown.body_html),  # noqa: S704
        published_at=datetime.now(UTC) - timedelta(days=shown.published_days_ago),
    )


@bp.get("/blog/feed.rss")
def feed() -> Response:
    """The feed of articles, which a real blog has of its own."""
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    blog = site_facts()
    ET.SubElement(channel, "title").text = blog["name"]
    ET.SubElement(channel, "link").text = absolute("/blog")
    ET.SubElement(channel, "description").text = blog["tagline"]
    for shown in articles():
        item = ET.SubElement(channel, "item")
        ET.SubElement(item, "title").text = shown.title
        ET.SubElement(item, "link").text = absolute(f"/blog/{shown.key}")
        ET.SubElement(item, "description").text = Markup(shown.body_html).striptags()  # noqa: S704
    body = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/rss+xml; charset=utf-8")


def _article(key: str) -> DemoArticle:
    shown = next((a for a in articles() if a.key == key), None)
    return shown or abort(404)
