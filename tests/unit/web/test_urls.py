"""Addresses are built from the base URL, and a key stands in the path where it can."""

import re
from uuid import UUID

import pytest
from flask import g

from commentbox.web.urls import (
    absolute,
    article_path,
    permalink,
    site_name,
    static_url,
)
from tests.unit.models.rows import a_site, an_article
from tests.unit.web.conftest import Configure

BASE = "https://comments.example.org"


@pytest.fixture(autouse=True)
def _one_site(configure: Configure) -> None:
    configure(base_url=BASE)
    g.sites = [a_site()]


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ({}, f"{BASE}/rules"),
        ({"site": None}, f"{BASE}/rules"),
        ({"site": "blog"}, f"{BASE}/rules?site=blog"),
        ({"site": None, "lang": "de"}, f"{BASE}/rules?lang=de"),
        ({"a": "x&b=y#z", "c": ""}, f"{BASE}/rules?a=x%26b%3Dy%23z&c="),
        ({"a": "ü /?"}, f"{BASE}/rules?a=%C3%BC+%2F%3F"),
    ],
)
def test_an_address_begins_with_the_base_url(
    query: dict[str, str | None], address: str
) -> None:
    assert absolute("/rules", **query) == address


@pytest.mark.parametrize(
    "key",
    [
        "first",
        "2026",
        "a.b",
        "...",
        ".a",
        "a~b",
        "user:1",
        "a@b",
        "wow!",
        "-",
        "_",
        "x" * 200,
    ],
)
def test_a_plain_key_stands_in_the_path(key: str) -> None:
    article = an_article(key)

    assert article_path(article) == f"{BASE}/articles/{key}"
    assert article_path(article, "/feed.atom") == f"{BASE}/articles/{key}/feed.atom"


@pytest.mark.parametrize(
    ("key", "quoted"),
    [
        # A browser would take these for "here" and "one up".
        (".", "."),
        ("..", ".."),
        (
            "https://blog.example.org/a?b=c",
            "https%3A%2F%2Fblog.example.org%2Fa%3Fb%3Dc",
        ),
        ("a/b", "a%2Fb"),
        ("a b", "a+b"),
        ("50%", "50%25"),
        ("brücke", "br%C3%BCcke"),
        ("a+b", "a%2Bb"),
        ("first\n", "first%0A"),
        ("x" * 201, "x" * 201),
    ],
)
def test_any_other_key_stands_in_the_query(key: str, quoted: str) -> None:
    article = an_article(key)

    assert article_path(article) == f"{BASE}/article?article={quoted}"
    assert article_path(article, "/comments", lang="de") == (
        f"{BASE}/article/comments?article={quoted}&lang=de"
    )


def test_the_site_is_named_only_where_there_are_several() -> None:
    blog, shop = a_site(), a_site("shop")
    article = an_article("first", site=blog)
    assert site_name(blog) is None
    assert article_path(article) == f"{BASE}/articles/first"

    g.sites = [blog, shop]

    assert site_name(blog) == "blog"
    assert article_path(article) == f"{BASE}/articles/first?site=blog"
    assert article_path(an_article("a/b", site=blog)) == (
        f"{BASE}/article?article=a%2Fb&site=blog"
    )


def test_a_permalink_names_the_comment_and_nothing_else() -> None:
    id_ = UUID("019cae6b-6600-768f-80e6-409f13480e1f")

    assert permalink(id_) == permalink(str(id_)) == f"{BASE}/comments/{id_}"


def test_the_address_of_a_static_file_tells_its_content() -> None:
    names = ["tokens.css", "page.css"]

    marks = {
        static_url(name).removeprefix(f"{BASE}/static/{name}?v=") for name in names
    }

    assert len(marks) == 2
    assert all(re.fullmatch("[0-9a-f]{12}", mark) for mark in marks)


def test_a_static_file_that_is_missing_is_noticed() -> None:
    with pytest.raises(FileNotFoundError):
        static_url("missing.css")
