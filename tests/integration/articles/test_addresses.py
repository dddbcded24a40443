"""An article is found by its address through an index, however many there are."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event, insert, text
from sqlalchemy.orm import Session

from commentbox.models import Article, Discussion, Site
from commentbox.publishing.syndication.wordpress import article_at
from tests.factories import NOON


@pytest.fixture
def many(session: Session, site: Site) -> int:
    facts = {
        "site_id": site.id,
        "title": "A lamp",
        "language": "en",
        "body": "",
        "comments": Discussion.OPEN,
        "changed_at": NOON,
        "created_at": NOON,
    }
    rows = [
        {**facts, "key": str(n), "url": f"{site.url}/2026/{n}/"} for n in range(3_000)
    ]
    session.execute(insert(Article), rows)
    session.commit()
    return len(rows)


def test_it_is_found_without_looking_at_the_others(
    session: Session, site: Site, clean: Engine, many: int
) -> None:
    asked: list[tuple[str, object]] = []

    @event.listens_for(clean, "before_cursor_execute")
    def note(_c: object, _cursor: object, sql: str, values: object, *_: object) -> None:
        asked.append((sql, values))

    is_sqlite = clean.dialect.name == "sqlite"
    if not is_sqlite:
        # By itself it does so after many changes; SQLite never does.
        with clean.begin() as connection:
            connection.execute(text("ANALYZE article"))

    found = article_at(session, site, f"2026/{many - 1}", {})

    assert found is not None
    assert found.key == str(many - 1)
    sql, values = asked[-1]
    how = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    with clean.connect() as connection:
        rows = connection.exec_driver_sql(how + sql, values)  # type: ignore[arg-type]
        plan = "\n".join(str(row[-1]) for row in rows)
    index = "ix_article_site_id_article_url" if is_sqlite else "ix_article_url"
    assert index in plan
    assert "SCAN article" not in plan
    assert "Seq Scan on article" not in plan


def test_a_long_address_is_stored_as_it_is(session: Session, site: Site) -> None:
    url = f"{site.url}/{'%C3%BC' * 1_900}"
    article = Article(
        site=site,
        key="long",
        url=url,
        title="A lamp",
        language="en",
        changed_at=NOON,
        created_at=NOON,
    )
    session.add(article)
    session.commit()

    assert article.url == url
