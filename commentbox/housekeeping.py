"""Delete what was only kept for a while, as soon as that while is over.

The privacy notice promises how long; so it happens in every serving process by itself
and needs nothing that somebody could forget to set up.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from threading import Thread

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from commentbox.accounts import sign_in
from commentbox.extensions import begin_write
from commentbox.posting import guard

log = logging.getLogger(__name__)

#: The shortest promise is two minutes, of what holds for one.
EVERY_S = 30


def keep_house(engine: Engine) -> None:
    """Start to tidy up in the background, for as long as the process lives."""

    def work() -> None:
        while True:
            time.sleep(EVERY_S)
            try:
                tidy_up(engine, now=datetime.now(UTC))
            except SQLAlchemyError as error:
                # The database may be away for a while; the next round finds it again.
                log.warning("could not tidy up: %s", type(error).__name__)

    Thread(target=work, name="housekeeping", daemon=True).start()


def tidy_up(engine: Engine, *, now: datetime) -> None:
    """Delete all that has expired; commits."""
    with Session(engine) as session:
        begin_write(session)
        guard.purge(session, now=now)
        sign_in.purge(session, now=now)
        session.commit()
