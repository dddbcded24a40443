"""Let nobody who posts wait for a database that says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from time import monotonic
from typing import Any, cast

from flask import Response, copy_current_request_context, g

from commentbox.extensions import BUSY_TIMEOUT_S
from commentbox.threads import lend
from commentbox.web.i18n import set_speech, speech
from commentbox.web.requests import go_on_as

#: From here on one asks whether the database answers anybody; in all that makes less
#: than two seconds.
SOON_S = 1.0
#: One that answers others may only be busy: as long as one waits for SQLite's lock.
MOST_S = BUSY_TIMEOUT_S
NAP_S = 0.2


class KeptWaiting(Exception):
    """The database has not answered in time; it may do so later, and store it."""


@dataclass(slots=True)
class _Work:
    do: Callable[[], Response]
    #: Of the request, for the log.
    number: str
    answer: Response | None = None
    error: BaseException | None = None
    #: What the request has come to know: its sites, its language.
    asked: dict[str, Any] = field(default_factory=dict)

    def run(self) -> None:
        try:
            go_on_as(self.number)
            self.answer = self.do()
        except BaseException as error:
            self.error = error
        finally:
            known = {name: g.get(name) for name in ("sites", "speaks") if name in g}
            self.asked = {**known, "speech": speech()}


def in_time(do: Callable[[], Response], answers: Callable[[], bool]) -> Response:
    """Return what ``do`` answers. Raises ``KeptWaiting`` where the database is silent.

    It runs in a thread of its own: the only way to leave one that waits for a socket.
    What it reads of the request must have been read before.
    """
    work = _Work(do, g.request_id)
    # It has ended when its connection has gone back. It must not have a copy of the
    # context of this thread: both would share one session.
    ended = lend(copy_current_request_context(work.run))
    _wait(ended, answers)
    asked = work.asked
    set_speech(asked.pop("speech"))
    for name, value in asked.items():
        setattr(g, name, value)
    if work.error is not None:
        raise work.error
    return cast("Response", work.answer)


def _wait(ended: Event, answers: Callable[[], bool]) -> None:
    ends = monotonic() + MOST_S
    if ended.wait(SOON_S):
        return
    while not ended.wait(NAP_S):
        # The last look of all: it may be done this moment.
        if (monotonic() > ends or not answers()) and not ended.is_set():
            raise KeptWaiting("the database has not answered in time")
