"""A question that a thread of its own asks, so that nobody waits long for its answer.

A database may hang without a word. Who asks whether it is there must hear that, too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Programs that ask whether we are ready often give up after one second themselves.
PATIENCE_S = 0.8


class Question(Generic[T]):
    """Asked once at a time: who comes meanwhile waits for the same answer."""

    def __init__(
        self, name: str, ask: Callable[[], T], *, patience_s: float = PATIENCE_S
    ) -> None:
        self._name = name
        self._ask = ask
        self._patience_s = patience_s
        self._lock = Lock()
        self._asked: Future[T] | None = None

    def answer(self) -> T | None:
        """Return the answer; None where there was an error, or none came in time."""
        with self._lock:
            if self._asked is None:
                self._asked = Future()
                Thread(target=self._run, name=self._name, daemon=True).start()
            asked = self._asked
        try:
            return asked.result(self._patience_s)
        except Exception as error:
            log.warning("no answer to: %s: %s", self._name, type(error).__name__)
            return None

    def _run(self) -> None:
        asked = self._asked
        if asked is None:  # pragma: no cover - set by who starts this
            return
        try:
            found = self._ask()
        except Exception as error:
            self._forget()
            asked.set_exception(error)
        else:
            # First: what is asked from now on deserves an answer of its own.
            self._forget()
            asked.set_result(found)

    def _forget(self) -> None:
        with self._lock:
            self._asked = None
