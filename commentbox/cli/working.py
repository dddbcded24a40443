"""``commentbox worker``: what comes due by itself, in a process of its own."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Event

import click
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.cli.learning import Say, run_training, screening_engine
from commentbox.cli.session import now, settings, turn
from commentbox.handlers import do_jobs, handlers_of
from commentbox.handlers.lists import wish_for_due_lists
from commentbox.housekeeping import (
    CARRY_OUT_EVERY_S,
    JOBS_EVERY_S,
    LEARN_EVERY_S,
    LISTS_EVERY_S,
    TIDY_EVERY_S,
    attempt,
    carry_out_due,
    learn_spread,
    tidy_up,
)
from commentbox.learning.earning import renew_earned
from commentbox.learning.labels import MOST
from commentbox.learning.turns import is_due, night_before
from commentbox.logs.road import lay
from commentbox.models import Site

log = logging.getLogger(__name__)

#: Whether a night has come is asked so often.
NIGHT_EVERY_S = 60

Job = Callable[[], object]


class Stopped(BaseException):
    """The process was told to end in the midst of a training."""


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def worker(*, once: bool) -> None:
    """Carry out decisions, look for articles, tidy up and train every night.

    Until SIGTERM or Ctrl+C. Serving processes do all but the training by themselves.
    Any number may run.
    """
    lay(settings().log_format)
    engine = screening_engine()
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        if not schema.is_current(engine):
            raise click.ClickException("run 'commentbox db upgrade' first")
        if not once:
            log.info("the worker is at work")
        _work(engine, stop, once=once)
    finally:
        engine.dispose()


def _work(engine: Engine, stop: Event, *, once: bool) -> None:
    nights: dict[int, datetime] = {}
    handlers = handlers_of(engine, settings())
    jobs: tuple[tuple[str, int, Job], ...] = (
        (
            "carry out decisions",
            CARRY_OUT_EVERY_S,
            lambda: carry_out_due(engine, now=now()),
        ),
        (
            "look for lists",
            LISTS_EVERY_S,
            lambda: wish_for_due_lists(engine, now=now()),
        ),
        ("do jobs", JOBS_EVERY_S, lambda: do_jobs(engine, handlers)),
        ("learn how rows are spread", LEARN_EVERY_S, lambda: learn_spread(engine)),
        ("tidy up", TIDY_EVERY_S, lambda: tidy_up(engine, now=now())),
        ("train", NIGHT_EVERY_S, lambda: _nightly(engine, nights, stop)),
    )
    second = 0
    while not stop.is_set():
        for name, every, job in jobs:
            if second % every == 0 and not stop.is_set():
                _do(name, job)
        if once:
            return
        second += 1
        stop.wait(1)


def _do(name: str, job: Job) -> None:
    try:
        attempt(name, job)
    except Stopped:
        log.warning("stopped in the midst of it: %s", name)


def _nightly(engine: Engine, nights: dict[int, datetime], stop: Event) -> None:
    """Train every site whose turn it is, and reckon anew what may hold back."""

    def say(what: str) -> None:
        if stop.is_set():
            raise Stopped
        log.info(what)

    with Session(engine) as session:
        sites = session.scalars(select(Site).order_by(Site.id)).all()
        due = {site.id: is_due(session, site, now=now()) for site in sites}
        night = {site.id: night_before(now(), site.timezone) for site in sites}
    for site_id, is_turn in due.items():
        if is_turn:
            _do("train", partial(_train, engine, site_id, say))
        elif nights.get(site_id) != night[site_id]:
            _renew(engine, site_id)
        nights[site_id] = night[site_id]


def _train(engine: Engine, site_id: int, say: Say) -> None:
    run_training(engine, site_id, most=MOST, say=say, if_due=True)


def _renew(engine: Engine, site_id: int) -> None:
    with turn(engine) as session:
        renew_earned(session, session.get_one(Site, site_id))
