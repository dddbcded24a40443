"""A decision with a while to take it back: stored, claimed, carried out once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import ImpossibleMove, InvalidFields, StaleDecision
from commentbox.domain.states import State
from commentbox.extensions import begin_write, make_engine
from commentbox.housekeeping import carry_out_due
from commentbox.models import (
    Article,
    Comment,
    Decision,
    IntendedDecision,
    Moderator,
    RuleBook,
    Site,
    Via,
)
from commentbox.models.lanes import lane_counts
from commentbox.moderation.decide import Intent
from commentbox.moderation.intend import (
    carry_out,
    due,
    forget_overtaken,
    intend,
    take_back,
    take_back_batch,
)
from commentbox.posting.author import edit, withdraw
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_rulebook
from tests.factories import NOON, NOTHING_FOUND, a_comment, a_site, an_article, decided
from tests.integration.people import Ada, Grace, someone_who_moderates
from tests.page import json_of

DELAY = timedelta(seconds=10)
DUE = NOON + DELAY

pytestmark = pytest.mark.usefixtures("article")


@pytest.fixture
def heidi(session: Session, site: Site) -> Moderator:
    moderator = someone_who_moderates(session, site, "heidi@example.org", "Heidi")
    session.commit()
    return moderator


def intended(
    session: Session,
    comment: Comment,
    moderator: Moderator,
    to: State = State.APPROVED,
    **values: Any,
) -> IntendedDecision:
    batch = values.pop("batch", None)
    row = intend(
        session,
        comment.id,
        Intent(to=to, revision=comment.latest.number, **values),
        moderator=moderator,
        now=NOON,
        delay=DELAY,
        batch=batch,
    )
    session.commit()
    return row


def decisions(session: Session) -> list[Decision]:
    session.rollback()
    return list(session.scalars(select(Decision).order_by(Decision.id)))


def intents(session: Session) -> list[IntendedDecision]:
    session.rollback()
    return list(session.scalars(select(IntendedDecision)))


def test_nothing_moves_before_its_time(
    session: Session, clean: Engine, heidi: Moderator
) -> None:
    comment = a_comment(session)
    intended(session, comment, heidi)

    carry_out_due(clean, now=DUE - timedelta(milliseconds=1))

    assert decisions(session) == []
    assert comment.latest.state is State.PENDING


def test_it_moves_when_due_with_everything_that_was_said(
    session: Session, clean: Engine, heidi: Moderator
) -> None:
    comment, batch = a_comment(session), uuid4()
    values = {"rule": "topic", "note": "About cars."}
    intended(session, comment, heidi, State.REJECTED, batch=batch, **values)

    carry_out_due(clean, now=DUE)

    (made,) = decisions(session)
    assert (made.from_state, made.to_state) == (State.PENDING, State.REJECTED)
    assert (made.rule, made.note, made.batch) == ("topic", "About cars.", batch)
    assert (made.moderator, made.via) == (heidi, Via.DESK)
    assert made.decided_at == DUE
    assert comment.latest.state is State.REJECTED
    assert intents(session) == []


def test_spam_names_its_rule_by_itself(
    session: Session, clean: Engine, heidi: Moderator
) -> None:
    intended(session, a_comment(session), heidi, State.SPAM)

    carry_out_due(clean, now=DUE)

    assert [made.rule for made in decisions(session)] == ["spam"]


def test_it_survives_a_restart(session: Session, database: str, clean: Engine) -> None:
    site = session.scalars(select(Site)).one()
    comment = a_comment(session)
    intended(session, comment, someone_who_moderates(session, site))
    clean.dispose()

    another = make_engine(database)
    carry_out_due(another, now=DUE + timedelta(hours=3))
    another.dispose()

    assert [made.to_state for made in decisions(session)] == [State.APPROVED]


def test_what_is_taken_back_in_time_never_happened(
    session: Session, clean: Engine, heidi: Moderator
) -> None:
    comment = a_comment(session)
    row = intended(session, comment, heidi)

    freed = take_back(session, [row.id], moderator=heidi)
    session.commit()
    carry_out_due(clean, now=DUE)

    assert freed == [comment.id]
    assert decisions(session) == []
    assert comment.latest.state is State.PENDING


def test_what_counts_already_cannot_be_taken_back(
    session: Session, clean: Engine, heidi: Moderator
) -> None:
    comment = a_comment(session)
    id_ = intended(session, comment, heidi).id
    carry_out_due(clean, now=DUE)
    session.rollback()

    assert take_back(session, [id_], moderator=heidi) == []

    session.commit()
    assert comment.latest.state is State.APPROVED


def test_nobody_takes_back_what_another_decided(
    session: Session, site: Site, heidi: Moderator
) -> None:
    grace = someone_who_moderates(session, site)
    row = intended(session, a_comment(session), heidi, batch=uuid4())
    assert row.batch is not None

    assert take_back(session, [row.id], moderator=grace) == []
    assert take_back_batch(session, row.batch, moderator=grace) == []

    session.commit()
    assert len(intents(session)) == 1


def test_a_batch_is_taken_back_as_one(session: Session, heidi: Moderator) -> None:
    batch = uuid4()
    comments = [a_comment(session, body=f"Number {n}.") for n in range(3)]
    for comment in comments:
        intended(session, comment, heidi, batch=batch)
    intended(session, a_comment(session, body="Alone."), heidi)

    freed = take_back_batch(session, batch, moderator=heidi)
    session.commit()

    assert sorted(freed) == sorted(comment.id for comment in comments)
    assert len(intents(session)) == 1


def test_while_it_waits_nobody_else_decides(
    session: Session, site: Site, heidi: Moderator
) -> None:
    grace = someone_who_moderates(session, site)
    comment = a_comment(session)
    row = intended(session, comment, heidi)

    with pytest.raises(StaleDecision) as at_once:
        decided(session, comment, State.SPAM, moderator=grace)
    with pytest.raises(StaleDecision) as as_well:
        intended(session, comment, grace, State.SPAM)

    assert at_once.value.first is row
    assert as_well.value.first is row


def test_what_could_not_be_decided_cannot_be_intended(
    session: Session, heidi: Moderator
) -> None:
    comment = a_comment(session)

    with pytest.raises(InvalidFields):
        intended(session, comment, heidi, State.REJECTED)
    with pytest.raises(ImpossibleMove):
        intended(session, comment, heidi, State.REMOVED, rule="topic")

    assert intents(session) == []


def an_edit(session: Session, comment: Comment) -> None:
    edit(session, comment, "New words.", NOTHING_FOUND, now=NOON)


def a_book_without_the_rule(session: Session, comment: Comment) -> None:
    book = builtin("rulebook")
    rules = [rule for rule in book["rules"] if rule["code"] != "topic"]
    numbered = [{**rule, "number": n} for n, rule in enumerate(rules, 1)]
    publish_rulebook(session, comment.site_id, {**book, "rules": numbered}, now=NOON)


@pytest.mark.parametrize("meanwhile", [an_edit, a_book_without_the_rule])
def test_what_was_overtaken_moves_nothing_and_waits_for_its_moderator(
    session: Session, clean: Engine, heidi: Moderator, meanwhile: Any
) -> None:
    comment = a_comment(session)
    row = intended(session, comment, heidi, State.REJECTED, rule="topic")
    meanwhile(session, comment)
    session.commit()

    carry_out_due(clean, now=DUE)
    carry_out_due(clean, now=DUE + DELAY)

    assert decisions(session) == []
    assert [intent.overtaken_at for intent in intents(session)] == [DUE]
    assert comment.latest.state is State.PENDING
    assert take_back(session, [row.id], moderator=heidi) == []
    forget_overtaken(session, row.id, moderator=heidi)
    session.commit()
    assert intents(session) == []


def test_what_waits_yet_is_not_forgotten(session: Session, heidi: Moderator) -> None:
    row = intended(session, a_comment(session), heidi)

    forget_overtaken(session, row.id, moderator=heidi)
    session.commit()

    assert len(intents(session)) == 1


def test_the_new_text_of_an_overtaken_decision_can_be_decided(
    session: Session, clean: Engine, heidi: Moderator
) -> None:
    comment = a_comment(session)
    intended(session, comment, heidi)
    an_edit(session, comment)
    session.commit()

    intended(session, comment, heidi)
    carry_out_due(clean, now=DUE)

    assert [(d.revision, d.to_state) for d in decisions(session)] == [
        (2, State.APPROVED)
    ]


def test_the_public_text_can_still_be_removed_while_an_edit_waits(
    session: Session, clean: Engine, heidi: Moderator
) -> None:
    comment = a_comment(session, state=State.APPROVED)
    intended(session, comment, heidi, State.REMOVED, rule="topic")
    an_edit(session, comment)
    session.commit()

    carry_out_due(clean, now=DUE)

    assert decisions(session)[-1].to_state is State.REMOVED


def test_a_withdrawal_ends_it_without_a_word(
    session: Session, clean: Engine, heidi: Moderator
) -> None:
    comment = a_comment(session)
    intended(session, comment, heidi, State.REJECTED, rule="topic", note="Hm.")
    withdraw(session, comment, now=NOON)
    session.commit()

    carry_out_due(clean, now=DUE)

    assert decisions(session) == []
    assert intents(session) == []


def test_many_processes_carry_it_out_once(
    session: Session, database: str, clean: Engine, heidi: Moderator
) -> None:
    comments = [a_comment(session, body=f"Number {n}.") for n in range(12)]
    for comment in comments:
        intended(session, comment, heidi)
    barrier = Barrier(3)

    def process(_number: int) -> None:
        own = make_engine(database)
        barrier.wait(timeout=20)
        carry_out_due(own, now=DUE)
        own.dispose()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(process, range(3)))
    carry_out_due(clean, now=DUE)

    made = [decision.comment_id for decision in decisions(session)]
    assert sorted(made) == sorted(comment.id for comment in comments)
    assert intents(session) == []


def test_undoing_and_carrying_out_at_once_does_one_of_both(
    session: Session, database: str, clean: Engine, heidi: Moderator
) -> None:
    rows = [
        intended(session, a_comment(session, body=f"Number {n}."), heidi).id
        for n in range(8)
    ]
    heidi_id = heidi.id
    barrier = Barrier(2)

    def carry() -> None:
        barrier.wait(timeout=20)
        carry_out_due(clean, now=DUE)

    def undo() -> list[Any]:
        own = make_engine(database)
        freed = []
        barrier.wait(timeout=20)
        with Session(own) as undoing:
            for id_ in reversed(rows):
                begin_write(undoing)
                me = undoing.get_one(Moderator, heidi_id)
                freed += take_back(undoing, [id_], moderator=me)
                undoing.commit()
        own.dispose()
        return freed

    with ThreadPoolExecutor(2) as pool:
        carried = pool.submit(carry)
        freed = pool.submit(undo).result()
        carried.result()

    made = [decision.comment_id for decision in decisions(session)]
    assert set(made).isdisjoint(freed)
    assert len(made) + len(freed) == len(rows)


def test_one_that_fails_keeps_nothing_back(
    session: Session, clean: Engine, heidi: Moderator
) -> None:
    theirs = a_site(session, "theirs")
    broken = a_comment(session, an_article(session, "theirs", site=theirs))
    sound = a_comment(session)
    intended(session, broken, heidi)
    intended(session, sound, heidi)
    # A site without a rule book cannot be, so nobody is prepared for it.
    session.execute(delete(RuleBook).where(RuleBook.site_id == theirs.id))
    session.commit()

    carry_out_due(clean, now=DUE)

    assert [made.comment_id for made in decisions(session)] == [sound.id]
    assert [intent.comment_id for intent in intents(session)] == [broken.id]


def test_the_counts_of_lanes_are_true_throughout(
    session: Session, clean: Engine, heidi: Moderator, site: Site
) -> None:
    comment = a_comment(session)
    a_comment(session, body="Another.")
    session.commit()

    def counts() -> dict[State, int]:
        session.rollback()
        return {s: n for s, n in lane_counts(session, site.id).items() if n}

    assert counts() == {State.PENDING: 2}
    row = intended(session, comment, heidi)
    assert counts() == {State.PENDING: 1}
    take_back(session, [row.id], moderator=heidi)
    session.commit()
    assert counts() == {State.PENDING: 2}
    intended(session, comment, heidi)
    an_edit(session, comment)
    session.commit()
    assert counts() == {State.PENDING: 2}
    carry_out_due(clean, now=DUE)
    assert counts() == {State.PENDING: 2}
    intended(session, comment, heidi)
    carry_out_due(clean, now=DUE)
    assert counts() == {State.PENDING: 1, State.APPROVED: 1}


def test_the_oldest_is_carried_out_first(session: Session, heidi: Moderator) -> None:
    first = intended(session, a_comment(session, body="First."), heidi)
    second = intended(session, a_comment(session, body="Second."), heidi)

    assert due(session, now=DUE) == [first.id, second.id]


def test_what_is_gone_is_carried_out_by_nobody(session: Session) -> None:
    assert carry_out(session, 4711, now=DUE) is None


def test_the_api_tells_who_intends_what(
    session: Session, ada: Ada, grace: Grace, heidi: Moderator, article: Article
) -> None:
    written = ada.writes()
    comment = session.scalars(select(Comment)).one()
    intended(session, comment, heidi, State.REJECTED, rule="topic", note="Cars.")

    answer = grace.decides(written, "approved")

    assert answer.status_code == 409
    told = json_of(answer)["decision"]
    assert (told["id"], told["moderator"]) == (None, "Heidi")
    assert (told["from"], told["to"], told["rule"]) == ("pending", "rejected", "topic")
    assert told["due_at"] == "2026-03-02T12:00:10.000Z"
    assert grace.queue()["comments"] == []
    assert grace.queue()["counts"]["pending"] == 0
    assert article.key == "first"
