"""Atom says what RFC 4287, 4685 and 6721 want."""

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import feedparser
import pytest

from commentbox.publishing.atom import render_atom
from commentbox.publishing.feed import Entry, Feed
from tests.unit.publishing.samples import (
    BASE,
    COMMENT,
    EMPTY,
    FEED,
    GONE,
    NOON,
    PAGED,
    REPLY,
)

ATOM = "{http://www.w3.org/2005/Atom}"
THR = "{http://purl.org/syndication/thread/1.0}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def parsed(feed: Feed) -> Element:
    return fromstring(render_atom(feed))  # noqa: S314 - our own bytes


def parsed_entry(entry: Entry) -> Element:
    element = parsed(replace(FEED, entries=(entry,))).find(f"{ATOM}entry")
    assert element is not None
    return element


def links(element: Element, rel: str) -> list[dict[str, str]]:
    found = element.findall(f"{ATOM}link[@rel='{rel}']")
    return [{k: v for k, v in link.attrib.items() if k != "rel"} for link in found]


def test_a_feed_has_what_rfc_4287_requires() -> None:
    root = parsed(FEED)

    assert root.tag == f"{ATOM}feed"
    assert root.get(f"{XML}lang") == "de"
    assert root.findtext(f"{ATOM}id") == "tag:blog.example,2026:feed/bridges"
    assert root.findtext(f"{ATOM}title") == "Kommentare zu: Brücken"
    assert root.findtext(f"{ATOM}subtitle") == "Was unter dem Artikel steht"
    assert root.findtext(f"{ATOM}updated") == "2026-03-14T16:00:00Z"
    assert root.findtext(f"{ATOM}generator") == "commentbox"
    assert links(root, "self") == [
        {"href": f"{BASE}/articles/bridges/feed", "type": "application/atom+xml"}
    ]
    assert links(root, "alternate") == [
        {"href": "https://blog.example/bridges", "type": "text/html"}
    ]


def test_an_entry_has_what_rfc_4287_requires() -> None:
    entry = parsed_entry(COMMENT)

    assert entry.findtext(f"{ATOM}id") == COMMENT.id
    assert entry.findtext(f"{ATOM}title") == "Ada zu: Brücken"
    assert entry.findtext(f"{ATOM}published") == "2026-03-14T12:00:00Z"
    assert entry.findtext(f"{ATOM}updated") == "2026-03-14T13:00:00Z"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ada"
    assert entry.findtext(f"{ATOM}author/{ATOM}uri") == "https://ada.example/"
    assert links(entry, "alternate") == [{"href": COMMENT.url, "type": "text/html"}]


def test_a_comment_is_html_written_as_text() -> None:
    content = parsed_entry(COMMENT).find(f"{ATOM}content")

    assert content is not None
    assert content.attrib == {"type": "html"}
    assert content.text == COMMENT.html
    assert len(content) == 0


def test_a_comment_in_another_language_than_its_feed_says_so() -> None:
    content = parsed_entry(REPLY).find(f"{ATOM}content")

    assert content is not None
    assert content.get(f"{XML}lang") == "en"


def test_a_comment_names_the_article_it_stands_under() -> None:
    related = links(parsed_entry(REPLY), "related")

    assert related == [
        {
            "href": "https://blog.example/bridges",
            "type": "text/html",
            "title": "Brücken",
        }
    ]


def test_a_thread_is_told_as_rfc_4685_has_it() -> None:
    threads = [
        (
            [element.attrib for element in entry.findall(f"{THR}in-reply-to")],
            links(entry, "replies"),
            [element.text for element in entry.findall(f"{THR}total")],
        )
        for entry in parsed(FEED).findall(f"{ATOM}entry")
    ]

    reply, top_level = threads
    assert reply == (
        [{"ref": COMMENT.id, "href": f"{BASE}/comments/c1", "type": "text/html"}],
        [
            {
                "href": f"{BASE}/comments/c2/feed",
                "type": "application/atom+xml",
                f"{THR}count": "0",
            }
        ],
        ["0"],
    )
    assert top_level == (
        [
            {
                "ref": "tag:blog.example,2026:article/bridges",
                "href": "https://blog.example/bridges",
                "type": "text/html",
            }
        ],
        [
            {
                "href": f"{BASE}/comments/c1/feed",
                "type": "application/atom+xml",
                f"{THR}count": "1",
                f"{THR}updated": "2026-03-14T15:00:00Z",
            }
        ],
        ["1"],
    )


