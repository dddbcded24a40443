"""Whatever was posted, each format parses, says the same, and links only to the web."""

import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentbox.publishing.atom import render_atom
from commentbox.publishing.feed import Entry, Feed
from commentbox.publishing.json_feed import render_json_feed
from commentbox.publishing.rss import render_rss
from commentbox.publishing.thread import Removal
from tests.unit.publishing.samples import COMMENT, FEED, NOON, REPLY

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"

FRAGMENTS = (
    "]]>",
    "<![CDATA[",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>",
    "<?xml version='1.0'?>",
    "<!--",
    "-->",
    "</content></entry></feed>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&amp;",
    "&nbsp;",
    "&#0;",
    "&#12;",
    "&#xFFFE;",
    "&#xD800;",
    "&",
    "<",
    '"',
    "'",
    "\x00",
    "\x01",
    "\x0b",
    "\x0c",
    "\x1f",
    "\x85",
    "\r\n",
    "\r",
    "\t",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "\uffff",
    "\ud800",
    "\udfff",
    "\ud83d\ude00",
    "\U0001f600",
    "\U0010ffff",
    "\u202e",
    "\u2066",
    "\u0301" * 20,
    "https://a.example/",
    "http://[",
    "javascript:",
    "data:text/html,",
    "{}",
    "\\u0000",
)
# Any code point, surrogates and control characters among them, and what breaks markup.
hostile = st.lists(
    st.sampled_from(FRAGMENTS) | st.text(st.characters(exclude_categories=())),
    max_size=6,
).map("".join)
words = hostile | hostile.map("https://a.example/".__add__)
times = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def hostile_entries() -> st.SearchStrategy[Entry]:
    return st.builds(Entry, **by_type(Entry))


def hostile_feeds() -> st.SearchStrategy[Feed]:
    entries = st.lists(hostile_entries(), max_size=3).map(tuple)
    return st.builds(Feed, **by_type(Feed) | {"entries": entries})


def by_type(kind: type[Entry | Feed]) -> dict[str, st.SearchStrategy[Any]]:
    """Give each field what is hostile to it, also those that come later."""
    counts = st.integers(0, 10**6)
    strategies: dict[Any, st.SearchStrategy[Any]] = {
        str: words,
        str | None: words | st.none(),
        datetime: times,
        datetime | None: times | st.none(),
        int: counts,
        int | None: counts | st.none(),
        Removal | None: st.sampled_from(
            [None, Removal(None, "author", NOON), Removal("respect", "moderator", NOON)]
        ),
    }
    return {
        field.name: strategies[field.type]
        for field in fields(kind)
        if field.type in strategies
    }


def parsed(document: bytes) -> Element:
    return fromstring(document)  # noqa: S314 - our own bytes


def everything_in(element: Element) -> list[str]:
    """Return all that a parser hands on, by which forbidden references show as well."""
    found = [text or "" for part in element.iter() for text in (part.text, part.tail)]
    return found + [value for part in element.iter() for value in part.attrib.values()]


def allowed_in_xml(char: str) -> bool:
    """Say what the production ``Char`` of XML 1.0 says."""
    code = ord(char)
    return (
        code in {0x9, 0xA, 0xD}
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )


@pytest.mark.parametrize("render", [render_atom, render_rss])
@settings(deadline=None)  # machines that are busy are no failure
@given(feed=hostile_feeds())
def test_promise_04_xml_parses_and_holds_only_what_xml_allows(
    render: Callable[[Feed], bytes], feed: Feed
) -> None:
    document = render(feed)

    root = parsed(document)

    assert all(map(allowed_in_xml, document.decode("utf-8")))
    assert all(map(allowed_in_xml, "".join(everything_in(root))))


@settings(deadline=None)
@given(feed=hostile_feeds())
def test_json_parses_and_can_be_written_again(feed: Feed) -> None:
    document = render_json_feed(feed)

    loaded = json.loads(document.decode("utf-8"))

    json.dumps(loaded, ensure_ascii=False).encode("utf-8")
    assert len(loaded["items"]) == len(feed.entries)


@pytest.mark.parametrize("render", [render_atom, render_rss])
@settings(deadline=None, max_examples=50)
@given(feed=hostile_feeds())
def test_a_feed_reader_finds_nothing_to_object_to(
    render: Callable[[Feed], bytes], feed: Feed
) -> None:
    document = render(feed)

    read = feedparser.parse(document)

    assert not read.bozo
    assert len(read.entries) == len(feed.entries)


@settings(deadline=None)
@given(entry=hostile_entries())
def test_every_format_says_the_same_of_a_comment(entry: Entry) -> None:
    feed = replace(FEED, entries=(entry,))

    atom = parsed(render_atom(feed)).find(f"{ATOM}entry")
    rss = parsed(render_rss(feed)).find("channel/item")
    [item] = json.loads(render_json_feed(feed))["items"]

    assert atom is not None
    assert rss is not None
    ids = atom.findtext(f"{ATOM}id"), rss.findtext("guid"), item.get("id", "")
    assert ids == (entry.id,) * 3
    assert atom.findtext(f"{ATOM}content") == entry.html
    assert rss.findtext(f"{CONTENT}encoded") == entry.html
    assert item.get("content_html", "") == entry.html


def test_the_id_of_a_comment_is_equal_in_all_formats() -> None:
    atom = feedparser.parse(render_atom(FEED)).entries
    rss = feedparser.parse(render_rss(FEED)).entries
    items = json.loads(render_json_feed(FEED))["items"]

    ids = [[entry["id"] for entry in entries] for entries in (atom, rss, items)]

    assert ids == [[REPLY.id, COMMENT.id]] * 3


@settings(deadline=None)
@given(feed=hostile_feeds())
def test_nothing_but_the_web_is_linked_to(feed: Feed) -> None:
    atom, rss = parsed(render_atom(feed)), parsed(render_rss(feed))
    document = json.loads(render_json_feed(feed))

    addresses = [
        *(part.get("href") for part in atom.iter()),
        *(part.text for part in atom.iter(f"{ATOM}uri")),
        *(part.get("href") for part in rss.iter()),
        *(part.text for tag in ("link", "comments") for part in rss.iter(tag)),
        *urls_in(document),
    ]

    for address in filter(None, addresses):
        assert address.lower().startswith(("http://", "https://"))


def urls_in(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [str(value[name]) for name in value if name.endswith("url")]
        return own + [url for part in value.values() for url in urls_in(part)]
    if isinstance(value, list):
        return [url for part in value for url in urls_in(part)]
    return []


@settings(deadline=None)
@given(feed=hostile_feeds())
def test_no_title_or_name_in_rss_opens_a_tag(feed: Feed) -> None:
    root = parsed(render_rss(feed))

    for tag in ("title", "description", f"{DC}creator"):
        for element in root.iter(tag):
            assert not re.search("<[A-Za-z/!?]", element.text or "")


@pytest.mark.parametrize("render", [render_atom, render_rss, render_json_feed])
def test_the_same_feed_is_the_same_bytes(render: Callable[[Feed], bytes]) -> None:
    assert render(FEED) == render(
        replace(FEED, entries=tuple(map(replace, [REPLY, COMMENT])))
    )
