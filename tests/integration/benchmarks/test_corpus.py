"""A small corpus of copies: sound, and read like any other."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, select, text

from benchmarks.public import commands, filling, specimens
from benchmarks.public.client import Unexpected
from commentbox import create_app
from commentbox.config import Config
from commentbox.extensions import db
from commentbox.models import Comment


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> specimens.Specimens:
    return specimens.take(tmp_path_factory.mktemp("specimens"))


@pytest.fixture
def instance(database: str, tmp_path: Path) -> Iterator[commands.Instance]:
    """A commentbox on a database that nobody has used: copies count from 1."""
    if database.startswith("sqlite"):
        found = commands.sqlite(tmp_path, "corpus")
        commands.found(found)
        yield found
        return
    server = create_engine(database, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE corpus"))
        url = make_url(database).set(database="corpus")
        given = url.render_as_string(hide_password=False)
        found = commands.Instance("corpus", tmp_path, given)
        try:
            commands.found(found)
            yield found
        finally:
            connection.execute(text("DROP DATABASE corpus WITH (FORCE)"))
    server.dispose()


def test_a_corpus_of_copies_is_sound_and_can_be_read(
    instance: commands.Instance, shapes: specimens.Specimens
) -> None:
    filling.fill(instance, shapes, range(4))
    filling.fill(instance, shapes, range(4, 6))
    assert "wrong" not in instance.run("doctor")
    app = create_app(Config.from_env(instance.environment))
    client = app.test_client()
    thread = json.loads(client.get("/api/comments?article=B").data)
    assert thread["article"]["count"] == 20
    assert len(thread["comments"]) < 20
    other = json.loads(client.get("/api/comments?article=article-3").data)
    assert other["article"]["count"] == 9
    assert client.get("/articles/A/feed.rss").status_code == 200
    with app.app_context():
        assert len(set(db.session.scalars(select(Comment.token_hash)))) == 1_060
        db.session.remove()
        db.engine.dispose()


def test_a_command_that_fails_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="No such command"):
        commands.sqlite(tmp_path, "none").run("sing")
