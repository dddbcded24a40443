"""Watch for public changes: one question to the database a second, whoever asks.

Everything that is held is right as of the last question that was answered, so that no
page needs a question of its own. A thread of its own asks: nobody who only wants to
read ever waits for the database longer than ``PATIENCE_S``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from threading import Condition, Thread

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from commentbox.models import Article, Site
from commentbox.publishing.changes import MOST, Seen
from commentbox.publishing.pages import Pages

log = logging.getLogger(__name__)

#: What is held was compared with the database no longer ago than this.
EVERY_S = 1.0
#: The thread asks a little earlier, so that readers need not wait for it.
AHEAD = 0.7
#: Who has waited for so long gets what there is.
PATIENCE_S = 0.3
#: Who would get nothing waits longer: the database may only be slow.
LAST_PATIENCE_S = 1.5
#: After a failure nobody asks again for a while.
AGAIN_S = 1.0
#: A thread that nobody needs any more ends.
IDLE_S = 5.0


class Watch:
    def __init__(
        self, engine: Engine, pages: Pages, *, every_s: float = EVERY_S
    ) -> None:
        self.every_s = every_s
        #: When the last question was put that the database has answered.
        self.checked = float("-inf")
        self.failures = 0
        self._engine = engine
        self._pages = pages
        self._turn = Condition()
        #: When the question was put that is not answered yet.
        self._put: float | None = None
        self._failed = float("-inf")
        self._thread: Thread | None = None
        self._always = self._resting = False
        #: Work that nobody waits for, done now and then.
        self.chores: list[Callable[[], None]] = [self._look_after_disk]

    def keep_on(self) -> None:
        """Ask again and again, as long as the process lives."""
        with self._turn:
            self._always = True
            self._begin()

    def rest(self) -> None:
        """Ask no more by itself, and leave no question open: until somebody asks."""
        with self._turn:
            self._always = False
            thread, self._resting = self._thread, True
            self._turn.notify_all()
        if thread is not None:
            thread.join()

    def is_fresh(self) -> bool:
        return time.monotonic() - self.checked <= self.every_s

    def renew(self, patience_s: float = PATIENCE_S) -> bool:
        """Return whether what is held was checked lately; wait for that, not for long.

        False means that the database is away, or too slow to wait for.
        """
        wanted = time.monotonic() - self.every_s
        with self._turn:
            while self.checked < wanted:
                now = time.monotonic()
                if self._put is None:
                    if self._failed > self.checked and now - self._failed < AGAIN_S:
                        return False
                    self._put = now
                    self._begin()
                left = self._put + patience_s - now
                if left <= 0:
                    return False
                self._turn.wait(left)
            return True

    def suspect(self) -> None:
        """Say that the database did not answer somebody: look at once."""
        with self._turn:
            self.checked = float("-inf")

    def _begin(self) -> None:
        if self._thread is None:
            self._resting = False
            self._thread = Thread(target=self._run, name="watch", daemon=True)
            self._thread.start()
        self._turn.notify_all()

    def _run(self) -> None:
        while self._wait_for_turn():
            began = time.monotonic()
            found = self._ask()
            with self._turn:
                if found is None:
                    self._failed = time.monotonic()
                    self.failures += 1
                else:
                    self.checked = max(self.checked, began)
                self._put = None
                self._turn.notify_all()
            for chore in self.chores:
                _attempt(chore)

    def _wait_for_turn(self) -> bool:
        """Return when a question is to be put; False where the thread is done."""
        with self._turn:
            while self._put is None:
                if self._resting:
                    self._thread = None
                    return False
                pause = self.every_s * AHEAD if self._always else IDLE_S
                if self._turn.wait(max(pause, 0.05)):
                    continue
                if not self._always:
                    self._thread = None
                    return False
                self._put = time.monotonic()
            return True

    def _ask(self) -> list[Seen] | None:
        try:
            with self._engine.connect() as connection:
                seen = list(look(connection, self._pages.known))
            self._pages.see(seen)
        except SQLAlchemyError as error:
            if self._failed < self.checked:
                log.warning("held pages go unchecked: %s", type(error).__name__)
        except Exception:
            log.exception("could not check held pages")
        else:
            return seen
        return None

    def _look_after_disk(self) -> None:
        if self._pages.disk is not None:
            self._pages.disk.look_after()


def look(connection: Connection, known: Callable[[int], int | None]) -> Iterator[Seen]:
    """Ask which sites and articles have changed since the versions that are known."""
    sites = select(Site.id, Site.version, Site.changed_at, Site.renewed)
    for id_, version, changed_at, renewed in connection.execute(sites).all():
        before = known(id_)
        articles: dict[int, int] | None = {}
        if before is not None and before < version:
            query = select(Article.id, Article.site_version).where(
                Article.site_id == id_, Article.site_version > before
            )
            rows = connection.execute(query.limit(MOST + 1)).all()
            articles = dict(rows) if len(rows) <= MOST else None
        yield Seen(
            site=id_,
            version=version,
            changed_at=changed_at.isoformat(),
            renewed=renewed,
            articles=articles,
        )


def _attempt(chore: Callable[[], None]) -> None:
    try:
        chore()
    except Exception:
        # Whatever it was: the next round comes.
        log.exception("could not look after held pages")
