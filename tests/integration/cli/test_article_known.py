"""``commentbox article show`` and ``change``: one article, looked at and set right."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Article, Discussion, LogEntry, Site
from tests.factories import a_comment, an_article
from tests.integration.cli.conftest import Run
from tests.integration.people import nothing_stored

URL = "https://blog.example.org/first"


@pytest.fixture
def article(session: Session, site: Site) -> Article:
    article = an_article(session, site=site, author="Hedy", body="About lamps.")
    an_article(session, "second", site=site)
    session.commit()
    return article


def test_what_is_known_is_shown_a_line_each(
    run: Run, session: Session, article: Article
) -> None:
    a_comment(session, article, state=State.APPROVED)
    a_comment(session, article)
    a_comment(session, article, state=State.FILTERED)
    session.commit()

    said = run("article", "show", "first")

    assert said.code == 0
    assert said.out.splitlines() == [
        "key          first",
        "site         blog",
        f"address      {URL}",
        "title        A lamp that never flickers",
        "author       Hedy",
        "language     en",
        "published    -",
        "discussion   open",
        "comments     1 public, 2 wait",
        "text         12 characters",
        "known since  2026-03-02T12:00:00Z",
    ]


def test_what_is_given_is_changed_and_the_rest_stays(
    run: Run, session: Session, article: Article, tmp_path: Path
) -> None:
    version = article.version
    (tmp_path / "body").write_text("<p>On candles.", "utf-8")

    said = run(
        *("article", "change", "first", "--url", "https://blog.example.org/new"),
        *("--title", "A candle", "--language", "de"),
        *("--published-at", "2026-01-31T12:00:00Z"),
        *("--body-file", str(tmp_path / "body")),
    )

    assert (said.code, said.out) == (0, "Article 'first' is changed.\n")
    session.rollback()
    assert (article.url, article.title) == ("https://blog.example.org/new", "A candle")
    assert (article.author, article.language, article.body) == (
        *("Hedy", "de"),
        "On candles.",
    )
    assert article.published_at == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert article.version > version


def test_what_is_like_that_already_is_said(
    run: Run, clean: Engine, article: Article
) -> None:
    with nothing_stored(clean):
        said = run("article", "change", "first", "--url", URL, "--comments", "open")

    assert said.out == "Article 'first' is like that already.\n"


def test_what_a_person_opens_stays_open_and_is_in_the_log(
    run: Run, session: Session, article: Article
) -> None:
    run("article", "change", "first", "--comments", "closed")
    run("article", "change", "first", "--comments", "open")

    session.expire_all()
    assert (article.comments, article.kept_open) == (Discussion.OPEN, True)
    kinds = [entry.kind for entry in session.scalars(select(LogEntry))]
    assert sorted(kinds) == ["article.closed", "article.opened"]
    assert "discussion   open, stays open" in run("article", "show", "first").out


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("first",), "say what to change"),
        (("third", "--title", "x"), "blog has no article 'third'"),
        ((URL, "--title", "x"), f"no article '{URL}'; 'first' has this address"),
        (
            ("first", "--url", "https://blog.example.org/second"),
            "https://blog.example.org/second is the address of 'second' already",
        ),
        (("first", "--url", "blog.example.org"), "url: This must be an address"),
        (("first", "--title", " "), "title: This must have 1 to 500 characters"),
        (("first", "--published-at", "soon"), "published_at: This must be a time"),
        (("first", "--comments", "shut"), "--comments"),
        (("first", "--site", "nowhere", "--title", "x"), "no site 'nowhere'"),
    ],
)
def test_what_does_not_fit_is_said_in_words_and_nothing_is_changed(
    run: Run, clean: Engine, words: tuple[str, ...], said: str
) -> None:
    with nothing_stored(clean):
        ran = run("article", "change", *words)

    assert ran.code in {1, 2}
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_key_is_not_shown(run: Run, article: Article) -> None:
    said = run("article", "show", "third")

    assert said.code == 1
    assert f"{article.site.name} has no article 'third'" in said.err
