"""The log is a chain: whatever is done to it past commentbox is noticed."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.domain.states import State
from commentbox.extensions import begin_snapshot, begin_write, make_engine
from commentbox.models import (
    Article,
    Comment,
    Decision,
    LogEntry,
    LogHead,
    LogLink,
    Moderator,
    Site,
    log,
)
from commentbox.models.chain import NOTHING, heads
from commentbox.models.proof import Broken, Fault, broken_logs, other_history
from commentbox.posting.author import withdraw
from tests.factories import (
    NOON,
    a_comment,
    a_site,
    an_article,
    decided,
    held_back,
    the_moderator,
)
from tests.integration.intruder import behind

#: The last schema whose log was no chain.
BEFORE = "0007"
#: What the fixture writes down: an approval, a removal, a filtered text, a change.
LENGTH = 4
#: How tampering names its rows.
NAMES = {
    "FIRST": "(SELECT decision_id FROM log_link WHERE number = 1)",
    "SECOND": "(SELECT decision_id FROM log_link WHERE number = 2)",
    "LAST": "(SELECT entry_id FROM log_link WHERE number = 4)",
}


def a_change(session: Session, article: Article, **facts: Any) -> None:
    log(
        session,
        "article.closed",
        site_id=article.site_id,
        moderator=the_moderator(session, article.site_id),
        now=NOON,
        subject="Straße",
        **facts,
    )


@pytest.fixture
def written(session: Session, article: Article) -> Article:
    """A log with an entry of each kind."""
    comment = a_comment(session, article)
    decided(session, comment, State.APPROVED)
    session.commit()
    decided(session, comment, State.REMOVED, rule="respect", note="Names a neighbour.")
    session.commit()
    a_comment(session, article, verdict=held_back("respect"))
    session.commit()
    a_change(session, article, key="first")
    session.commit()
    return article


def tamper(engine: Engine, *statements: str) -> None:
    for statement in statements:
        said = statement
        for name, row in NAMES.items():
            said = said.replace(name, row)
        behind(engine, said)


def faults(engine: Engine) -> list[Broken]:
    with Session(engine) as session:
        begin_snapshot(session)
        return list(broken_logs(session, session.scalars(select(Site.id)).all()))


def found(engine: Engine) -> list[tuple[int | None, Fault]]:
    return [(each.number, each.fault) for each in faults(engine)]


@pytest.mark.usefixtures("written")
def test_every_entry_is_linked_in_the_transaction_that_makes_it(
    session: Session, clean: Engine
) -> None:
    links = session.scalars(select(LogLink).order_by(LogLink.number)).all()

    assert [link.number for link in links] == list(range(1, LENGTH + 1))
    assert [link.entry_id is not None for link in links] == [False, False, False, True]
    assert heads(session) == [(links[0].site_id, LENGTH, links[-1].hash)]
    assert found(clean) == []


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE decision SET rule = 'topic' WHERE id = SECOND", 2),
        ("UPDATE decision SET note = 'Names me.' WHERE id = SECOND", 2),
        ("UPDATE decision SET note = '' WHERE id = SECOND", 2),
        ("UPDATE decision SET waited_s = 1 WHERE id = FIRST", 1),
        ("UPDATE decision SET moderator_id = 99 WHERE id = FIRST", 1),
        ("UPDATE log_entry SET subject = 'A fan' WHERE id = LAST", LENGTH),
        ("UPDATE log_entry SET kind = 'x' WHERE id = LAST", LENGTH),
        ("UPDATE log_link SET salt = NULL WHERE number = 2", 2),
        ("UPDATE log_link SET hash = sealed WHERE number = 3", 3),
    ],
)
def test_what_was_changed_is_named(
    clean: Engine, statement: str, expected: int
) -> None:
    tamper(clean, statement)

    assert found(clean) == [(expected, Fault.CHANGED)]


@pytest.mark.usefixtures("written")
def test_what_was_emptied_without_an_erasure_is_named(clean: Engine) -> None:
    tamper(
        clean,
        "UPDATE decision SET note = '' WHERE id = SECOND",
        "UPDATE log_link SET salt = NULL WHERE number = 2",
    )

    assert found(clean) == [(2, Fault.EMPTIED)]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM decision WHERE id = FIRST"],
        ["DELETE FROM log_link WHERE number = 1"],
        [
            "DELETE FROM decision WHERE id = FIRST",
            "DELETE FROM log_link WHERE number = 1",
        ],
    ],
)
def test_what_was_taken_out_is_missed(clean: Engine, statements: list[str]) -> None:
    tamper(clean, *statements)

    assert found(clean) == [(1, Fault.MISSING)]


@pytest.mark.usefixtures("written")
def test_what_was_taken_out_is_missed_even_if_the_gap_is_closed(clean: Engine) -> None:
    tamper(
        clean,
        "DELETE FROM log_link WHERE number = 2",
        "UPDATE log_link SET number = 2 WHERE number = 3",
        "UPDATE log_link SET number = 3 WHERE number = 4",
    )

    assert found(clean) == [(2, Fault.CHANGED)]


@pytest.mark.usefixtures("written")
def test_what_was_moved_is_noticed(clean: Engine) -> None:
    tamper(
        clean,
        "UPDATE log_link SET number = 9 WHERE number = 1",
        "UPDATE log_link SET number = 1 WHERE number = 2",
        "UPDATE log_link SET number = 2 WHERE number = 9",
    )

    assert found(clean) == [(1, Fault.CHANGED)]


@pytest.mark.usefixtures("written")
def test_what_was_put_in_is_noticed(clean: Engine) -> None:
    columns = (
        "site_id, comment_id, revision, to_state, rulebook_version, note, automated,"
        " via, moderator_id, decided_at"
    )
    tamper(
        clean,
        "INSERT INTO decision (COLUMNS) SELECT COLUMNS FROM decision"
        " WHERE id = FIRST".replace("COLUMNS", columns),
    )

    fault = faults(clean)[0]

    assert (fault.number, fault.fault) == (None, Fault.PUT_IN)
    assert fault.row.startswith("decision ")
    assert fault.comment_id is not None


@pytest.mark.usefixtures("written")
def test_what_was_cut_off_at_the_end_is_missed(clean: Engine) -> None:
    tamper(
        clean,
        "DELETE FROM log_entry WHERE id = LAST",
        "DELETE FROM log_link WHERE number = 4",
    )

    assert found(clean) == [(LENGTH, Fault.CUT_OFF)]


@pytest.mark.usefixtures("written")
def test_a_head_that_says_something_else_is_noticed(clean: Engine) -> None:
    tamper(clean, "DELETE FROM log_head")

    assert found(clean) == [(LENGTH, Fault.OTHER_END)]


@pytest.mark.usefixtures("written")
def test_who_shortens_log_and_head_is_found_by_what_is_kept_elsewhere(
    session: Session, clean: Engine
) -> None:
    known = {site: (length, hash_) for site, length, hash_ in heads(session)}
    tamper(
        clean,
        "DELETE FROM log_entry WHERE id = LAST",
        "DELETE FROM log_link WHERE number = 4",
        "UPDATE log_head SET length = 3,"
        " hash = (SELECT hash FROM log_link WHERE number = 3)",
    )
    session.rollback()

    assert found(clean) == []
    assert [each.fault for each in other_history(session, known)] == [Fault.CUT_OFF]


@pytest.mark.usefixtures("written")
def test_who_writes_another_history_is_found_by_what_is_kept_elsewhere(
    session: Session,
) -> None:
    (site_id, length, hash_) = heads(session)[0]

    same = other_history(session, {site_id: (length, hash_)})
    other = other_history(session, {site_id: (length, NOTHING)})

    assert list(same) == []
    assert [each.fault for each in other] == [Fault.OTHER_HISTORY]


def test_erasure_leaves_a_log_that_can_be_proved(
    session: Session, clean: Engine, written: Article
) -> None:
    removed = session.scalars(select(Decision).where(Decision.note != "")).one()
    comment = a_comment(session, written)
    decided(session, comment, State.REJECTED, rule="topic", note="About a neighbour.")
    session.commit()
    for id_ in (removed.comment_id, comment.id):
        withdraw(session, session.get_one(Comment, id_), now=NOON)
        session.commit()

    decided(session, a_comment(session, written), State.APPROVED)
    session.commit()

    notes = session.scalars(select(Decision.note).distinct()).all()
    salts = session.scalars(select(LogLink.salt).order_by(LogLink.number)).all()
    assert notes == [""]
    assert [salt is None for salt in salts] == [
        *(True, True, False, False, True),
        False,
    ]
    assert found(clean) == []


def test_what_was_written_after_an_erasure_is_noticed(
    session: Session, clean: Engine, written: Article
) -> None:
    for comment in session.scalars(select(Comment)).all():
        withdraw(session, comment, now=NOON)
    session.commit()
    assert found(clean) == []

    tamper(clean, "UPDATE decision SET note = 'Mallory' WHERE id = SECOND")

    assert found(clean) == [(2, Fault.CHANGED)]


def test_what_is_rolled_back_leaves_no_link(session: Session, written: Article) -> None:
    comment = a_comment(session, written)
    session.commit()
    decided(session, comment, State.APPROVED)
    session.rollback()
    savepoint = session.begin_nested()
    decided(session, comment, State.APPROVED)
    savepoint.rollback()

    decided(session, comment, State.REJECTED, rule="topic")
    session.commit()

    assert session.scalar(select(func.count()).select_from(LogLink)) == LENGTH + 1
    assert faults(session.get_bind().engine) == []


def test_each_site_has_a_chain_of_its_own(session: Session, written: Article) -> None:
    other = an_article(session, site=a_site(session, "other"))
    for article in (other, written, other):
        decided(session, a_comment(session, article), State.APPROVED)
    session.commit()

    lengths = {site: length for site, length, _hash in heads(session)}

    assert lengths == {written.site_id: LENGTH + 1, other.site_id: 2}
    assert faults(session.get_bind().engine) == []


#: Moderators and readers at once, and what each does in turn.
WRITERS, ROUNDS = 6, 8


def test_whoever_writes_at_once_writes_one_chain(
    session: Session, clean: Engine, site: Site
) -> None:
    articles = [an_article(session, f"a{n}", site=site) for n in range(WRITERS)]
    waiting = [
        [a_comment(session, each).id for _ in range(ROUNDS)] for each in articles
    ]
    grace = the_moderator(session, site.id).id
    session.commit()
    barrier = Barrier(WRITERS)

    def decide_and_post(number: int) -> None:
        barrier.wait(timeout=20)
        for id_ in waiting[number]:
            with Session(clean) as mine:
                begin_write(mine)
                comment = mine.get_one(Comment, id_)
                who = mine.get_one(Moderator, grace)
                decided(mine, comment, State.APPROVED, moderator=who)
                mine.commit()
                begin_write(mine)
                article = mine.get_one(Article, comment.article_id)
                a_comment(mine, article, verdict=held_back("respect"))
                mine.commit()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(decide_and_post, range(WRITERS)))

    assert heads(session)[0][1] == 2 * WRITERS * ROUNDS
    assert found(clean) == []


def test_a_process_that_knows_only_the_tables_links_what_it_writes() -> None:
    asked = (
        "import sys; from commentbox.models import log;"
        "print('commentbox.models.sealing' in sys.modules)"
    )

    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "True"


def test_the_migration_links_what_is_there(untouched: str) -> None:
    engine = make_engine(untouched)
    schema.upgrade(engine)
    with Session(engine) as session:
        article = an_article(session)
        for state in State:
            comment = a_comment(session, article, state=state)
        withdraw(session, comment, now=NOON)
        a_change(session, article, key="é", n=[1.5, None])
        session.commit()
        rows = sum(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Decision, LogEntry)
        )

    schema.downgrade(engine, BEFORE)
    schema.upgrade(engine)

    with Session(engine) as session:
        assert heads(session)[0][1] == rows
        assert found(engine) == []
        assert session.scalars(select(LogHead)).one().length == rows
    engine.dispose()
