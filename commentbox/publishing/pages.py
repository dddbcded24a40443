"""The store of finished pages: first in the process, then on disk, bounded both.

A page is held with the version of its site at which it was made. It goes when a later
version has changed what it shows, when its time is over, or when room is needed. What
is asked of the database, and when, is the business of ``watch.py``.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from commentbox.models.announce import Change
from commentbox.publishing.changes import Changes, Seen
from commentbox.publishing.disk import Disk, Stored
from commentbox.web.asked import now as wall_clock
from commentbox.web.finished import Finished
from commentbox.web.holding import Origin

log = logging.getLogger(__name__)

Key = tuple[object, ...]

#: Where room is needed, so much is made at once: to look for the oldest takes a while.
ROOM = 0.9


class Page:
    """A finished answer that is held.

    Whoever remembers a page that was let go finds it without an answer: it may not be
    given any more, and takes no room.
    """

    __slots__ = ("finished", "key", "leads", "origin", "size", "until", "used")

    def __init__(self, key: Key, stored: Stored) -> None:
        self.key = key
        self.origin: Origin = stored.origin
        self.finished: Finished | None = stored.finished
        self.size = stored.finished.size
        self.leads = stored.leads
        self.until = _monotonic(stored.until)
        self.used = time.monotonic()


def _monotonic(until: datetime | None) -> float:
    if until is None:
        return float("inf")
    return time.monotonic() + (until - wall_clock()).total_seconds()


class Pages:
    """All that is held; any number of threads may use it."""

    def __init__(self, disk: Disk | None, *, most_bytes: int) -> None:
        self.disk = disk
        self.most_bytes = most_bytes
        self.bytes = 0
        #: How often something was let go because it had changed.
        self.drops = 0
        self._lock = Lock()
        self._changes = Changes()
        self._pages: dict[Key, Page] = {}
        self._of: defaultdict[tuple[int, int], set[Page]] = defaultdict(set)
        self._leads: Counter[str] = Counter()
        if disk is not None:
            self._changes.merge(disk.changes())

    def __len__(self) -> int:
        return len(self._pages)

    def leads_to(self, cursor: str) -> bool:
        """Return whether a held page hands out this cursor."""
        return cursor in self._leads

    def find(self, key: Key) -> Page | None:
        """Return what is held and not known to be outdated."""
        page = self._pages.get(key)
        if page is not None or self.disk is None:
            return page
        stored = self.disk.load(key)
        return self._add(key, stored) if stored else None

    def put(self, key: Key, stored: Stored, *, on_disk: bool) -> Page | None:
        """Hold an answer; None where it is known to be outdated already."""
        page = self._add(key, stored)
        if page is not None and on_disk and self.disk is not None:
            self.disk.save(key, stored)
        return page

    def hear(self, change: Change) -> None:
        """Let go what this process itself has just changed; after the commit."""
        with self._lock:
            since = self._since(change.site)
            self._changes.hear(
                change.site, change.version, change.renewed, change.articles
            )
            everything = self._since(change.site) != since
            self._let_go(change.site, None if everything else change.articles)
        if self.disk is not None:
            articles = dict.fromkeys(change.articles, change.version)
            self._clean(change.site, change.version, None if everything else articles)

    def known(self, site: int) -> int | None:
        return self._changes.known(site)

    def see(self, found: Iterable[Seen]) -> None:
        """Let go what the database shows to be outdated."""
        moved = []
        with self._lock:
            found = list(found)
            gone = self._changes.forget_others(seen.site for seen in found)
            for seen in found:
                before, since = self.known(seen.site), self._since(seen.site)
                is_new = self._changes.see(seen)
                if not is_new and before == seen.version:
                    continue
                everything = is_new or self._since(seen.site) != since
                articles = None if everything else seen.articles
                moved.append((seen, articles, is_new))
                self._let_go(seen.site, articles)
            if gone or any(is_new for *_, is_new in moved):
                # Another set of sites: addresses look different on all of them.
                self._drop(list(self._pages.values()))
        if self.disk is not None and (moved or gone):
            for seen, articles, _new in moved:
                self._clean(seen.site, seen.version, articles)
            self._keep_changes()

    def clear(self) -> None:
        """Forget everything, on disk as well, and whatever was known of changes."""
        with self._lock:
            self._drop(list(self._pages.values()))
            self._changes = Changes()
        if self.disk is not None:
            self.disk.clear()

    def _since(self, site: int) -> int:
        found = self._changes.sites.get(site)
        return found.since if found else 0

    def _add(self, key: Key, stored: Stored) -> Page | None:
        with self._lock:
            too_large = stored.finished.size > self.most_bytes / 4
            if too_large or self._changes.is_outdated(stored.origin):
                return None
            page = Page(key, stored)
            if before := self._pages.get(key):
                self._drop([before])
            self._pages[key] = page
            self._of[page.origin.place].add(page)
            self._leads.update(page.leads)
            self.bytes += page.size
            if self.bytes > self.most_bytes:
                self._make_room()
            return page

    def _make_room(self) -> None:
        """Let go what has not been asked for the longest."""
        for page in sorted(self._pages.values(), key=lambda page: page.used):
            if self.bytes <= self.most_bytes * ROOM:
                break
            self._drop([page])

    def _let_go(self, site: int, articles: Iterable[int] | None) -> None:
        """Drop what has become outdated of these articles, or of the whole site."""
        if articles is None:
            pages = {
                p for (of, _), held in self._of.items() if of == site for p in held
            }
        else:
            places = [(site, article) for article in (0, *articles)]
            pages = {p for place in places for p in self._of.get(place, ())}
        self.drops += 1
        self._drop([p for p in pages if self._changes.is_outdated(p.origin)])

    def _drop(self, pages: Iterable[Page]) -> None:
        for page in pages:
            page.finished = None
            if self._pages.get(page.key) is page:
                del self._pages[page.key]
            place = page.origin.place
            if page in (held := self._of[place]):
                held.discard(page)
                self.bytes -= page.size
                self._take_back(page.leads)
            if not held:
                del self._of[place]

    def _take_back(self, leads: Iterable[str]) -> None:
        for cursor in leads:
            self._leads[cursor] -= 1
            if not self._leads[cursor]:
                del self._leads[cursor]

    def _clean(self, site: int, version: int, articles: Iterable[int] | None) -> None:
        """Take off the disk what was made before its article's last change."""
        assert self.disk is not None  # noqa: S101 - for the type checker
        with self._lock:
            known = self._changes.sites.get(site)
            changed = dict(known.articles) if known else {}
            since = known.since if known else version
        if articles is None:
            self.disk.purge_site(site, since)
            return
        self.disk.purge(site, 0, version)
        for article in articles:
            self.disk.purge(site, article, changed.get(article, since))

    def _keep_changes(self) -> None:
        assert self.disk is not None  # noqa: S101 - for the type checker
        with self._lock:
            known = self._changes.as_json()
        self.disk.keep_changes(known)
