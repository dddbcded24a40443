"""What a feed says is fit for every format before one is written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from commentbox.text.feeds import tag_uri
from tests.unit.publishing.samples import COMMENT, FEED

FORBIDDEN = "\x00 \x08 \x0b \x0c \x1b \x1f \x7f \x9f \ud800 \udfff \ufffe \uffff"


@pytest.mark.parametrize(
    ("host", "kind", "key", "expected"),
    [
        ("blog.example", "comment", "c1", "tag:blog.example,2026:comment/c1"),
        ("Blog.Example", "comment", "c1", "tag:blog.example,2026:comment/c1"),
        ("bücher.example", "feed", "x", "tag:xn--bcher-kva.example,2026:feed/x"),
        # A key may be an address; its slashes are not ours.
        ("b.example", "article", "/a b#c", "tag:b.example,2026:article/%2Fa%20b%23c"),
        ("b.example", "article", "ü\ud800", "tag:b.example,2026:article/%C3%BC%3F"),
        ("::1", "comment", "c1", "tag:%3A%3A1,2026:comment/c1"),
    ],
)
def test_an_id_is_a_tag_uri_that_stays_as_it_was_minted(
    host: str, kind: str, key: str, expected: str
) -> None:
    assert tag_uri(host, kind, key) == expected


def test_keys_that_differ_only_in_punctuation_have_different_ids() -> None:
    keys = ["a/b", "a%2Fb", "a:b", "a?b", "a b", "a+b"]

    assert len({tag_uri("b.example", "article", key) for key in keys}) == len(keys)


@pytest.mark.parametrize("name", ["title", "author", "article_title", "html", "id"])
def test_each_character_that_xml_forbids_is_replaced_not_dropped(name: str) -> None:
    entry = replace(COMMENT, **{name: f"a {FORBIDDEN} b"})  # type: ignore[arg-type]

    assert getattr(entry, name) == "a " + "\ufffd " * 12 + "b"


def test_emoji_umlauts_and_right_to_left_letters_stay() -> None:
    text = "Ǽ 👩\u200d🔬 שלום \u200fعربي\u200e \ufffd \U0010fffd ]]> &amp; <b>"

    entry = replace(COMMENT, title=text, html=text)

    assert (entry.title, entry.html) == (text, text)


@pytest.mark.parametrize("name", ["title", "author", "article_title"])
def test_a_name_or_title_is_one_line_that_turns_nothing_round(name: str) -> None:
    hostile = "\n \u202eAda\u2066\r\n\tzu:\u2029 Brücken\u2069 "

    entry = replace(COMMENT, **{name: hostile})  # type: ignore[arg-type]

    assert getattr(entry, name) == "Ada zu: Brücken"


def test_the_text_of_a_comment_keeps_its_lines() -> None:
    entry = replace(COMMENT, html="<pre>a\r\n  b\rc\n</pre>")

    assert entry.html == "<pre>a\n  b\nc\n</pre>"


@pytest.mark.parametrize("name", ["author_url", "article_url", "parent_url"])
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://a.example/ü?q=1&r=%20#x", "https://a.example/ü?q=1&r=%20#x"),
        (" HTTP://A.example ", "HTTP://A.example"),
        ("https://a.example/a b\"c'<d>", "https://a.example/a%20b%22c'%3Cd%3E"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/\u202ecod", "https://a.example/%E2%80%AEcod"),
        ("https://a.example/\x00\ud800", "https://a.example/%EF%BF%BD%EF%BF%BD"),
        ("https://[::1", ""),
        ("https:///path", ""),
        ("//a.example/", ""),
        ("/articles/x", ""),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        (" \x01javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_only_addresses_of_the_web_are_kept(name: str, given: str, kept: str) -> None:
    entry = replace(COMMENT, **{name: given})  # type: ignore[arg-type]

    assert getattr(entry, name) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [("de", "de"), ("de-1996", "de-1996"), ("", ""), ('de" x="', ""), ("ü", "")],
)
def test_only_what_looks_like_a_language_tag_is_one(given: str, kept: str) -> None:
    assert replace(FEED, language=given).language == kept


def test_times_are_told_in_utc() -> None:
    berlin = timezone(timedelta(hours=2))

    entry = replace(COMMENT, updated=datetime(2026, 7, 1, 1, 30, tzinfo=berlin))

    assert entry.updated == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert entry.updated.tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(COMMENT, updated=datetime(2026, 7, 1))  # noqa: DTZ001 - the mistake
