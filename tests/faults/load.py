"""Eight who post and two who decide, and a ledger of what they were told."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock, Thread
from uuid import uuid4

from tests.faults.asking import Address

POSTERS = 8


@dataclass(slots=True)
class Ledger:
    """What was acknowledged, and how everything was answered."""

    #: The body of each comment by the id that its author was told.
    posts: dict[str, str] = field(default_factory=dict)
    #: Of a comment, which decision was acknowledged.
    decisions: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    #: The same of decisions.
    judged: Counter[int] = field(default_factory=Counter)
    #: Connections that ended without an answer after the request was sent.
    broken: int = 0
    #: Two ids for one key.
    twice: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    lock: Lock = field(default_factory=Lock)
    numbers: Iterator[int] = field(default_factory=count)


def post_on(address: Address, ledger: Ledger, ended: Event) -> None:
    """Post one comment after the other; each until it is acknowledged."""
    while not ended.is_set():
        number, key = next(ledger.numbers), str(uuid4())
        body = f"Thought {number}: a lamp is worth {number} candles."
        while not ended.is_set() and not _sent(address, ledger, body, key):
            time.sleep(0.05)


def _sent(address: Address, ledger: Ledger, body: str, key: str) -> bool:
    began = time.monotonic()
    try:
        answer = address.post(body, key)
    except ConnectionRefusedError:
        return False
    except OSError:
        with ledger.lock:
            ledger.broken += 1
        return False
    with ledger.lock:
        ledger.slowest_s = max(ledger.slowest_s, time.monotonic() - began)
        ledger.statuses[answer.status] += 1
        if answer.status not in {201, 202}:
            return False
        if ledger.posts.setdefault(answer.told["id"], body) != body:
            ledger.twice.append(answer.told["id"])
    return True


def decide_on(address: Address, ledger: Ledger, token: str, ended: Event) -> None:
    """Decide about comments of the ledger, often about the same ones."""
    chance = random.Random(token)  # noqa: S311 - nothing secret
    while not ended.is_set():
        with ledger.lock:
            latest = list(ledger.posts)[-12:]
        if not latest:
            time.sleep(0.05)
            continue
        id_, to = chance.choice(latest), chance.choice(("approved", "rejected"))
        fields = {"rule": "respect"} if to == "rejected" else {}
        try:
            answer = address.decide(token, id_, to, **fields)
        except OSError:
            time.sleep(0.05)
            continue
        with ledger.lock:
            ledger.judged[answer.status] += 1
            if answer.status == 201 and id_ in ledger.decisions:
                ledger.twice.append(f"decision on {id_}")
            if answer.status == 201:
                ledger.decisions[id_] = to
        time.sleep(0.02)


@contextmanager
def under_load(address: Address, ledger: Ledger) -> Iterator[None]:
    """Let them work for as long as the block lasts."""
    ended = Event()
    threads = [
        *(
            Thread(target=post_on, args=(address, ledger, ended))
            for _ in range(POSTERS)
        ),
        *(
            Thread(target=decide_on, args=(address, ledger, token, ended))
            for token in address.tokens
        ),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()
