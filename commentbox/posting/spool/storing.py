"""Store what waits in the spool, in its order, once the database is back."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from time import monotonic, time
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from commentbox.extensions import is_away
from commentbox.models.erasing import note_erasure
from commentbox.posting.spool.entry import Damaged
from commentbox.posting.spool.folder import Folder, Waiting
from commentbox.posting.spool.replay import Homeless, erase_stored, replay
from commentbox.posting.spool.spooling import Spooling

log = logging.getLogger(__name__)

#: So many at once, as posts are stored that come in: most of the time of each is spent
#: on the way to the database and back.
AT_ONCE = 4
#: So many are given out before one looks whether the turn is over.
TOGETHER = 12
#: One keeps the turn for so long: who withdraws a post waits for it.
TURN_S = 0.5
#: What failed for a reason of its own is tried again after this; the others go on.
AGAIN_S = 60.0
#: So long somebody may still be at storing what was withdrawn meanwhile.
MARK_LIFE_S = 3600.0


class Storing:
    """Stores what is spooled; one process at a time, whoever has the turn."""

    def __init__(
        self, engine: Engine, office: Spooling, *, secret_key: str, by_speed: bool
    ) -> None:
        self._engine = engine
        self._office = office
        self._secret_key = secret_key
        self._by_speed = by_speed
        #: When what failed is tried again, by its name.
        self._later: dict[str, float] = {}
        #: What was withdrawn, and is on the list of erasures.
        self._listed: set[UUID] = set()

    def store_all(self) -> int:
        """Store what waits, and return how many posts that were; commits each."""
        folder = self._office.folder
        waiting = folder.waiting()
        if not waiting and not self._office.is_away():
            return 0
        if not self._office.look(self._engine):
            return 0
        stored = 0
        due = self._due(waiting)
        pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="store what was spooled")
        try:
            while due:
                with folder.storing() as is_ours:
                    if not is_ours:
                        break
                    ends = monotonic() + TURN_S
                    while due and monotonic() < ends:
                        stored += self._store_together(pool, folder, due[:TOGETHER])
                        del due[:TOGETHER]
        finally:
            pool.shutdown(cancel_futures=True)
        if stored:
            log.info("stored %s posts that were spooled", stored)
        return stored

    def _due(self, waiting: list[Waiting]) -> list[Waiting]:
        now = monotonic()
        return [post for post in waiting if self._later.get(post.path.name, 0.0) <= now]

    def _store_together(
        self, pool: ThreadPoolExecutor, folder: Folder, posts: list[Waiting]
    ) -> int:
        begun: dict[UUID, Future[bool]] = {}
        for post in posts:
            begun[post.id] = pool.submit(self._attempt, folder, post, begun)
        wait(begun.values())
        return sum(each.result() for each in begun.values())

    def _attempt(
        self, folder: Folder, post: Waiting, begun: dict[UUID, Future[bool]]
    ) -> bool:
        """Store one; let one that fails keep nobody back, it is tried again."""
        try:
            if post.is_withdrawn:
                return self._erase(folder, post)
            return self._store(folder, post, begun)
        except FileNotFoundError:
            # Another process had its turn before.
            return False
        except (Damaged, Homeless) as error:
            folder.set_aside(post, str(error))
        except Exception as error:
            if isinstance(error, SQLAlchemyError) and is_away(error):
                self._office.went_away()
                raise
            self._later[post.path.name] = monotonic() + AGAIN_S
            log.exception("could not store a spooled post: %s", post.path.name)
        return False

    def _store(
        self, folder: Folder, post: Waiting, begun: dict[UUID, Future[bool]]
    ) -> bool:
        entry = folder.read(post)
        parent = entry.submission.parent_id
        if parent in begun:
            # It was given out before, so it is being stored or is there.
            wait((begun[parent],))
        secret_key, by_speed = self._secret_key, self._by_speed
        with Session(self._engine) as session:
            is_new = replay(session, entry, secret_key=secret_key, by_speed=by_speed)
            session.commit()
        folder.drop(post)
        return is_new

    def _erase(self, folder: Folder, post: Waiting) -> bool:
        with Session(self._engine) as session:
            erase_stored(session, post, now=datetime.now(UTC))
            if post.id not in self._listed:
                # In a backup it waits still.
                note_erasure(session, post.id, now=datetime.now(UTC))
            session.commit()
        self._listed.add(post.id)
        if folder.age(post, now=time()) > MARK_LIFE_S:
            folder.drop(post)
        return False
