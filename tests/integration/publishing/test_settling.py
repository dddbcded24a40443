"""Changes that meet: none waits in a circle, and none runs ahead of its time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from commentbox.models import Article, Site
from commentbox.models.settle import lock_site, touch_articles
from tests.factories import NOON, an_article


def test_a_change_of_all_articles_is_one_change_of_the_site(
    session: Session, site: Site
) -> None:
    articles = [an_article(session, f"number-{n}", site=site) for n in range(20)]
    later = NOON + timedelta(hours=1)
    versions = [article.version for article in articles]

    touch_articles(session, site.id, later)

    session.commit()
    assert site.changed_at == later
    assert {article.changed_at for article in articles} == {later}
    assert [article.version for article in articles] == [v + 1 for v in versions]


def test_what_was_changed_of_the_site_is_kept_with_it(
    session: Session, site: Site, article: Article
) -> None:
    site.max_depth = 3

    touch_articles(session, site.id, NOON + timedelta(hours=1))

    session.commit()
    assert site.max_depth == 3
    assert article.changed_at == site.changed_at


def test_new_rules_and_a_decision_do_not_wait_for_each_other_in_a_circle(
    clean: Engine, article: Article, site: Site
) -> None:
    if clean.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: nobody waits for anybody else's row")
    article_id, site_id = article.id, site.id

    def publish() -> None:
        with Session(clean) as session:
            touch_articles(session, site_id, NOON)
            session.commit()

    with Session(clean) as deciding, ThreadPoolExecutor(1) as pool:
        # As far as a decision has come that holds its article and not yet the site.
        query = select(Article.id).where(Article.id == article_id)
        deciding.execute(query.with_for_update(key_share=True))
        publishing = pool.submit(publish)
        wait_for_a_lock(clean)
        deciding.execute(text("SET LOCAL lock_timeout = '3s'"))

        lock_site(deciding, site_id)

        deciding.commit()
        publishing.result(timeout=5)


def wait_for_a_lock(engine: Engine) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(200):
        with engine.connect() as connection:
            if connection.scalar(waiting):
                return
        sleep(0.01)
    raise AssertionError("nobody waits")
