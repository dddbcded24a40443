"""RSS says what RSS 2.0 wants and what WordPress's subscribers know."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element, fromstring

import feedparser
import pytest

from commentbox.publishing.feed import Entry, Feed
from commentbox.publishing.rss import render_rss
from commentbox.text.feeds import SUMMARY_LENGTH
from tests.unit.publishing.samples import BASE, COMMENT, EMPTY, FEED, PAGED, REPLY

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
WFW = "{http://wellformedweb.org/CommentAPI/}"


def parsed_channel(feed: Feed) -> Element:
    channel = fromstring(render_rss(feed)).find("channel")  # noqa: S314 - our own bytes
    assert channel is not None
    return channel


def parsed_item(entry: Entry) -> Element:
    item = parsed_channel(replace(FEED, entries=(entry,))).find("item")
    assert item is not None
    return item


def description(html: str) -> str | None:
    return parsed_item(replace(COMMENT, html=html)).findtext("description")


def test_a_channel_has_what_rss_requires() -> None:
    channel = parsed_channel(FEED)

    assert channel.findtext("title") == "Kommentare zu: Brücken"
    assert channel.findtext("link") == "https://blog.example/bridges"
    assert channel.findtext("description") == "Was unter dem Artikel steht"
    assert channel.findtext("language") == "de"
    assert channel.findtext("lastBuildDate") == "Sat, 14 Mar 2026 16:00:00 GMT"
    assert channel.findtext("generator") == "commentbox"
    own = channel.find(f"{ATOM}link")
    assert own is not None
    assert own.attrib == {
        "rel": "self",
        "href": f"{BASE}/articles/bridges/feed",
        "type": "application/rss+xml",
    }


def test_an_item_has_what_a_reader_needs() -> None:
    item = parsed_item(COMMENT)

    assert item.findtext("title") == "Ada zu: Brücken"
    assert item.findtext("link") == COMMENT.url
    assert item.findtext("pubDate") == "Sat, 14 Mar 2026 12:00:00 GMT"
    assert item.findtext(f"{DC}creator") == "Ada"
    assert item.findtext("description") == "Gut gesagt &amp; belegt."
    assert item.findtext(f"{CONTENT}encoded") == COMMENT.html
    assert item.findtext("comments") == COMMENT.url
    assert item.findtext(f"{SLASH}comments") == "1"
    assert item.findtext(f"{WFW}commentRss") == f"{BASE}/comments/c1/feed"


def test_pages_are_linked_as_rfc_5005_has_it() -> None:
    links = parsed_channel(PAGED).findall(f"{ATOM}link")

    assert {link.get("rel"): link.get("href") for link in links} == {
        "self": PAGED.page_url,
        "first": PAGED.feed_url,
        "previous": PAGED.previous_url,
        "next": PAGED.next_url,
        "last": PAGED.last_url,
    }


def test_a_guid_is_the_id_and_no_address() -> None:
    guid = parsed_item(COMMENT).find("guid")

    assert guid is not None
    assert guid.attrib == {"isPermaLink": "false"}
    assert guid.text == COMMENT.id


def test_no_one_is_an_author_because_rss_wants_an_address_of_mail_there() -> None:
    assert parsed_channel(FEED).findall(".//author") == []


@pytest.mark.parametrize(("entry", "tag"), [(COMMENT, None), (REPLY, "en")])
def test_a_comment_in_another_language_than_its_feed_says_so(
    entry: Entry, tag: str | None
) -> None:
    assert parsed_item(entry).findtext(f"{DC}language") == tag


@pytest.mark.parametrize("year", [987, 1999, 2026])
def test_a_date_has_a_year_of_four_digits_and_english_names(year: int) -> None:
    at = datetime(year, 3, 1, 9, 5, 7, tzinfo=UTC)

    date = parsed_item(replace(COMMENT, published=at)).findtext("pubDate") or ""

    assert re.fullmatch(r"[A-Z][a-z]{2}, 01 Mar \d{4} 09:05:07 GMT", date)
    if year > 1000:  # the parser takes lower ones for two digits
        assert parsedate_to_datetime(date) == at


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Eins</p><p>zwei<br>drei</p>", "Eins zwei drei"),
        ("<ul><li>a</li>\n<li>b</li></ul><pre><code>c</code></pre>", "a b c"),
        ("<p>Gr<em>ö</em><strong>ß</strong>e</p>", "Größe"),
        ('<p><a href="https://a.example" rel="ugc">Quelle</a></p>', "Quelle"),
        # Escaped once for HTML: a reader shows the text as it was written.
        ("<p>1 &lt; 2 &amp; &lt;b&gt;</p>", "1 &lt; 2 &amp; &lt;b&gt;"),
        ("<p>&amp;lt;script&amp;gt;</p>", "&amp;lt;script&amp;gt;"),
        # References that stand for what XML forbids.
        ("<p>a&#12;b&#xD800;c&#1;d</p>", "a\ufffdb\ufffdcd"),
        ("", ""),
    ],
)
def test_a_description_is_the_plain_text_of_the_comment(
    html: str, expected: str
) -> None:
    assert (description(html) or "") == expected


def test_a_long_comment_is_described_by_its_first_whole_words() -> None:
    text = description(f"<p>{'Brücke ' * 100}</p>") or ""

    assert text.endswith("Brücke …")
    assert SUMMARY_LENGTH - 10 < len(text) <= SUMMARY_LENGTH + 2


def test_a_description_without_spaces_is_cut_where_it_must_be() -> None:
    assert description("ä" * 1000) == "ä" * SUMMARY_LENGTH + " …"


@pytest.mark.parametrize("hostile", ["<img src=x onerror=alert(1)>", "</p><!-- <?x"])
def test_a_name_or_title_holds_no_tag_even_for_readers_that_look_for_one(
    hostile: str,
) -> None:
    entry = replace(COMMENT, title=hostile, author=hostile)
    channel = parsed_channel(
        replace(FEED, title=hostile, subtitle=hostile, entries=(entry,))
    )

    shown = [
        channel.findtext("title"),
        channel.findtext("description"),
        channel.findtext("item/title"),
        channel.findtext(f"item/{DC}creator"),
    ]

    assert shown == [re.sub("<", "‹", hostile)] * 4


def test_a_title_may_love_and_compare() -> None:
    item = parsed_item(replace(COMMENT, title="AT&T <3 a < b"))

    assert item.findtext("title") == "AT&T <3 a < b"


def test_a_channel_without_subtitle_is_described_by_its_title() -> None:
    channel = parsed_channel(replace(FEED, subtitle="", language=""))

    assert channel.findtext("description") == "Kommentare zu: Brücken"
    assert channel.find("language") is None


def test_a_comment_without_a_feed_of_replies_links_to_none() -> None:
    item = parsed_item(replace(COMMENT, replies_url=None))

    assert item.find(f"{WFW}commentRss") is None


@pytest.mark.parametrize("feed", [FEED, EMPTY])
def test_a_feed_reader_finds_nothing_to_object_to(feed: Feed) -> None:
    read = feedparser.parse(render_rss(feed))

    assert not read.bozo
    assert read.version == "rss20"
    assert [entry.id for entry in read.entries] == [entry.id for entry in feed.entries]
    assert read.feed.opensearch_totalresults == str(feed.total)
