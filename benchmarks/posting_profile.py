"""Post one after the other within this process, and see where the time goes."""

from __future__ import annotations

import gc
import io
import pstats
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from cProfile import Profile
from itertools import cycle, islice
from threading import Event
from time import process_time
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from benchmarks.corpus import dice
from benchmarks.public.commands import Instance
from commentbox import create_app
from commentbox.config import Config
from commentbox.extensions import db
from commentbox.threads import Work

#: Statements are prepared, models and articles are read: these are not counted.
WARM_UP = 300
SHOWN = 25

#: Who lets threads of their own do parts of a post.
THREADS = (
    "commentbox.screening.screen.lend",
    "commentbox.posting.spool.in_time.lend",
)

Request = dict[str, Any]


def here(work: Work) -> Event:
    """Do it at once, in the thread that asks for one."""
    work()
    ended = Event()
    ended.set()
    return ended


def profiled(
    instance: Instance, bodies: Iterator[str], places: Sequence[str], *, amount: int
) -> None:
    """Print processor time, statements and functions of a post."""
    app = create_app(Config.from_env(instance.environment))
    requests = _requests(bodies, places)
    # The profile would not see into other threads.
    with ExitStack() as stack:
        for lends in THREADS:
            stack.enter_context(patch(lends, here))
        for request in islice(requests, WARM_UP):
            _answered(app, request)
        _say_statements(app, next(requests))
        ready = list(islice(requests, amount))
        gc.collect()
        began = process_time()
        for request in ready:
            _answered(app, request)
        each = (process_time() - began) * 1000 / amount
        sys.stdout.write(f"{each:.2f} ms CPU a post\n")
        _say_profile(app, list(islice(requests, amount)))
    with app.app_context():
        db.engine.dispose()


def _say_statements(app: Flask, request: Request) -> None:
    statements: list[str] = []

    def note(*given: Any) -> None:
        statements.append(" ".join(given[2].split()))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    _answered(app, request)
    event.remove(engine, "before_cursor_execute", note)
    sys.stdout.write(f"{len(statements)} statements\n")
    sys.stdout.writelines(f"    {statement[:100]}\n" for statement in statements)


def _say_profile(app: Flask, requests: Sequence[Request]) -> None:
    # By processor time: on the wall others would be seen, too.
    profile = Profile(process_time)
    profile.enable()
    for request in requests:
        _answered(app, request)
    profile.disable()
    for order in ("tottime", "cumtime"):
        told = io.StringIO()
        pstats.Stats(profile, stream=told).sort_stats(order).print_stats(SHOWN)
        sys.stdout.write(told.getvalue())


def _requests(bodies: Iterator[str], places: Sequence[str]) -> Iterator[Request]:
    """Yield requests, each from another client, to any of the places."""
    rng = dice(7)
    for number, body in zip(cycle(range(1 << 24)), bodies, strict=False):
        client = ".".join(map(str, (10, *number.to_bytes(3, "big"))))
        yield EnvironBuilder(
            method="POST",
            path=rng.choice(places),
            data=body,
            content_type="application/json",
            headers=[("X-Forwarded-For", client)],
            environ_base={"REMOTE_ADDR": "127.0.0.1"},
        ).get_environ()


def _answered(app: Any, request: Request) -> None:
    said: list[str] = []
    b"".join(app(request, lambda status, *_rest: said.append(status)))
    if not said[0].startswith("201"):
        raise SystemExit(f"not taken: {said[0]}")