def test_every_answer_refers_to_the_id_of_an_entry_or_of_its_article() -> None:
    root = parsed(FEED)
    known = {entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")}

    answered = {e.get("ref") for e in root.iter(f"{THR}in-reply-to")}

    assert answered <= known | {COMMENT.article_id}


def test_a_parent_without_an_address_is_still_referred_to() -> None:
    answered = parsed_entry(replace(REPLY, parent_url=None)).find(f"{THR}in-reply-to")

    assert answered is not None
    assert answered.attrib == {"ref": COMMENT.id}


def test_a_comment_without_a_feed_of_replies_links_to_none() -> None:
    entry = parsed_entry(replace(COMMENT, replies_url=None))

    assert links(entry, "replies") == []
    assert entry.findtext(f"{THR}total") == "1"


def test_what_is_gone_is_a_tombstone_of_rfc_6721_and_a_changed_entry() -> None:
    root = parsed(replace(FEED, entries=(COMMENT, GONE)))

    tombstones = [element.attrib for element in root.findall(f"{AT}deleted-entry")]
    _kept, changed = root.findall(f"{ATOM}entry")

    assert tombstones == [
        {"ref": "tag:blog.example,2026:comment/c0", "when": "2026-03-14T12:30:00Z"}
    ]
    assert changed.findtext(f"{ATOM}id") == tombstones[0]["ref"]
    assert changed.findtext(f"{ATOM}updated") == tombstones[0]["when"]
    assert changed.findtext(f"{ATOM}content") == GONE.html


def test_pages_are_linked_as_rfc_5005_has_it() -> None:
    root = parsed(PAGED)

    found = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}

    assert found == {
        "self": PAGED.page_url,
        "alternate": PAGED.url,
        "first": PAGED.feed_url,
        "previous": PAGED.previous_url,
        "next": PAGED.next_url,
        "last": PAGED.last_url,
    }
    assert b"archive" not in render_atom(PAGED)


@pytest.mark.parametrize("feed", [FEED, EMPTY])
def test_prefixes_are_the_same_whatever_the_feed_holds(feed: Feed) -> None:
    written = render_atom(feed).decode()

    for prefix, namespace in (("", ATOM), (":thr", THR), (":at", AT)):
        assert f'xmlns{prefix}="{namespace.strip("{}")}"' in written
    assert "ns0:" not in written


@pytest.mark.parametrize(
    "change",
    [
        {"subtitle": "", "language": "", "total": None},
        {"entries": (replace(COMMENT, author_url=None, article_url=""),)},
        {"entries": (replace(COMMENT, updated=NOON.replace(microsecond=1)),)},
    ],
)
def test_what_is_not_known_leaves_no_empty_element_or_address(
    change: dict[str, str],
) -> None:
    written = render_atom(replace(FEED, **change))  # type: ignore[arg-type]

    assert b'""' not in written
    assert b"<subtitle />" not in written
    assert b"<uri />" not in written
    assert b"." not in written.split(b"<updated>")[-1].split(b"<")[0]


@pytest.mark.parametrize("feed", [FEED, EMPTY])
def test_a_feed_reader_finds_nothing_to_object_to(feed: Feed) -> None:
    read = feedparser.parse(render_atom(feed))

    assert not read.bozo
    assert read.version == "atom10"
    assert [entry.id for entry in read.entries] == [entry.id for entry in feed.entries]
    assert read.feed.opensearch_totalresults == str(feed.total)
