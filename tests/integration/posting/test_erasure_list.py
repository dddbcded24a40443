"""A running server lists what it erases, also what was withdrawn from the spool."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from commentbox.posting.erasures import Erasures
from commentbox.web.settings import CONFIG_KEY
from tests.integration.people import Ada, bearer


@pytest.fixture
def erasures(app: Flask) -> Erasures:
    erasures = Erasures(app.config[CONFIG_KEY].instance)
    erasures.path.unlink(missing_ok=True)
    return erasures


def test_what_its_author_withdraws_is_on_the_list(ada: Ada, erasures: Erasures) -> None:
    gone, _stays = ada.writes(), ada.writes()

    path = f"/api/comments/{gone.id}"
    answer = ada.client.delete(path, headers=bearer(gone.token))

    assert answer.status_code == 204
    assert set(erasures.read()) == {UUID(gone.id)}


def test_what_nobody_may_withdraw_is_on_none(ada: Ada, erasures: Erasures) -> None:
    written, other = ada.writes(), ada.writes()

    path = f"/api/comments/{written.id}"
    answer = ada.client.delete(path, headers=bearer(other.token))

    assert answer.status_code == 401
    assert erasures.read() == {}
