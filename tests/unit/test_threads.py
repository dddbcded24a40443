"""Threads that are lent."""

from __future__ import annotations

import os
from contextvars import ContextVar
from threading import Event, Thread, current_thread

import pytest

from commentbox.threads import lend

WAIT_S = 10.0

said: ContextVar[str] = ContextVar("said", default="nothing")


def who_works() -> Thread:
    """Return which thread does a piece of work that is handed over now."""
    found: list[Thread] = []
    assert lend(lambda: found.append(current_thread())).wait(WAIT_S)
    return found[0]


def test_a_thread_that_has_ended_its_work_is_lent_again() -> None:
    first = who_works()

    assert first is not current_thread()
    assert who_works() is first


def test_work_that_hangs_keeps_its_thread_and_nobody_else_waits_for_it() -> None:
    never, found = Event(), list[Thread]()

    def hang() -> None:
        found.append(current_thread())
        never.wait(WAIT_S)

    left = lend(hang)
    other = who_works()
    assert not left.is_set()
    never.set()

    assert left.wait(WAIT_S)
    assert other not in found


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_work_that_fails_has_ended_and_its_thread_with_it() -> None:
    before = who_works()

    def fail() -> None:
        raise ValueError("on purpose")

    assert lend(fail).wait(WAIT_S)
    before.join(WAIT_S)

    assert not before.is_alive()
    assert who_works() is not before


def test_work_inherits_nothing_from_the_work_before() -> None:
    found: list[str] = []
    lend(lambda: said.set("something")).wait(WAIT_S)

    lend(lambda: found.append(said.get())).wait(WAIT_S)

    assert found == ["nothing"]


def test_a_thread_that_nobody_needs_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commentbox.threads._idle", [])
    monkeypatch.setattr("commentbox.threads.IDLE_S", 0.05)
    first = who_works()

    first.join(WAIT_S)

    assert not first.is_alive()
    assert who_works() is not first


# Newer Pythons warn of it; the server forks before anything waits for a thread.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_has_threads_of_its_own() -> None:
    who_works()

    child = os.fork()
    if child == 0:
        # Whatever happens here, the child must not go on as a second run of the tests.
        try:
            os._exit(0 if lend(lambda: None).wait(WAIT_S) else 1)
        finally:
            os._exit(2)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
