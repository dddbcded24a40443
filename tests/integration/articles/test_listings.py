"""A list of pages can be anything: what is hostile is refused, quickly."""

from __future__ import annotations

import gzip
import time

import pytest

from commentbox.articles.listings import Listed, read_listing
from commentbox.outside.refusals import Refused

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "ha">%s]>
<urlset><url><loc>https://a.example/&z;</loc></url></urlset>""" % b"".join(
    b'<!ENTITY %c "&%c;&%c;">' % (c, c - 1, c - 1) for c in range(98, 123)
)
OUTSIDE = b"""<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<urlset><url><loc>&x;</loc></url></urlset>"""


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        (
            b'<!DOCTYPE urlset SYSTEM "http://127.0.0.1/x.dtd"><urlset/>',
            "document type",
        ),
        (gzip.compress(b"<urlset>" + b" " * 50_000_000, mtime=0), "swells"),
        (gzip.compress(b"<urlset/>", mtime=0)[:-9], "ends too early"),
        (b"<a>" * 3_000_000, "nested"),
        (b"<urlset>" + b"<url><loc>/a</loc></url>" * 60_000, "more than 50000"),
        (b'{"items":' + b"[" * 1_000_000, "no feed"),
        (b"<urlset>&undeclared;</urlset>", "neither"),
        (b"<html><p>Not found", "neither"),
        (b"", "neither"),
    ],
)
def test_promise_15_hostile_lists_are_refused_quickly(body: bytes, why: str) -> None:
    begun = time.perf_counter()

    with pytest.raises(Refused, match=why):
        read_listing(body)

    assert time.perf_counter() - begun < 5


def test_a_line_of_ten_megabytes_is_no_address_and_costs_little() -> None:
    begun = time.perf_counter()
    long = b"https://a.example/" + b"a" * 9_900_000
    body = b"<urlset><url><loc>%s</loc></url><url><loc>/b</loc></url></urlset>" % long

    assert read_listing(body).pages == [Listed("/b")]
    assert time.perf_counter() - begun < 5


def test_the_address_of_a_picture_is_not_that_of_the_page() -> None:
    body = (
        b'<urlset xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><url>'
        b"<i:image><i:loc>/picture</i:loc></i:image><loc> /page </loc></url></urlset>"
    )

    assert [one.url for one in read_listing(body).pages] == ["/page"]
