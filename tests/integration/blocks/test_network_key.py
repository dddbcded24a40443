"""A network is known again by a keyed hash, for as long as its key lives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.extensions import begin_write
from commentbox.housekeeping import tidy_up
from commentbox.models import Block, BlockKind, Comment, LogEntry, NetworkKey, Site
from commentbox.models import network as networks
from commentbox.models.network import hash_ends_at, network_hash
from tests.factories import NOON, SECRET_KEY, a_comment, a_moderator, a_site
from tests.integration.blocks.blocking import DAY, block_author

HOME = "192.0.2.1"
SECOND = timedelta(seconds=1)


def mark(
    session: Session, site: Site, network: str = HOME, *, now: datetime = NOON
) -> str | None:
    return network_hash(session, site, network, secret_key=SECRET_KEY, now=now)


def test_a_network_has_one_hash_and_another_network_another(
    session: Session, site: Site
) -> None:
    first, again = mark(session, site), mark(session, site, now=NOON + 6 * DAY)

    assert first == again
    assert first != mark(session, site, "192.0.2.2")
    assert HOME not in str(first)


def test_each_site_has_a_key_of_its_own(session: Session, site: Site) -> None:
    other = a_site(session, "other", url="https://other.example.org")

    assert mark(session, site) != mark(session, other)


def test_the_database_alone_does_not_tell_the_network(
    session: Session, site: Site
) -> None:
    here = mark(session, site)

    elsewhere = network_hash(
        session, site, HOME, secret_key="another secret key, just as long.", now=NOON
    )

    assert here != elsewhere


@pytest.mark.parametrize("days", [1, 7])
def test_a_key_that_is_too_old_is_never_used_again(
    session: Session, site: Site, days: int
) -> None:
    site.network_days = days
    end = NOON + days * DAY
    first = mark(session, site)

    just_before = mark(session, site, now=end - SECOND)
    after = mark(session, site, now=end)

    assert just_before == first
    assert after != first
    assert session.scalars(select(NetworkKey.made_at)).one() == end


def test_without_days_nothing_is_kept(session: Session, site: Site) -> None:
    site.network_days = 0

    assert mark(session, site) is None
    assert session.scalar(select(NetworkKey)) is None


def test_two_processes_at_once_agree_on_a_key(clean: Engine, site: Site) -> None:
    barrier, site_id = Barrier(4), site.id

    def one(_number: int) -> str | None:
        with Session(clean) as session:
            barrier.wait(timeout=20)
            found = mark(begin_write(session), session.get_one(Site, site_id))
            session.commit()
            return found

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(one, range(4)))

    assert len(made) == 1
    assert None not in made


@pytest.fixture
def blocked(session: Session, site: Site) -> Block:
    """Mallory's network is blocked for as long as possible."""
    a_moderator(session)
    comment = a_comment(
        session, author_name="Mallory", network_hash=mark(session, site)
    )
    session.commit()
    return block_author(session, comment, BlockKind.NETWORK, now=NOON + DAY)


def hashes(session: Session) -> list[str | None]:
    session.rollback()
    return list(session.scalars(select(Comment.network_hash).order_by(Comment.id)))


def test_with_its_key_end_hashes_and_blocks(
    session: Session, engine: Engine, blocked: Block
) -> None:
    end = NOON + 7 * DAY
    assert blocked.until == end

    tidy_up(engine, now=end - SECOND)
    in_time = hashes(session)
    tidy_up(engine, now=end)

    assert None not in in_time
    assert hashes(session) == [None]
    assert blocked.subject == ""
    assert session.scalar(select(NetworkKey)) is None
    assert hash_ends_at(session, blocked.comment, a_site_of(blocked), now=end) is None


def a_site_of(block: Block) -> Site:
    return block.comment.article.site


def test_a_hash_of_the_key_in_use_stays(
    session: Session, engine: Engine, blocked: Block
) -> None:
    later = NOON + 8 * DAY
    site = a_site_of(blocked)
    a_comment(session, posted_at=later, network_hash=mark(session, site, now=later))
    session.commit()

    tidy_up(engine, now=later + DAY)

    old, new = hashes(session)
    assert old is None
    assert new is not None


def test_more_hashes_than_fit_into_one_go_are_emptied_all_the_same(
    session: Session,
    engine: Engine,
    blocked: Block,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(networks, "AT_ONCE", 2)
    for _ in range(4):
        a_comment(session, network_hash=blocked.subject)
    session.commit()

    tidy_up(engine, now=NOON + 7 * DAY)

    assert hashes(session) == [None] * 5


def test_fewer_days_end_a_block_early_and_the_log_says_so(
    session: Session, engine: Engine, blocked: Block
) -> None:
    a_site_of(blocked).network_days = 1
    session.commit()

    tidy_up(engine, now=NOON + 2 * DAY)

    session.rollback()
    assert blocked.until == NOON + 2 * DAY
    entries = session.scalars(select(LogEntry.kind).order_by(LogEntry.id)).all()
    assert list(entries) == ["block.made", "block.ended"]


def test_once_a_block_is_over_nothing_tells_whom_it_was_for(
    session: Session, engine: Engine, blocked: Block
) -> None:
    ada = a_comment(session, author_email="ada@example.org")
    short = block_author(session, ada, BlockKind.EMAIL, now=NOON, until=NOON + DAY)
    open_end = block_author(session, ada, now=NOON)

    tidy_up(engine, now=NOON + DAY)

    session.rollback()
    assert [b.subject == "" for b in (blocked, short, open_end)] == [False, True, False]


def test_a_comment_in_other_hands_is_left_for_the_next_round(
    session: Session, engine: Engine, blocked: Block, database: str
) -> None:
    if database.startswith("sqlite"):
        pytest.skip("SQLite has one writer")
    end = NOON + 7 * DAY
    session.scalars(select(Comment).with_for_update()).all()

    tidy_up(engine, now=end)
    held = hashes(session)
    tidy_up(engine, now=end)

    assert None not in held
    assert hashes(session) == [None]
