"""One application for all tests of a database, an article to talk about, the cast."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, make_url, text
from sqlalchemy.orm import Session

from commentbox import create_app, schema
from commentbox.config import Config
from commentbox.extensions import db, make_engine
from commentbox.models import Article, Moderator, Role, Site
from commentbox.posting.spool.spooling import Spooling
from tests.desk import sign_in
from tests.factories import SECRET_KEY, a_moderator, an_article
from tests.integration.outages import Outage, closed, locked
from tests.integration.people import Ada, Grace, a_quick_token
from tests.page import PageClient


@pytest.fixture(scope="session")
def running(
    engine: Engine, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application with default settings: to make one takes as long as a test."""
    app = create_app(
        Config(
            instance=tmp_path_factory.mktemp("instance"),
            database_url=database,
            secret_key=SECRET_KEY,
            base_url="https://comments.example.org",
            rate_limits={},
            encoder=False,
        ),
        # Tests write behind its back: it is to look each time.
        check_every_s=0,
    )
    yield app
    _disconnect(app)


@pytest.fixture
def app(clean: Engine, running: Flask) -> Flask:
    """The application on a database that is emptied after the test, and so is it."""
    running.extensions["commentbox.front"].pages.clear()
    office: Spooling = running.extensions["commentbox.spool"]
    shutil.rmtree(office.folder.path, ignore_errors=True)
    office.known.path.unlink(missing_ok=True)
    office.came_back()
    return running


@pytest.fixture
def article(session: Session, site: Site) -> Article:
    article = an_article(session, site=site)
    session.commit()
    return article


@pytest.fixture
def boss(session: Session, site: Site) -> Moderator:
    """Grace, who is an admin here."""
    boss = a_moderator(session, site=site, role=Role.ADMIN)
    session.commit()
    return boss


@pytest.fixture
def admin(client: PageClient, session: Session, boss: Moderator) -> PageClient:
    """The browser in which she is signed in."""
    sign_in(client, boss.email)
    # What the test itself has read is old by now, and SQLite would hold it to that.
    session.rollback()
    return client


@pytest.fixture
def ada(client: PageClient, article: Article) -> Ada:
    return Ada(client)


@pytest.fixture
def grace(client: PageClient, session: Session, site: Site) -> Grace:
    return Grace(client, a_quick_token(session, site))


@pytest.fixture
def client_with(clean: Engine, config: Config) -> Iterator[Callable[..., PageClient]]:
    """Make a client of an application with other settings."""
    with ExitStack() as end:

        def make(**settings: Any) -> PageClient:
            app = create_app(replace(config, **settings), check_every_s=0)
            app.test_client_class = PageClient
            end.callback(_disconnect, app)
            client = app.test_client()
            assert isinstance(client, PageClient)
            return client

        yield make


@pytest.fixture
def free_port() -> int:
    """A port on the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def own_database(untouched: str) -> Iterator[Engine]:
    """A database that can be taken away from everybody."""
    engine = make_engine(untouched)
    schema.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def away(own_database: Engine, engine: Engine) -> Outage:
    """Take the database away for a while: no connection lives, none is made."""
    if engine.dialect.name == "sqlite":
        return lambda: locked(own_database)
    return lambda: closed(own_database, engine)


@pytest.fixture
def untouched(database: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if database.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'untouched.db'}"
        return
    server = make_engine(database).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE untouched"))
        url = make_url(database).set(database="untouched")
        yield url.render_as_string(hide_password=False)
        connection.execute(text("DROP DATABASE untouched"))
    server.dispose()


def _disconnect(app: Flask) -> None:
    app.extensions["commentbox.front"].watch.rest()
    with app.app_context():
        db.engine.dispose()
