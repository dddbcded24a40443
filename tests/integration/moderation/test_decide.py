"""What a decision changes of a comment: the verb itself, with its own time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import (
    ImpossibleMove,
    InvalidFields,
    NotFound,
    StaleDecision,
)
from commentbox.domain.standing import Standing
from commentbox.domain.states import State
from commentbox.models import Article, Decision, Moderator, RuleBook, Site, Via
from commentbox.models.ids import new_id
from commentbox.moderation.decide import Intent, decide, last_decision
from commentbox.posting.author import edit, withdraw
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_rulebook
from tests.factories import NOON, NOTHING_FOUND, a_comment, decided
from tests.integration.people import someone_who_moderates

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def grace(session: Session, site: Site) -> Moderator:
    return someone_who_moderates(session, site)


pytestmark = pytest.mark.usefixtures("grace", "article")


def test_an_approval_publishes_now(session: Session, article: Article) -> None:
    comment = a_comment(session, article)
    version = article.version

    decided(session, comment, State.APPROVED, now=LATER)

    assert comment.standing is Standing.PUBLIC
    assert comment.in_view
    assert comment.published_at == comment.changed_at == LATER
    assert comment.shown == 1
    assert article.comment_count == 1
    assert article.version == version + 1
    assert article.changed_at >= LATER


def test_a_rejection_changes_nothing_that_readers_see(
    session: Session, article: Article
) -> None:
    comment = a_comment(session, article)
    before = (article.version, article.changed_at, article.comment_count)

    decided(session, comment, State.REJECTED, rule="topic", now=LATER)

    assert comment.standing is Standing.HIDDEN
    assert (comment.published_at, comment.changed_at) == (None, None)
    assert (article.version, article.changed_at, article.comment_count) == before


def test_a_removal_says_under_which_rule_and_when(
    session: Session, article: Article
) -> None:
    comment = a_comment(session, article, state=State.APPROVED)

    decided(session, comment, State.REMOVED, rule="topic", now=LATER)

    assert comment.standing is Standing.TOMBSTONE
    assert (comment.removed_rule, comment.removed_at) == ("topic", LATER)
    assert article.comment_count == 0


def test_a_restored_comment_keeps_the_time_of_its_first_publication(
    session: Session, article: Article
) -> None:
    comment = a_comment(session, article, state=State.REMOVED)

    decided(session, comment, State.APPROVED, now=LATER)

    assert comment.standing is Standing.PUBLIC
    assert comment.published_at == NOON
    assert comment.changed_at == LATER
    assert (comment.removed_rule, comment.removed_at) == (None, None)
    assert article.comment_count == 1


def test_public_spam_leaves_no_tombstone(session: Session, article: Article) -> None:
    comment = a_comment(session, article, state=State.APPROVED)

    decided(session, comment, State.SPAM, now=LATER)

    assert comment.standing is Standing.HIDDEN
    assert not comment.in_view
    assert article.comment_count == 0


def test_a_decision_keeps_the_version_of_the_rule_book_in_force(
    session: Session, site: Site
) -> None:
    publish_rulebook(session, site.id, builtin("rulebook"), now=NOON)
    comment = a_comment(session)

    decision = decided(session, comment, State.REJECTED, rule="topic", now=LATER)

    assert decision.rulebook_version == 2
    assert decision.decided_at == LATER
    versions = session.scalars(select(RuleBook.version)).all()
    assert sorted(versions) == [1, 2]


@pytest.mark.parametrize("state", [State.FILTERED, State.SPAM])
def test_a_machine_that_holds_back_decides_in_writing(
    session: Session, state: State
) -> None:
    comment = a_comment(session, state=state)

    decision = session.scalars(select(Decision)).one()

    assert (decision.from_state, decision.to_state) == (None, state)
    assert decision.automated
    assert decision.via is Via.SCREENING
    assert decision.moderator is None
    assert last_decision(session, comment.id) is None


@pytest.mark.parametrize("state", [State.FILTERED, State.SPAM])
def test_a_person_overrules_the_machine(session: Session, state: State) -> None:
    comment = a_comment(session, state=state)

    decision = decided(session, comment, State.APPROVED)

    assert decision.from_state is state
    assert last_decision(session, comment.id) is decision
    assert comment.standing is Standing.PUBLIC


def test_nobody_decides_about_what_is_not_there(
    session: Session, grace: Moderator
) -> None:
    intent = Intent(to=State.APPROVED, revision=1)

    with pytest.raises(NotFound):
        decide(session, new_id(), intent, moderator=grace, via=Via.DESK, now=NOON)


def test_nobody_decides_about_what_was_withdrawn(session: Session) -> None:
    comment = a_comment(session)
    withdraw(session, comment, now=NOON)

    with pytest.raises(NotFound):
        decided(session, comment, State.APPROVED)


def test_what_fails_leaves_everything_as_it_was(session: Session) -> None:
    comment = a_comment(session)

    with pytest.raises(InvalidFields):
        decided(session, comment, State.REJECTED)
    with pytest.raises(ImpossibleMove):
        decided(session, comment, State.REMOVED, rule="topic")

    session.flush()
    assert comment.latest.state is State.PENDING
    assert not session.scalars(select(Decision)).all()


def test_a_text_that_was_replaced_cannot_be_decided(session: Session) -> None:
    comment = a_comment(session)
    edit(session, comment, "New words.", NOTHING_FOUND, now=NOON)

    with pytest.raises(StaleDecision) as stale:
        decided(session, comment, State.APPROVED, revision=1)

    assert stale.value.first is None


def test_who_was_first_is_named_for_the_text_in_question(session: Session) -> None:
    comment = a_comment(session)
    first = decided(session, comment, State.REJECTED, rule="topic")
    edit(session, comment, "New words.", NOTHING_FOUND, now=NOON)
    decided(session, comment, State.APPROVED, revision=2)

    with pytest.raises(StaleDecision) as stale:
        decided(session, comment, State.APPROVED, revision=1)

    assert stale.value.first is first


def test_spam_after_an_edit_brings_back_the_text_that_was_approved_before(
    session: Session, article: Article
) -> None:
    comment = a_comment(session, article, state=State.APPROVED)
    edit(session, comment, "Buy!", NOTHING_FOUND, now=NOON)
    decided(session, comment, State.APPROVED, revision=2)
    assert comment.shown == 2

    decided(session, comment, State.SPAM, revision=2)

    assert comment.standing is Standing.PUBLIC
    assert comment.shown == 1
    assert article.comment_count == 1
