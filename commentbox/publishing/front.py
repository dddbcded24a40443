"""The layer before Flask: answers a held page itself, lets everything else through.

Nearly every request ends in the first lines of ``__call__``: it looks up the address as
it came, sees that the page was checked lately, and hands over bytes that are ready.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from time import monotonic

from flask import Flask

from commentbox.publishing.address import Addresses, Wanted
from commentbox.publishing.flights import Flight, Flights
from commentbox.publishing.pages import Page, Pages
from commentbox.publishing.rendered import Rendered, render
from commentbox.publishing.watch import LAST_PATIENCE_S, PATIENCE_S, Watch
from commentbox.web.finished import Environ, Finished, StartResponse, send
from commentbox.web.metrics import Metrics, Outcome

log = logging.getLogger(__name__)

WSGI = Callable[[Environ, StartResponse], Iterable[bytes]]

READS = frozenset({"GET", "HEAD"})
#: Ways of writing an address that are remembered, with odd ones in any number.
MOST_ALIASES = 10_000
#: Who waits for a page that another renders goes away after this.
RENDERING_S = 10.0

MISS = "commentbox; fwd=miss"
STORED = "commentbox; fwd=miss; stored"
RENEWED = "commentbox; fwd=stale; stored"
AWAY, RENDERING, BUSY = "DATABASE_AWAY", "RENDERING", "BUSY"
SHARED = "commentbox; fwd=miss; collapsed"


class Front:
    def __init__(
        self,
        app: Flask,
        inner: WSGI,
        pages: Pages,
        watch: Watch,
        addresses: Addresses,
        metrics: Metrics,
    ) -> None:
        self.pages = pages
        self.watch = watch
        self.metrics = metrics
        self.inner = inner
        self._app = app
        self._addresses = addresses
        self._flights = Flights()
        self._aliases: dict[tuple[str, str], Page] = {}

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        page = self._aliases.get((environ["PATH_INFO"], environ["QUERY_STRING"]))
        if page is not None and environ["REQUEST_METHOD"] in READS:
            now = monotonic()
            watch = self.watch
            # Checked before the answer is taken: what was let go since has none.
            is_checked = now - watch.checked <= watch.every_s and now < page.until
            if is_checked and (finished := page.finished) is not None:
                page.used = now
                body, same = send(finished, environ, start_response)
                self.metrics.hits += 1
                self.metrics.not_modified += same
                return body
        return self._slowly(environ, start_response)

    def _slowly(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        wanted = None
        if environ["REQUEST_METHOD"] in READS:
            path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
            wanted = self._addresses.read(path, query)
        if wanted is None or (
            # Of all the cursors that there might be, only those we gave out are held.
            wanted.cursor and not self.pages.leads_to(wanted.cursor)
        ):
            return self.metrics.counted(self.inner, environ, start_response)
        return self._answer(wanted, environ, start_response)

    def _answer(
        self, wanted: Wanted, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        was_fresh = self.watch.is_fresh()
        answers = self.watch.renew()
        page = self.pages.find(wanted.key)
        if page is not None and (finished := page.finished) is not None:
            if answers and monotonic() < page.until:
                self._remember(environ, page)
                outcome = Outcome.HIT if was_fresh else Outcome.REVALIDATED
                return self._send(finished, environ, start_response, outcome)
            if not answers:
                return self._stale(page, finished, environ, start_response, AWAY)
        elif not answers and not self.watch.renew(LAST_PATIENCE_S):
            return self._unavailable(wanted, environ, start_response)
        return self._fly(wanted, page, environ, start_response)

    def _fly(
        self,
        wanted: Wanted,
        old: Page | None,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Render the page, or wait for who does."""
        flight, is_mine = self._flights.board(wanted.key, self.pages.drops)
        if is_mine:
            return self._render(wanted, flight, old, environ, start_response)
        flight.arrived.wait(PATIENCE_S if old else RENDERING_S)
        if flight.finished is not None:
            return self._send(
                flight.finished, environ, start_response, Outcome.MISS, SHARED
            )
        if old is not None and (finished := old.finished) is not None:
            return self._stale(old, finished, environ, start_response, RENDERING)
        if flight.is_busy or not flight.arrived.is_set():
            return self._unavailable(wanted, environ, start_response)
        # There is no answer for all: an error, most likely; everybody gets the own.
        plain = self._addresses.plain_request(wanted, environ)
        answer = render(self.inner, plain)
        return self.metrics.counted(answer, environ, start_response)

    def _render(
        self,
        wanted: Wanted,
        flight: Flight,
        old: Page | None,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        finished = page = None
        try:
            with self.metrics.rendering():
                plain = self._addresses.plain_request(wanted, environ)
                answer = render(self.inner, plain)
                flight.is_busy = answer.is_busy
                if stored := answer.as_stored():
                    finished = stored.finished
                    page = self.pages.put(
                        wanted.key, stored, on_disk=wanted.held.on_disk
                    )
        finally:
            self._flights.land(wanted.key, flight, finished)
        if finished is None:
            return self._failed(answer, old, environ, start_response)
        if page is not None:
            self._remember(environ, page)
        said = (RENEWED if old else STORED) if page is not None else MISS
        return self._send(finished, environ, start_response, Outcome.MISS, said)

    def _failed(
        self,
        answer: Rendered,
        old: Page | None,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        if answer.is_unavailable:
            if not answer.is_busy:
                self.watch.suspect()
            if old is not None and (finished := old.finished) is not None:
                why = BUSY if answer.is_busy else AWAY
                return self._stale(old, finished, environ, start_response, why)
        return self.metrics.counted(answer, environ, start_response)

    def _stale(
        self,
        page: Page,
        finished: Finished,
        environ: Environ,
        start_response: StartResponse,
        why: str,
    ) -> Iterable[bytes]:
        late = monotonic() - min(self.watch.checked + self.watch.every_s, page.until)
        # Never asked since the start: how old it is cannot be told, but that it is.
        seconds = max(1, int(late)) if late < float("inf") else 1
        said = f"commentbox; hit; ttl=-{seconds}; detail={why}"
        return self._send(finished, environ, start_response, Outcome.STALE, said)

    def _unavailable(
        self, wanted: Wanted, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        hopeless = self._addresses.hopeless_request(wanted, environ)
        answer = render(self.inner, hopeless)
        self.metrics.count_page(Outcome.UNAVAILABLE)
        return self.metrics.counted(answer, environ, start_response)

    def _send(
        self,
        finished: Finished,
        environ: Environ,
        start_response: StartResponse,
        outcome: Outcome,
        said: str | None = None,
    ) -> Iterable[bytes]:
        arguments = (said,) if said else ()
        body, same = send(finished, environ, start_response, *arguments)
        self.metrics.count_page(outcome)
        self.metrics.not_modified += same
        return body

    def _remember(self, environ: Environ, page: Page) -> None:
        aliases = self._aliases
        if len(aliases) >= MOST_ALIASES:
            # Those in use are back with their next request.
            aliases.clear()
        aliases[environ["PATH_INFO"], environ.get("QUERY_STRING", "")] = page
