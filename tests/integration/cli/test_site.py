"""``commentbox site create``: a site takes posts at once."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import LaneCount, LogEntry, Site
from tests.integration.cli.conftest import CREATE, Run
from tests.integration.people import Ada, nothing_stored
from tests.page import PageClient, json_of


def test_a_site_takes_posts_at_once(
    run: Run, client: PageClient, session: Session
) -> None:
    assert run(*CREATE).out == "Site 'blog' is ready.\n"
    run(
        "article",
        "put",
        "first",
        "--url",
        "https://blog.example.org/1",
        "--title",
        "One",
    )

    answer = Ada(client).posts()

    assert answer.status_code == 201
    lanes = session.scalars(select(LaneCount.state)).all()
    assert set(lanes) == set(State)
    assert json_of(client.get("/rules.json"))["version"] == 1
    assert json_of(client.get("/privacy.json"))["version"] == 1


def test_the_same_site_again_is_no_error_and_no_change(run: Run, clean: Engine) -> None:
    run(
        *CREATE,
        "--origin",
        "https://www.example.org",
        "--feed",
        "https://b.example/feed",
    )

    with nothing_stored(clean):
        again = run(
            *CREATE,
            "--origin",
            "https://www.example.org",
            "--feed",
            "https://b.example/feed",
        )

    assert again.code == 0
    assert again.out == "Site 'blog' was there already.\n"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--url", "https://other.example.org"), "url"),
        (("--origin", "https://www.example.org"), "origins"),
        (("--feed", "https://blog.example.org/feed"), "feed_url"),
        (("--sitemap", "https://blog.example.org/s.xml"), "sitemap_url"),
        (("--language", "de"), "language"),
        (("--max-depth", "3"), "max_depth"),
        (("--consent", "box"), "consent_mode"),
        (("--name-optional",), "name_required"),
    ],
)
def test_other_values_for_a_known_site_are_refused(
    run: Run, clean: Engine, words: tuple[str, ...], field: str
) -> None:
    run(*CREATE)

    with nothing_stored(clean):
        said = run(*CREATE, *words)

    assert said.code == 1
    assert "site 'blog' exists" in said.err
    assert field in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("--url", "blog.example.org"),
        ("--url", "javascript:alert(1)"),
        ("--url", "https://"),
        ("--origin", "blog.example.org"),
        ("--origin", "https://"),
        ("--feed", "feed.xml"),
        ("--sitemap", "sitemap.xml"),
        ("--language", "fr"),
        ("--timezone", "Europe/Nowhere"),
        ("--max-depth", "0"),
        ("--max-depth", "11"),
        ("--edit-minutes", "-1"),
        ("--consent", "none"),
        ("--address", "ihr"),
    ],
)
def test_a_site_with_wrong_values_is_not_founded(
    run: Run, clean: Engine, words: tuple[str, ...]
) -> None:
    with nothing_stored(clean):
        said = run(*CREATE, *words)

    assert said.code == 2
    assert words[0] in said.err


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\nb", "\x00", "a\u202eb"])
def test_a_site_needs_a_name_that_can_be_written(
    run: Run, clean: Engine, name: str
) -> None:
    with nothing_stored(clean):
        said = run("site", "create", name, "--url", "https://blog.example.org")

    assert said.code == 2
    assert "NAME" in said.err


def test_german_is_the_first_language(run: Run, session: Session) -> None:
    run("site", "create", "blog", "--url", "https://blog.example.org")

    site = session.scalars(select(Site)).one()
    assert (site.language, site.timezone) == ("de", "Europe/Berlin")
    assert site.name_required is True
    assert site.max_depth == 5


def test_a_site_gets_sitemap_and_feed_and_loses_them(
    run: Run, session: Session
) -> None:
    sitemap, feed = "https://blog.example.org/s.xml", "https://blog.example.org/feed"
    run(*CREATE, "--sitemap", sitemap, "--feed", "none")
    site = session.scalars(select(Site)).one()
    assert (site.sitemap_url, site.feed_url) == (sitemap, None)
    session.rollback()

    changed = run("site", "change", "blog", "--sitemap", "none", "--feed", feed)

    assert changed.out == "Site 'blog' is changed.\n"
    assert (site.sitemap_url, site.feed_url) == (None, feed)
    entry = session.scalars(select(LogEntry)).one()
    assert entry.facts == {
        "sitemap_url": {"old": sitemap, "new": None},
        "feed_url": {"old": None, "new": feed},
    }
