"""``commentbox worker``: what comes due by itself, and the training of the night."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.learning.turns import (
    claim,
    finish,
    has_new,
    is_due,
    night_before,
)
from commentbox.models import IntendedDecision, LayerVersion, Site, Training
from tests.factories import NOON, a_comment, an_article, decided, the_moderator
from tests.integration.cli.conftest import Run, run, terminal
from tests.integration.learning.past import a_past

__all__ = ["run", "terminal"]

BERLIN = ZoneInfo("Europe/Berlin")


def some_decided(session: Session, count: int) -> int:
    article = an_article(session)
    last = 0
    for _ in range(count):
        last = decided(session, a_comment(session, article), State.APPROVED).id
    session.commit()
    return last


def test_once_trains_what_is_due_and_ends(
    run: Run, session: Session, site: Site
) -> None:
    a_past(session, site)

    ran = run("worker", "--once")
    again = run("worker", "--once")

    assert (ran.code, again.code) == (0, 0)
    row = session.scalars(select(LayerVersion)).one()
    assert (row.accepted, row.version) == (True, 1)
    assert session.scalars(select(Training)).one().claimed_until is None


def test_once_carries_out_what_is_due(run: Run, session: Session, site: Site) -> None:
    comment = a_comment(session)
    moderator = the_moderator(session, site.id)
    session.add(
        IntendedDecision(
            site_id=site.id,
            comment_id=comment.id,
            revision=1,
            from_state=State.PENDING,
            to_state=State.APPROVED,
            moderator=moderator,
            made_at=NOON,
            due_at=NOON,
        )
    )
    session.commit()

    assert run("worker", "--once").code == 0

    session.expire_all()
    assert comment.latest.state is State.APPROVED


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (3, 29, datetime(2026, 3, 1, 3, 30, tzinfo=BERLIN)),
        (3, 30, datetime(2026, 3, 2, 3, 30, tzinfo=BERLIN)),
        (23, 0, datetime(2026, 3, 2, 3, 30, tzinfo=BERLIN)),
    ],
)
def test_the_night_is_that_of_the_site(
    hour: int, minute: int, expected: datetime
) -> None:
    now = datetime(2026, 3, 2, hour, minute, tzinfo=BERLIN).astimezone(UTC)

    assert night_before(now, "Europe/Berlin") == expected


def test_it_is_due_once_a_night_with_enough_new_decisions(
    session: Session, site: Site
) -> None:
    last = some_decided(session, 50)
    assert is_due(session, site, now=NOON)
    assert claim(session, site.id, now=NOON)
    finish(session, site.id, last, now=NOON)

    tomorrow = NOON + timedelta(days=1)
    assert not is_due(session, site, now=NOON + timedelta(hours=1))
    # Nothing new.
    assert not is_due(session, site, now=tomorrow)
    some_decided(session, 49)
    assert not is_due(session, site, now=tomorrow)
    some_decided(session, 1)
    assert is_due(session, site, now=tomorrow)
    assert has_new(session, site.id, last)


def test_what_was_killed_is_tried_again(run: Run, session: Session, site: Site) -> None:
    a_past(session, site, 60)
    claim(session, site.id, now=datetime.now(UTC) - timedelta(hours=1))
    session.commit()

    assert run("worker", "--once").code == 0

    session.rollback()
    assert session.scalars(select(Training)).one().tried_at is not None


def test_a_training_that_fails_waits_for_the_next_night(
    run: Run, session: Session, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_past(session, site, 60)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("commentbox.cli.learning.learn", broken)
    assert run("worker", "--once").code == 0

    session.rollback()
    row = session.scalars(select(Training)).one()
    assert row.tried_at is not None
    assert row.claimed_until is None
    assert not is_due(session, site, now=datetime.now(UTC))
    session.execute(update(Training).values(tried_at=NOON))
    assert is_due(session, site, now=datetime.now(UTC))


def test_it_needs_its_tables(
    terminal: Run, untouched: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", untouched)

    ran = terminal("worker", "--once")

    assert ran.code == 1
    assert "commentbox db upgrade" in ran.err


@pytest.mark.usefixtures("clean")
def test_sigterm_ends_it_cleanly(database: str, tmp_path: Path) -> None:
    env = {
        **os.environ,
        "COMMENTBOX_DATABASE_URL": database,
        "COMMENTBOX_INSTANCE": str(tmp_path),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "commentbox", "worker"],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "at work" in process.stderr.readline()

    process.send_signal(signal.SIGTERM)

    assert process.wait(15) == 0
    process.stderr.close()
