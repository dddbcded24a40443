"""A site where somebody moderates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox import create_app
from commentbox.config import Config
from commentbox.extensions import db
from commentbox.models import Article, Site
from tests.integration.people import someone_who_moderates
from tests.integration.publishing.holding import Holding, Make
from tests.page import PageClient


@pytest.fixture
def moderated(session: Session, site: Site) -> Site:
    someone_who_moderates(session, site)
    session.commit()
    return site


@pytest.fixture
def start(clean: Engine, config: Config) -> Iterator[Make]:
    """Start an application as it runs in life; again: as after a restart."""
    assert clean
    with ExitStack() as end:

        def make(check_every_s: float = 1.0, **settings: Any) -> Holding:
            app = create_app(replace(config, **settings), check_every_s=check_every_s)
            app.test_client_class = PageClient
            end.callback(_disconnect, app)
            client = app.test_client()
            assert isinstance(client, PageClient)
            return Holding(app, client)

        yield make


@pytest.fixture
def holding(start: Make, article: Article) -> Holding:
    assert article
    return start()


def _disconnect(app: Flask) -> None:
    app.extensions["commentbox.front"].watch.rest()
    with app.app_context():
        db.engine.dispose()
