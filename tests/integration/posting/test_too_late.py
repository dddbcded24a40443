"""What an author or a reader asks for may have become impossible meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.errors import DiscussionClosed, NotFound
from commentbox.models import Article, Comment, Discussion
from commentbox.models.ids import new_id
from commentbox.posting.author import edit, withdraw
from commentbox.posting.submit import submit
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    SECRET_KEY,
    a_comment,
    a_submission,
    an_article,
)


@pytest.fixture
def withdrawn(session: Session) -> Comment:
    comment = a_comment(session)
    withdraw(session, comment, now=NOON)
    session.commit()
    return comment


def test_a_discussion_that_closes_while_a_text_is_screened_takes_no_more(
    session: Session,
) -> None:
    article: Article = an_article(session, comments=Discussion.CLOSED)

    with pytest.raises(DiscussionClosed):
        submit(
            session,
            a_submission(article),
            NOTHING_FOUND,
            comment_id=new_id(),
            secret_key=SECRET_KEY,
        )


def test_an_edit_that_comes_after_the_withdrawal_finds_nothing(
    session: Session, withdrawn: Comment
) -> None:
    with pytest.raises(NotFound):
        edit(session, withdrawn, "Back again.", NOTHING_FOUND, now=NOON)

    assert [revision.body for revision in withdrawn.revisions] == [""]


def test_to_withdraw_twice_is_to_withdraw_once(
    session: Session, withdrawn: Comment
) -> None:
    changed_at = withdrawn.article.changed_at

    withdraw(session, withdrawn, now=NOON)

    assert withdrawn.erased_at == NOON
    assert withdrawn.article.changed_at == changed_at
