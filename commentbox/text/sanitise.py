"""The only door to HTML: every write path renders a comment through ``render``."""

from __future__ import annotations

import re
from typing import Final, Literal

from markupsafe import Markup, escape
from nh3 import Cleaner

from commentbox.text.incoming import xml_safe
from commentbox.text.markdown import MAX_NESTING, to_html
from commentbox.text.plain import plain
from commentbox.text.urls import link_target

Format = Literal["markdown", "html"]

TAGS: Final = frozenset(
    {*("p", "br", "strong", "em", "del", "code", "pre"), "blockquote"}
    | {"ul", "ol", "li", "a"}
)
REL: Final = "ugc nofollow noopener"
#: What is in these is not text.
NOT_TEXT: Final = frozenset({"script", "style", "template", "noscript"})
#: A browser repeats these in each block that follows until they are closed: at most
#: three of a kind, unless attributes tell them apart.
REPEATED: Final = re.compile(
    r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]+[^\s/>]",
    re.IGNORECASE,
)
MAX_REPEATS: Final = 50_000
MAX_GROWTH: Final = 10
#: No text was ever found that changes after the second; this is for the one that is.
MAX_READINGS: Final = 4
#: HTML drops the first newline of a ``pre``, on each reading one more.
LEADING_NEWLINES: Final = re.compile(r"<pre>\n+")
TAG: Final = re.compile(r"<(/?)([a-z]+)([^>]*)>")


def render(source: str, *, format: Format) -> Markup:  # noqa: A002
    """Return what a comment's source looks like; pure, and linear in its length."""
    return sanitise(to_html(source) if format == "markdown" else source)


def sanitise(html: str) -> Markup:
    """Return only what the allow-list allows, in a form that browsers read one way.

    HTML that reads differently the second time is how scripts get past sanitisers, so
    it is read again until it stays as it is; what never does is shown as plain text.
    """
    html = xml_safe(html)
    if len(REPEATED.findall(html)) * html.count("<") > MAX_REPEATS:
        return _as_text(html)
    known, readings = html, 1
    while (reading := _read(known)) != known:
        if readings == MAX_READINGS or len(reading) > MAX_GROWTH * len(html):
            return _as_text(html)
        known, readings = reading, readings + 1
    return Markup(reading)  # noqa: S704 - this is where it becomes safe


def _read(html: str) -> str:
    return LEADING_NEWLINES.sub("<pre>", _in_place(xml_safe(CLEANER.clean(html))))


def _in_place(html: str) -> str:
    """Drop tags where they may not stand: too deep, an item without its list.

    A stray ``<li>`` would close the item of the thread that the comment stands in.
    """
    inside: list[str] = []
    kept: list[bool] = []

    def in_place(tag: re.Match[str]) -> str:
        closing, name, attributes = tag.groups()
        if name == "br":
            return "<br>"
        if closing:
            fits = kept.pop()
            del inside[len(inside) - fits :]
        else:
            fits = len(inside) < MAX_NESTING
            fits &= name != "li" or inside[-1:] in (["ul"], ["ol"])
            fits &= name != "a" or attributes.startswith(" href=")
            kept.append(fits)
            inside.extend([name] * fits)
        return tag.group() if fits else ""

    return TAG.sub(in_place, html)


def _as_text(html: str) -> Markup:
    paragraphs = str(escape(plain(html))).split("\n\n")
    text = "</p><p>".join(p.replace("\n", "<br>") for p in paragraphs)
    return Markup(_read(f"<p>{text}</p>"))  # noqa: S704


def _attribute(_element: str, attribute: str, value: str) -> str | None:
    return link_target(value) if attribute == "href" else value


CLEANER: Final = Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(NOT_TEXT),
    # Without "*" nh3 lets title and lang through on every element.
    attributes={"a": {"href"}, "*": set()},
    attribute_filter=_attribute,
    link_rel=REL,
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)
