from __future__ import annotations

from time import process_time
from urllib.parse import urlsplit

import pytest
from hypothesis import given

from commentbox.text.incoming import safe_url
from commentbox.text.urls import link_target
from tests.hostile import hostile_url, judged


@pytest.mark.parametrize(
    ("given_as", "kept_as"),
    [
        ("https://example.org", "https://example.org/"),
        ("example.org", "https://example.org/"),
        (" www.example.org/a?b=c#d ", "https://www.example.org/a?b=c#d"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("//example.org/x", "https://example.org/x"),
        ("HTTP://EXAMPLE.org:80/Ä b".replace(" ", ""), "http://example.org/%C3%84b"),
        ("http://localhost:8000/a", "http://localhost:8000/a"),
        ("https://example.org:443/", "https://example.org/"),
        ("https://straße.de", "https://xn--strae-oqa.de/"),
        ("https://bücher.example", "https://xn--bcher-kva.example/"),
        ("http://192.0.2.7/x", "http://192.0.2.7/x"),
        ("http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/"),
        ("https://example.org/a'b(c)?d=[e]", "https://example.org/a'b(c)?d=%5Be%5D"),
        ('https://example.org/"><b>', "https://example.org/%22%3E%3Cb%3E"),
        ("https://example.org/%C3%A4%zz", "https://example.org/%C3%A4%zz"),
        ("https://example.org./", "https://example.org/"),
        ("https://ｅｘａｍｐｌｅ。org", "https://example.org/"),
    ],
)
def test_a_website_is_made_plain(given_as: str, kept_as: str) -> None:
    assert safe_url(given_as) == kept_as


@pytest.mark.parametrize(
    "given_as",
    [
        *("", " ", "keine", "foo", "/path", "#x", "ada@example.org"),
        *("https://example.org/a\\b", "https://example.org/" + "a" * 2000),
        "https://example.org/" + "ä" * 500,
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript:1", "tel:0123"),
        *(
            "data:text/html,x",
            "ftp://example.org",
            "file:///etc/passwd",
            "mailto:a@b.c",
        ),
        *("java\tscript:alert(1)", "https://exa mple.org", "https://example.org/a b"),
        *(
            "https://example.org/\u202ex",
            "https://example.org/\u200b",
            "https://a\nb.c",
        ),
        *(
            "https://user:pw@example.org",
            "https://@example.org",
            "http:\\\\example.org",
        ),
        *("https://", "https:///x", "http://.", "http://a..b", "http:example.org"),
        *(
            "https://-a.org",
            "https://a-.org",
            "https://exa%6dple.org",
            "https://a_b!.org",
        ),
        *("http://1.2.3", "http://1.2.3.4.5", "http://0x7f.1", "http://2130706433"),
        *("http://256.1.1.1", "http://[::1", "http://[::g]", "http://[fe80::1%25eth0]"),
        *("http://a.b:99999", "http://a.b:x", "http://" + "a" * 64 + ".org"),
        *(
            "http://" + "ä" * 64 + ".org",
            "http://" + "äö" * 30 + ".org",
            "http://ä☃.org",
        ),
        *("http://" + "a." * 130 + "org", "http://a℀b.org", "https://\ud800.org"),
    ],
)
def test_what_cannot_be_made_safe_is_refused(given_as: str) -> None:
    assert safe_url(given_as) is None


def test_a_host_of_marks_costs_no_time() -> None:
    began = process_time()
    url = safe_url("http://" + "\u0301\u0316" * 100_000)

    assert url is None
    assert process_time() - began < 1


@given(text=hostile_url)
@judged
def test_a_kept_website_is_an_ascii_web_address_and_stays_as_it_is(text: str) -> None:
    url = safe_url(text)

    if url is not None:
        assert url.isascii()
        assert url.isprintable()
        assert not set(url) & set(' "<>\\`{}')
        parts = urlsplit(url)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert parts.username is None
        assert safe_url(url) == url


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("https://example.org/x", "https://example.org/x"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
        ("mailto:ada@example.org?bcc=x@example.org", None),
        ("mailto:", None),
        ("example.org", None),  # in a link this is a relative path
        ("//example.org", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_link_leads_to_a_full_address_or_nowhere(
    written: str, target: str | None
) -> None:
    assert link_target(written) == target
