"""Who writes waits before the application; who reads is not kept waiting by that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Lock
from time import monotonic, sleep
from typing import Any

import pytest

from commentbox.web.gate import Gate, Queue
from commentbox.web.holding import AWAY, BUSY

PATIENCE_S = 10


class Slow:
    """An application that answers what writes when it is let."""

    def __init__(self) -> None:
        self.go_on = Event()
        self.entered = Event()
        self.inside = self.most = 0
        self._lock = Lock()

    def __call__(
        self, environ: dict[str, Any], _start: Callable[..., Any]
    ) -> list[bytes]:
        if environ.get(AWAY):
            return [b"not now"]
        if environ["REQUEST_METHOD"] == "GET":
            return [b"read"]
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.entered.set()
        assert self.go_on.wait(PATIENCE_S)
        with self._lock:
            self.inside -= 1
        if environ.get("breaks"):
            raise ZeroDivisionError
        return [b"written"]


@contextmanager
def writing(gate: Gate, app: Slow, times: int) -> Iterator[list[Future[list[bytes]]]]:
    """Let so many write at the same time, for as long as the block."""
    with ThreadPoolExecutor(times) as pool:
        posts = [pool.submit(ask, gate, "POST") for _ in range(times)]
        assert app.entered.wait(PATIENCE_S)
        try:
            yield posts
        finally:
            app.go_on.set()


def ask(gate: Gate, method: str, **more: Any) -> list[bytes]:
    return list(gate({"REQUEST_METHOD": method, **more}, lambda *_: None))


def test_no_more_write_at_once_than_are_let() -> None:
    app = Slow()
    with writing(Gate(app, writes=Queue(2, 8, PATIENCE_S)), app, 8) as posts:
        app.go_on.wait(0.1)
    assert [post.result() for post in posts] == [[b"written"]] * 8
    assert app.most == 2


def test_who_reads_does_not_wait_for_who_writes() -> None:
    app = Slow()
    gate = Gate(app, writes=Queue(1, 8, PATIENCE_S))
    with writing(gate, app, 8):
        assert ask(gate, "GET") == [b"read"]


def test_one_too_many_is_told_at_once() -> None:
    app = Slow()
    gate = Gate(app, writes=Queue(1, 0, PATIENCE_S))
    with writing(gate, app, 1) as posts:
        assert ask(gate, "POST") == [b"not now"]
    assert posts[0].result() == [b"written"]
    assert ask(gate, "POST") == [b"written"]


def test_nobody_waits_for_ever() -> None:
    app = Slow()
    gate = Gate(app, writes=Queue(1, 8, 0.05))
    with writing(gate, app, 1):
        assert ask(gate, "POST") == [b"not now"]
    assert ask(gate, "POST") == [b"written"]


def test_a_failure_leaves_its_place_to_others() -> None:
    app = Slow()
    app.go_on.set()
    gate = Gate(app, writes=Queue(1, 0, PATIENCE_S))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            ask(gate, "POST", breaks=True)
    assert ask(gate, "POST") == [b"written"]


def test_who_came_first_is_let_in_first() -> None:
    queue, order = Queue(1, 8, PATIENCE_S), list[int]()

    def come(number: int) -> None:
        with queue.place() as taken:
            assert taken
            order.append(number)

    with ThreadPoolExecutor(4) as pool:
        with queue.place():
            for number in range(4):
                pool.submit(come, number)
                _until_so_many_wait(queue, number + 1)
        # Whoever comes now comes after them.
        come(4)

    assert order == [0, 1, 2, 3, 4]


def _until_so_many_wait(queue: Queue, number: int) -> None:
    ends = monotonic() + PATIENCE_S
    # From outside nobody can see it.
    while len(queue._turns) < number:
        assert monotonic() < ends
        sleep(0.001)


class Stuck:
    """An application whose pages take as long as it is let."""

    def __init__(self) -> None:
        self.go_on = Event()
        self.entered = Event()

    def __call__(
        self, environ: dict[str, Any], _start: Callable[..., Any]
    ) -> list[bytes]:
        if environ.get(AWAY):
            return [b"not now"]
        if environ.get("slow"):
            self.entered.set()
            assert self.go_on.wait(PATIENCE_S)
        return [b"read"]


@pytest.mark.parametrize("queue", [Queue(1, 0, PATIENCE_S), Queue(1, 8, 0.05)])
def test_who_reads_waits_neither_in_a_crowd_nor_for_ever(queue: Queue) -> None:
    app = Stuck()
    gate = Gate(app, reads=queue)
    refused: dict[str, Any] = {"REQUEST_METHOD": "GET"}
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, gate, "GET", slow=True)
        assert app.entered.wait(PATIENCE_S)
        try:
            assert list(gate(refused, lambda *_: None)) == [b"not now"]
        finally:
            app.go_on.set()
    assert first.result() == [b"read"]
    assert refused[BUSY]
    assert ask(gate, "GET") == [b"read"]
