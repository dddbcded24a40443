"""The spool of the running application: its folder, what is known, and who is away."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, time
from typing import cast

from flask import Flask, current_app
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from commentbox.config import Config
from commentbox.extensions import begin_write, is_away
from commentbox.posting.spool.folder import MIB, Folder
from commentbox.posting.spool.known import Known, known_file
from commentbox.web.metrics import EXTENSION as METRICS
from commentbox.web.metrics import Metrics

EXTENSION = "commentbox.spool"

#: Where nobody looks in the background, the next post tries the database after this.
AWAY_S = 2.0

#: Says whether the database has answered anybody lately; asks it, where nobody has.
Answers = Callable[[], bool]


class Spooling:
    def __init__(self, config: Config, answers: Answers) -> None:
        self.folder = folder_of(config)
        self.known = Known(known_file(config))
        self.answers = answers
        self._away_until = float("-inf")
        #: Whether somebody is looking, who says when it is back.
        self._is_watched = False

    def is_away(self) -> bool:
        """Return whether it did not take what was written last, as far as one knows."""
        return self._is_watched or monotonic() < self._away_until

    def went_away(self) -> None:
        self._away_until = monotonic() + AWAY_S

    def figures(self) -> tuple[float, float, float]:
        """Return how many posts wait, for how many seconds, and how many lie aside."""
        length = self.folder.length()
        return length.posts, length.oldest_s(time()), length.aside

    def look(self, engine: Engine) -> bool:
        """Find out whether the database takes what is written.

        Until that is known, what was said last holds.
        """
        self._is_watched = self.is_away()
        if not takes_writes(engine):
            self.went_away()
            return False
        self.came_back()
        return True

    def came_back(self) -> None:
        self._is_watched, self._away_until = False, float("-inf")


def takes_writes(engine: Engine) -> bool:
    """Return whether a transaction that writes can begin."""
    try:
        with Session(engine) as session:
            begin_write(session)
            session.execute(text("SELECT 1 FROM site"))
            # A server that only follows another says so in no other way.
            if engine.dialect.name == "postgresql":
                session.execute(text("SELECT pg_current_xact_id()"))
            session.rollback()
    except SQLAlchemyError as error:
        if not is_away(error):
            raise
        return False
    return True


def folder_of(config: Config) -> Folder:
    return Folder(
        config.instance / "spool",
        most_posts=config.spool_posts,
        most_bytes=config.spool_size * MIB,
    )


def add_spool(app: Flask, config: Config, answers: Answers) -> Spooling:
    """Give the application its spool; the figures tell of it."""
    spooling = Spooling(config, answers)
    app.extensions[EXTENSION] = spooling
    metrics: Metrics = app.extensions[METRICS]
    metrics.spool = spooling.figures
    return spooling


def spooling() -> Spooling:
    return cast("Spooling", current_app.extensions[EXTENSION])
