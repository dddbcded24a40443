"""``commentbox article put`` does what the API does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.models import Article, Discussion
from tests.integration.cli.conftest import Run
from tests.integration.people import nothing_stored

PUT = (
    "article",
    "put",
    "first",
    "--url",
    "https://blog.example.org/1",
    "--title",
    "One",
)


def test_an_article_is_put_as_the_api_does(
    founded: Run, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "body.html").write_text("<p>About <b>lamps</b>.</p>", "utf-8")

    first = founded(
        *PUT,
        *("--author", "Hedy", "--language", "de", "--comments", "closed"),
        *("--published-at", "2026-01-31T12:00:00Z"),
        *("--body-file", str(tmp_path / "body.html")),
    )
    again = founded(*PUT)

    assert (first.code, again.code) == (0, 0)
    assert first.out == "Article 'first' is new.\n"
    assert again.out == "Article 'first' is up to date.\n"
    article = session.scalars(select(Article)).one()
    assert (article.author, article.language) == ("Hedy", "de")
    assert article.published_at == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert article.body == "About lamps."
    assert article.comments is Discussion.CLOSED


@pytest.mark.parametrize(
    "words",
    [
        ("--url", "blog.example.org"),
        ("--title", ""),
        ("--title", "x" * 501),
        ("--language", "german language"),
        ("--published-at", "yesterday"),
        ("--comments", "shut"),
        ("--site", "nowhere"),
        ("--body-file", "/no/such/file"),
    ],
)
def test_an_article_with_wrong_values_is_not_put(
    founded: Run, clean: Engine, words: tuple[str, ...]
) -> None:
    with nothing_stored(clean):
        said = founded(*PUT, *words)

    assert said.code in {1, 2}
    assert said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("key", ["", "\x00", "a\nb", "x" * 2001])
def test_what_is_no_key_is_refused_as_by_the_api(
    founded: Run, clean: Engine, key: str
) -> None:
    with nothing_stored(clean):
        said = founded("article", "put", key, *PUT[3:])

    assert said.code in {1, 2}
    assert "Traceback" not in said.err


def test_a_body_that_is_no_text_is_refused_in_words(
    founded: Run, clean: Engine, tmp_path: Path
) -> None:
    (tmp_path / "body").write_bytes(b"\xff\xfe\x00")

    with nothing_stored(clean):
        said = founded(*PUT, "--body-file", str(tmp_path / "body"))

    assert said.code in {1, 2}
    assert "Traceback" not in said.err
