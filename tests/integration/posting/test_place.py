"""What a process holds of an article is never older than the article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import NotFound
from commentbox.domain.states import State
from commentbox.extensions import db
from commentbox.models import (
    Article,
    Discussion,
    Moderator,
    PrivacyNotice,
    RuleBook,
    Site,
)
from commentbox.posting.place import HELD, HELD_CHARACTERS, Place, asked_place
from commentbox.rulebook.publish import publish_notice, publish_rulebook
from tests.factories import (
    NOON,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
)


@pytest.fixture
def article(session: Session) -> Article:
    article = an_article(session)
    a_moderator(session, "grace@example.org", name="Grace")
    session.commit()
    return article


@contextmanager
def asked(app: Flask, key: str = "first", **query: str) -> Iterator[Place]:
    asking = {"article": key, **query}
    with app.test_request_context("/api/comments", query_string=asking):
        yield asked_place()


def test_what_is_held_is_read_by_one_query(app: Flask, article: Article) -> None:
    queries: list[str] = []

    def note(_c: Connection, _cur: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            queries.append(statement)

    with asked(app) as first, app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    with asked(app) as second:
        assert second is first
    assert len(queries) == 1


def test_a_new_title_is_known_at_once(
    app: Flask, session: Session, article: Article
) -> None:
    with asked(app):
        pass
    article.title = "Another lamp"
    session.commit()

    with asked(app) as place:
        assert place.article.title == "Another lamp"


def test_a_setting_of_the_site_is_known_at_once(
    app: Flask, session: Session, article: Article
) -> None:
    with asked(app):
        pass
    article.site.words = ["flicker"]
    session.commit()

    with asked(app) as place:
        assert place.around.measures.words == ("flicker",)


def test_a_closed_discussion_is_known_at_once(
    app: Flask, session: Session, article: Article
) -> None:
    with asked(app):
        pass
    article.comments = Discussion.CLOSED
    session.commit()

    with asked(app) as place:
        assert place.article.comments is Discussion.CLOSED


def test_a_new_rule_book_and_a_new_notice_are_known_at_once(
    app: Flask, session: Session, article: Article
) -> None:
    with asked(app):
        pass
    later = NOON + timedelta(hours=1)
    book = session.scalars(select(RuleBook)).one()
    document = {**book.document, "rules": book.document["rules"][:1]}
    publish_rulebook(session, article.site_id, document, now=later)
    notice = session.scalars(select(PrivacyNotice)).one()
    publish_notice(session, article.site_id, notice.document, now=later)
    session.commit()

    with asked(app) as place:
        rules = {binding.rule for binding in place.around.measures.bindings}
        assert rules == {document["rules"][0]["code"]}
        assert place.notice_as_shown().version == 2


def test_a_new_name_of_the_staff_is_reserved_at_once(
    app: Flask, session: Session, article: Article
) -> None:
    with asked(app):
        pass
    session.scalars(select(Moderator)).one().name = "Grace Hopper"
    session.commit()

    with asked(app) as place:
        assert "Grace Hopper" in place.around.reserved_names


def test_what_was_published_last_is_part_of_the_thread_at_once(
    app: Flask, session: Session, article: Article
) -> None:
    with asked(app) as place:
        assert place.around.before.thread == ()
    comment = a_comment(session, article, body="A lamp!")
    decided(session, comment, State.APPROVED)
    session.commit()

    with asked(app) as place:
        assert place.around.before.thread == ("A lamp!",)


def test_a_second_site_must_be_named(
    app: Flask, session: Session, article: Article
) -> None:
    with asked(app):
        pass
    other: Site = a_site(session, "other")
    an_article(session, site=other, title="Of the other site")
    session.commit()

    with asked(app, site="other") as place:
        assert place.article.title == "Of the other site"
    with pytest.raises(NotFound), asked(app):
        pass


def test_articles_that_are_not_there_are_not_held(app: Flask, article: Article) -> None:
    for n in range(3 * HELD):
        with pytest.raises(NotFound), asked(app, f"unknown-{n}"):
            pass

    with asked(app) as place, asked(app) as again:
        assert place is again


def test_what_is_approved_elsewhere_leaves_an_article_held(
    app: Flask, session: Session, article: Article
) -> None:
    comment = a_comment(session, an_article(session, "second"), body="A lamp!")
    session.commit()
    with asked(app) as before:
        pass
    decided(session, comment, State.APPROVED)
    session.commit()

    with asked(app) as place:
        assert place is before


def test_long_articles_leave_room_for_fewer(
    app: Flask, session: Session, article: Article
) -> None:
    article.body = "a" * (HELD_CHARACTERS // 2)
    an_article(session, "second", body="b" * HELD_CHARACTERS)
    session.commit()
    with asked(app) as first, asked(app) as again:
        assert first is again

    with asked(app, "second") as second, asked(app, "second") as again:
        assert second is again
    with asked(app) as anew:
        assert anew is not first
