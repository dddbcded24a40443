"""Figures of how readers are answered, for Prometheus, over all processes of a server.

A held page is answered in millionths of a second: what counts there is a plain number,
handed on about once a second. Within ``shared_figures`` each process writes its own
into one folder, and any adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from enum import StrEnum
from http import HTTPStatus
from logging import ERROR, WARNING, Handler, LogRecord
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Response, current_app, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from commentbox.web.finished import Environ, StartResponse
from commentbox.web.shared_figures import FOLDER

EXTENSION = "commentbox.metrics"

#: From a small thread on a quick machine to one that waits for its database.
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)

#: What a request was about, by the first word of its path.
ABOUT = {"api", "articles", "article", "comments", "desk", "static", "v1alpha1"}


class Outcome(StrEnum):
    """How a page that may be held was answered."""

    HIT = "hit"
    #: Held, and compared with the database first.
    REVALIDATED = "revalidated"
    MISS = "miss"
    #: Held, and given although the database did not answer in time.
    STALE = "stale"
    #: Not held, and the database did not answer.
    UNAVAILABLE = "unavailable"


class Metrics:
    def __init__(self) -> None:
        #: Counted by whoever answers; several threads may, very rarely, lose one.
        self.hits = 0
        self.not_modified = 0
        self._handed_on = [0, 0]
        self._lock = Lock()
        self.registry = CollectorRegistry()
        own: dict[str, Any] = {"registry": self.registry}
        self._pages = Counter(
            "commentbox_pages", "Answers that may be held.", ["outcome"], **own
        )
        self._known = Counter(
            "commentbox_not_modified", "Of these, answers by 304.", **own
        )
        self._requests = Counter(
            "commentbox_requests",
            "Requests that reached the application.",
            ["about", "status"],
            **own,
        )
        self._render = Histogram(
            "commentbox_page_render_seconds",
            "Time to make a page that may be held.",
            buckets=BUCKETS,
            **own,
        )
        self._alone = Counter(
            "commentbox_limits_alone",
            "Requests counted by one process alone, since Valkey did not answer.",
            **own,
        )
        self._screening = Histogram(
            "commentbox_screening_seconds",
            "Time to screen a text.",
            buckets=BUCKETS,
            **own,
        )
        self._refused = Counter(
            "commentbox_rate_limited",
            "Requests that were told to wait (429).",
            ["endpoint"],
            **own,
        )
        self._logged = Counter(
            "commentbox_logged", "Lines of the log that are no news.", ["level"], **own
        )
        own["multiprocess_mode"] = "livesum"
        self._held = Gauge("commentbox_held_pages", "Held in memory.", **own)
        self._bytes = Gauge("commentbox_held_bytes", "Their size.", **own)
        own["multiprocess_mode"] = "livemax"
        self._files = Gauge("commentbox_disk_pages", "Held on disk.", **own)
        self._disk = Gauge("commentbox_disk_bytes", "Their size.", **own)
        self._late = Gauge(
            "commentbox_unchecked_seconds",
            "Since when held pages were not compared with the database.",
            **own,
        )
        self._spooled = Gauge(
            "commentbox_spool_posts", "Posts that wait for the database.", **own
        )
        self._oldest = Gauge(
            "commentbox_spool_oldest_seconds", "For how long the oldest waits.", **own
        )
        self._aside = Gauge(
            "commentbox_spool_aside", "Spooled posts that need a person.", **own
        )
        #: Says how many posts are spooled, for how long the oldest is, how many lie
        #: aside.
        self.spool: Callable[[], tuple[float, float, float]] = lambda: (0, 0, 0)
        #: Says how much is held: entries, bytes, files, bytes on disk, seconds.
        self.measure: Callable[[], tuple[float, ...]] | None = None

    def count_page(self, outcome: Outcome) -> None:
        self._pages.labels(outcome.value).inc()

    def count_alone(self) -> None:
        self._alone.inc()

    def rendering(self) -> AbstractContextManager[Any]:
        return self._render.time()

    def screening(self) -> AbstractContextManager[Any]:
        return self._screening.time()

    def count_refused(self, response: Response) -> Response:
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            self._refused.labels(request.endpoint or "none").inc()
        return response

    def count_line(self, level: int) -> None:
        serious = "error" if level >= ERROR else "warning"
        self._logged.labels(serious).inc()

    def counted(
        self,
        app: Callable[[Environ, StartResponse], Iterable[bytes]],
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Let an application answer, and count that by kind and status."""
        first = environ["PATH_INFO"].split("/", 2)[1:2]
        about = first[0] if first and first[0] in ABOUT else "other"

        def counting(status: str, headers: Any, *error: Any) -> Any:
            self._requests.labels(about, f"{status[:1]}xx").inc()
            return start_response(status, headers, *error)

        return app(environ, counting)

    def hand_on(self) -> None:
        """Add what was counted by plain numbers since the last time."""
        with self._lock:
            hits, known = self.hits, self.not_modified
            self._pages.labels(Outcome.HIT.value).inc(hits - self._handed_on[0])
            self._known.inc(known - self._handed_on[1])
            self._handed_on = [hits, known]
            if self.measure is not None:
                gauges = (self._held, self._bytes, self._files, self._disk, self._late)
                for gauge, value in zip(gauges, self.measure(), strict=True):
                    gauge.set(value)

    def text(self) -> bytes:
        """Return all figures, of every process."""
        self.hand_on()
        gauges = (self._spooled, self._oldest, self._aside)
        for gauge, value in zip(gauges, self.spool(), strict=True):
            gauge.set(value)
        folder = os.environ.get(FOLDER)
        if not folder:
            return bytes(generate_latest(self.registry))
        _bury_the_dead(Path(folder))
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return bytes(generate_latest(together))


class Lines(Handler):
    """Counts what is logged and is no news, in the process that it is added in."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(WARNING)
        self._metrics = metrics

    def emit(self, record: LogRecord) -> None:
        self._metrics.count_line(record.levelno)


def _bury_the_dead(folder: Path) -> None:
    """Take out how much is held by processes that are no more."""
    for path in folder.glob("gauge_live*_*.db"):
        pid = path.stem.rpartition("_")[2]
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call]
        except (ValueError, PermissionError):
            continue


def of_app() -> Metrics:
    metrics: Metrics = current_app.extensions[EXTENSION]
    return metrics
