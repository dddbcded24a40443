"""``commentbox article discover``: what a site lists is looked at, page by page."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from tests.integration.cli.conftest import Run
from tests.publisher import HOST, Publisher, a_publisher

BOX = "<title>{0}</title><comment-box article={0}></comment-box>"


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setenv("COMMENTBOX_ALLOW_PRIVATE_HOSTS", HOST)
    with a_publisher() as publisher:
        yield publisher


def urlset(publisher: Publisher, *paths: str) -> str:
    urls = "".join(
        f"<url><loc>{publisher.url}{path}</loc><lastmod>2026-01-{day:02}</lastmod></url>"
        for day, path in enumerate(paths, 1)
    )
    return (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    )


def asked_for(publisher: Publisher, path: str) -> int:
    return sum(one.startswith(f"GET {path} ".encode()) for one in publisher.asked)


def test_an_index_of_packed_sitemaps_is_followed_and_loops_end(
    run: Run, publisher: Publisher
) -> None:
    one, loop = f"{publisher.url}/one.xml.gz", f"{publisher.url}/index.xml"
    locs = "".join(
        f"<sitemap><loc>{url}</loc></sitemap>"
        for url in (one, loop, "https://elsewhere.example/two.xml")
    )
    publisher.page(
        "/index.xml", f"<sitemapindex>{locs}</sitemapindex>", Content_Type="text/xml"
    )
    packed = gzip.compress(urlset(publisher, "/a", "/b", "/none").encode())
    publisher.page("/one.xml.gz", packed, Content_Type="application/gzip")
    publisher.page("/a", BOX.format("a"))
    publisher.page("/b", BOX.format("b"))
    publisher.page("/none", "<title>No box</title>")
    run("site", "create", "blog", "--url", publisher.url)

    ran = run("article", "discover", "--sitemap", loop)
    again = run("article", "discover", "--sitemap", loop)

    assert ran.code == 0
    assert "3 pages are listed, 3 of them unknown." in ran.out
    assert "3 of 3 looked at: 2 with a box, 1 without, 0 to be tried again" in ran.out
    assert "elsewhere.example" in ran.err
    assert again.out == "3 pages are listed, 0 of them unknown.\n"
    assert asked_for(publisher, "/a") == asked_for(publisher, "/none") == 1
    # The newest first.
    listed = run("article", "list").out.splitlines()
    assert [line[0] for line in listed] == ["b", "a"]


@pytest.mark.parametrize(
    ("kind", "feed"),
    [
        (
            "application/rss+xml",
            "<rss><channel><link>{0}/</link><item><link>{0}/a</link></item>"
            "<item><link>https://elsewhere.example/b</link></item></channel></rss>",
        ),
        (
            "application/atom+xml",
            '<feed xmlns="http://www.w3.org/2005/Atom"><link href="{0}/"/><entry>'
            '<link rel="edit" href="{0}/e"/><link href="{0}/a"/></entry></feed>',
        ),
        ("application/feed+json", '{{"items": [{{"url": "{0}/a"}}, 3, {{}}]}}'),
    ],
)
def test_without_a_sitemap_the_feed_of_the_site_is_read(
    run: Run, publisher: Publisher, kind: str, feed: str
) -> None:
    publisher.page("/feed", feed.format(publisher.url), Content_Type=kind)
    publisher.page("/a", BOX.format("a"))
    feed_url = f"{publisher.url}/feed"
    run("site", "create", "blog", "--url", publisher.url, "--feed", feed_url)

    ran = run("article", "discover")

    assert "1 pages are listed, 1 of them unknown." in ran.out
    assert run("article", "list").out == f"a\topen\t0\t{publisher.url}/a\n"


def test_what_is_beyond_the_bound_is_left_for_the_next_run(
    run: Run, publisher: Publisher
) -> None:
    sitemap = f"{publisher.url}/s.xml"
    publisher.page(
        "/s.xml", urlset(publisher, "/a", "/b"), Content_Type="application/xml"
    )
    publisher.page("/a", BOX.format("a"))
    publisher.page("/b", BOX.format("b"))
    run("site", "create", "blog", "--url", publisher.url)

    first = run("article", "discover", "--sitemap", sitemap, "--most", "1")
    assert "1 are left for later" in first.out
    assert asked_for(publisher, "/a") == 0

    run("article", "discover", "--sitemap", sitemap, "--most", "1")
    assert asked_for(publisher, "/a") == asked_for(publisher, "/b") == 1


def test_a_site_without_a_list_and_a_list_that_is_away_are_told(
    run: Run, publisher: Publisher
) -> None:
    run("site", "create", "blog", "--url", publisher.url)

    nothing = run("article", "discover")
    away = run("article", "discover", "--sitemap", f"{publisher.url}/s.xml")

    assert "say --sitemap URL" in nothing.err
    assert away.code == 1
    assert "it answers 404" in away.err


def test_the_sitemap_of_the_site_comes_first_and_what_it_came_to_is_noted(
    run: Run, publisher: Publisher
) -> None:
    sitemap, feed = f"{publisher.url}/s.xml", f"{publisher.url}/feed"
    listed = urlset(publisher, "/a", "/none")
    publisher.page("/s.xml", listed, Content_Type="application/xml", ETag='"1"')
    publisher.page("/a", BOX.format("a"))
    publisher.page("/none", "<title>No box</title>")
    words = ("--sitemap", sitemap, "--feed", feed)
    run("site", "create", "blog", "--url", publisher.url, *words)
    run("worker", "--once")

    before = run("doctor").out
    publisher.page("/none", BOX.format("late"))
    again = run("article", "discover", "--again")
    after = run("doctor").out

    assert asked_for(publisher, "/feed") == 1
    assert "2 pages, 2 of them new" in before
    assert "2 pages are listed, 1 of them unknown." in again.out
    assert "2 pages, 1 of them new" in after
    keys = [line[0] for line in run("article", "list").out.splitlines()]
    assert sorted(keys) == ["a", "l"]


def test_a_command_that_fails_is_noted_as_well(run: Run, publisher: Publisher) -> None:
    words = ("--sitemap", f"{publisher.url}/s.xml")
    run("site", "create", "blog", "--url", publisher.url, *words)
    publisher.page("/s.xml", urlset(publisher), Content_Type="application/xml")
    run("worker", "--once")

    del publisher.pages["/s.xml"]
    assert run("article", "discover").code == 1

    assert "/s.xml: it answers 404" in run("doctor").out
