"""``commentbox article fetch``: what the box of a page names becomes known."""

from __future__ import annotations

import pytest

from tests.integration.cli.conftest import Run
from tests.publisher import HOST, a_publisher


def test_a_page_is_read_and_its_article_listed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_ALLOW_PRIVATE_HOSTS", HOST)
    with a_publisher() as publisher:
        publisher.page("/a", "<title>A</title><comment-box article=a></comment-box>")
        publisher.page("/b", "<title>B</title>")
        run("site", "create", "blog", "--url", publisher.url)

        first = run("article", "fetch", f"{publisher.url}/a")
        again = run("article", "fetch", f"{publisher.url}/a")
        none = run("article", "fetch", f"{publisher.url}/b")
        away = run("article", "fetch", "https://elsewhere.example/a")

        assert (first.code, first.out) == (0, "Article 'a' is new.\n")
        assert again.out == "Article 'a' is known already.\n"
        assert none.code == away.code == 1
        assert "carries no" in none.err
        assert run("article", "list").out == f"a\topen\t0\t{publisher.url}/a\n"


def test_a_page_whose_address_belongs_to_another_key_adds_nothing_until_it_is_set_right(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_ALLOW_PRIVATE_HOSTS", HOST)
    with a_publisher() as publisher:
        url = f"{publisher.url}/a"
        publisher.page("/a", "<title>A</title><comment-box article=new></comment-box>")
        run("site", "create", "blog", "--url", publisher.url)
        run("article", "put", "old", "--url", url, "--title", "A")

        refused = run("article", "fetch", url)
        run("article", "change", "old", "--url", f"{publisher.url}/old")
        taken = run("article", "fetch", url)

        said = "Article 'new' is not added: its address belongs to 'old'.\n"
        assert refused.out == said
        assert taken.out == "Article 'new' is new.\n"
