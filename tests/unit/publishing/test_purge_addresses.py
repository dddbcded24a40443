"""Which addresses of an article a cache is told to forget."""

from __future__ import annotations

import pytest

from commentbox.publishing.purging.addresses import of_article

BASE = "https://comments.example.org"


@pytest.mark.parametrize("key", ["a/b", "..", "grün", "a b", "a?b", "50%"])
def test_a_key_that_fits_no_path_is_named_by_query_alone(key: str) -> None:
    urls = set(of_article(BASE, key, (None,)))

    assert not any("/articles/" in url for url in urls)
    assert all(url.isascii() and " " not in url for url in urls)


def test_with_several_sites_each_address_names_its_own() -> None:
    urls = set(of_article(BASE, "first", ("blog",)))

    assert f"{BASE}/articles/first?site=blog" in urls
    assert all("site=blog" in url for url in urls)


@pytest.mark.parametrize(
    ("key", "asked"), [("a~b", "a%7Eb"), ("a*b", "a*b"), ("grün !", "gr%C3%BCn+%21")]
)
def test_the_addresses_that_boxes_ask_for_are_among_them(key: str, asked: str) -> None:
    urls = set(of_article(BASE, key, (None,)))

    # As URLSearchParams of a browser writes it.
    assert f"{BASE}/api/comments?article={asked}&lang=de" in urls
    assert f"{BASE}/api/comments?article={asked}&lang=en&sort=newest" in urls
    assert f"{BASE}/api/counts?article={asked}" in urls
