"""What comes due by itself: decisions to carry out, and what was only kept for a while.

The privacy notice promises how long; so it happens in every serving process by itself
and needs nothing that somebody could forget to set up.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Thread

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from commentbox.accounts import sign_in
from commentbox.articles import search_index
from commentbox.articles.sightings import forget_pages
from commentbox.articles.steer import close_old
from commentbox.config import Config
from commentbox.extensions import begin_write
from commentbox.handlers import do_jobs, handlers_of
from commentbox.handlers.lists import wish_for_due_lists
from commentbox.models import Comment
from commentbox.models.blocking import forget_ended
from commentbox.models.network import end_hashes, end_keys
from commentbox.moderation import claims
from commentbox.moderation.intend import carry_out, due
from commentbox.posting import guard
from commentbox.posting.spool.spooling import Spooling
from commentbox.posting.spool.storing import Storing

log = logging.getLogger(__name__)

#: The shortest promise is two minutes, of what holds for one.
TIDY_EVERY_S = 30
#: A reader waits for what a page that was seen is about.
JOBS_EVERY_S = 1
#: Sitemaps and feeds are read hourly; what was just set is read so soon.
LISTS_EVERY_S = 30
#: A decision moves so soon after its time has come.
CARRY_OUT_EVERY_S = 1

#: A database that is filled from another one is another one within the hour.
LEARN_EVERY_S = 3600
#: From fewer comments SQLite would learn that it need not use its indexes.
LEARN_FROM = 1000
#: So many rows of an index are looked at, which takes milliseconds however many it has.
LOOK_AT = "PRAGMA analysis_limit=400"

#: At four hundred posts a second, it is two batches.
INDEX_EVERY_S = 1
#: Others that write get their turn.
PAUSE_S = 0.02

#: All is as before within five seconds.
SPOOL_EVERY_S = 0.5
#: Who has just opened a discussion finds it open, whatever happens.
KNOW_EVERY_S = 2


def keep_house(engine: Engine, config: Config, office: Spooling) -> None:
    """Start to work in the background, for as long as the process lives."""
    by_speed, secret_key = bool(config.rate_limits), config.secret_key
    storing = Storing(engine, office, secret_key=secret_key, by_speed=by_speed)
    _repeat("store what was spooled", SPOOL_EVERY_S, storing.store_all)
    learn = partial(know, engine, office)
    # At once: a database may go away a moment after the start.
    _repeat("know the articles", KNOW_EVERY_S, learn, first_after_s=0)
    handlers = handlers_of(engine, config)
    _repeat(
        "look for lists",
        LISTS_EVERY_S,
        lambda: wish_for_due_lists(engine, now=datetime.now(UTC)),
    )
    _repeat("do jobs", JOBS_EVERY_S, lambda: do_jobs(engine, handlers))
    _repeat("learn how rows are spread", LEARN_EVERY_S, lambda: learn_spread(engine))
    _repeat("index texts", INDEX_EVERY_S, lambda: index_texts(engine))
    _repeat("tidy up", TIDY_EVERY_S, lambda: tidy_up(engine, now=datetime.now(UTC)))
    _repeat(
        "carry out decisions",
        CARRY_OUT_EVERY_S,
        lambda: carry_out_due(engine, now=datetime.now(UTC)),
    )


def learn_spread(engine: Engine) -> None:
    """Let SQLite learn which index is worth how much; PostgreSQL does so by itself.

    ``PRAGMA optimize`` would do it for what the own connection has asked lately, and
    before SQLite 3.46 for nothing else.
    """
    if engine.dialect.name != "sqlite":
        return
    with Session(engine) as session:
        begin_write(session)
        if session.scalar(select(Comment.id).offset(LEARN_FROM).limit(1)) is None:
            return
        session.execute(text(LOOK_AT))
        session.execute(text("ANALYZE"))
        session.commit()


def index_texts(engine: Engine) -> None:
    """Let the index of the search follow what was written; commits each batch.

    Any number of processes may do so at once, and whatever ends one of them.
    """
    with Session(engine) as session:
        if not search_index.has_mark(session):
            return
        while search_index.batch_end(session) is not None:
            search_index.move_mark(begin_write(session))
            session.commit()
            time.sleep(PAUSE_S)


def know(engine: Engine, office: Spooling) -> None:
    """Keep in mind what a post is held against while the database is away."""
    with Session(engine) as session:
        office.known.learn(session)


def tidy_up(engine: Engine, *, now: datetime) -> None:
    """Delete all that has expired and close what is old; commits."""
    with Session(engine) as session:
        begin_write(session)
        guard.purge(session, now=now)
        sign_in.purge(session, now=now)
        claims.purge(session, now=now)
        end_keys(session, now=now)
        forget_ended(session, now=now)
        forget_pages(session, now=now)
        session.commit()
        # Each batch is a transaction: whoever posts meanwhile gets a turn.
        while close_old(begin_write(session), now=now):
            session.commit()
        while end_hashes(begin_write(session)):
            session.commit()


def carry_out_due(engine: Engine, *, now: datetime) -> None:
    """Carry out the decisions that nobody has taken back in time; commits each.

    Any number of processes may do so at once: each decision is carried out by one.
    """
    with Session(engine) as session:
        for intended in due(session, now=now):
            try:
                begin_write(session)
                carry_out(session, intended, now=now)
                session.commit()
            except OperationalError:
                raise
            except Exception:
                # One that fails must not keep back those behind it.
                session.rollback()
                log.exception("could not carry out intended decision %s", intended)


def attempt(what: str, work: Callable[[], object]) -> None:
    """Do what is done again and again; log why it failed, and let the rest go on."""
    try:
        work()
    except SQLAlchemyError as error:
        # The database may be away for a while; the next round finds it again.
        log.warning("could not %s: %s", what, type(error).__name__)
    except Exception:
        # Whatever it was: the work goes on as long as the process lives.
        log.exception("could not %s", what)


def _repeat(
    what: str,
    every_s: float,
    work: Callable[[], object],
    *,
    first_after_s: float | None = None,
) -> None:
    def run() -> None:
        time.sleep(every_s if first_after_s is None else first_after_s)
        while True:
            attempt(what, work)
            time.sleep(every_s)

    Thread(target=run, name=what, daemon=True).start()
