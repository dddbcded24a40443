"""An application on a database of its own, with an article that was read before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox import create_app
from commentbox.config import Config
from commentbox.extensions import db
from tests.factories import an_article
from tests.integration.outages import Outage
from tests.integration.spool.spooling import Server
from tests.page import PageClient

Start = Callable[..., Server]


@pytest.fixture
def world(own_database: Engine) -> Iterator[Session]:
    """What the test says is there."""
    with Session(own_database) as session:
        an_article(session)
        session.commit()
        yield session


@pytest.fixture
def start(
    own_database: Engine, world: Session, config: Config, away: Outage
) -> Iterator[Start]:
    """Start an application; again: as after a restart."""
    assert world
    url = own_database.url.render_as_string(hide_password=False)
    with ExitStack() as end:

        def make(**settings: Any) -> Server:
            app = create_app(
                replace(config, database_url=url, **settings), check_every_s=0.05
            )
            app.test_client_class = PageClient
            client = app.test_client()
            assert isinstance(client, PageClient)

            def stop() -> None:
                app.extensions["commentbox.front"].watch.rest()
                with app.app_context():
                    db.engine.dispose()

            end.callback(stop)
            return Server(app, client, own_database, away)

        yield make


@pytest.fixture
def server(start: Start) -> Server:
    return start()
