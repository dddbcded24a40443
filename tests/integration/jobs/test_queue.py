"""A job is done at least once, by one at a time, and survives who was at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.extensions import begin_write
from commentbox.jobs.queue import (
    LEASE,
    LONGEST_DELAY,
    MOST_TRIES,
    Claimed,
    claim,
    count_dead,
    delay,
    enqueue,
    finish,
    put_off,
)
from commentbox.models import Job
from tests.factories import NOON

SOON = NOON + timedelta(seconds=1)


def wish(session: Session, key: str = "k") -> None:
    enqueue(session, "test", key, {"n": 1}, now=NOON)
    session.commit()


def take(session: Session, now: datetime = SOON) -> Claimed | None:
    claimed = claim(session, ["test"], now=now)
    session.commit()
    return claimed


def taken(session: Session) -> Claimed:
    claimed = take(session)
    assert claimed is not None
    return claimed


def test_what_is_wished_for_twice_is_done_once(session: Session) -> None:
    wish(session)
    wish(session)

    finish(session, taken(session), now=SOON)
    session.commit()

    assert take(session) is None
    assert session.scalars(select(Job)).all() == []


def test_what_is_wished_for_in_the_midst_is_done_once_more(session: Session) -> None:
    wish(session)
    claimed = taken(session)
    wish(session)

    assert take(session) is None
    finish(session, claimed, now=SOON)
    session.commit()

    assert take(session) is not None


def test_what_is_rolled_back_is_not_wished_for(session: Session) -> None:
    enqueue(session, "test", "k", {}, now=NOON)
    session.rollback()

    assert take(session) is None


def test_many_workers_take_a_job_once(clean: Engine, session: Session) -> None:
    for n in range(10):
        wish(session, str(n))
    together, won = Barrier(4), list[int]()

    def work() -> None:
        together.wait()
        with Session(clean) as own:
            while claimed := take(begin_write(own)):
                won.append(claimed.id)

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(won) == len(set(won)) == 10


def test_a_job_is_taken_again_after_its_process_has_died(session: Session) -> None:
    wish(session)
    lost = taken(session)

    assert take(session, SOON + LEASE - timedelta(seconds=1)) is None
    again = take(session, SOON + LEASE)
    assert again is not None
    # Who comes back late strikes off nothing that is another's by now.
    finish(session, lost, now=SOON)
    session.commit()

    assert session.scalars(select(Job)).one().claimed_until == again.until


def test_what_fails_waits_longer_each_time_and_is_given_up(session: Session) -> None:
    wish(session)
    now = SOON
    for tries in range(1, MOST_TRIES + 1):
        claimed = take(session, now)
        assert claimed is not None
        assert claimed.tries == tries
        put_off(session, claimed, "it did not work", now=now)
        session.commit()
        assert take(session, now + delay(tries) - timedelta(seconds=1)) is None
        now += delay(tries)

    assert take(session, now + LONGEST_DELAY) is None
    assert count_dead(session) == {"test": 1}
    wish(session)
    assert take(session, now) is not None
