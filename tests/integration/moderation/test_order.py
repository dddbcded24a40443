"""What is looked at first: 401, 403, 404, 422 form, 409, 422 move."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.models import Site, TokenKind
from commentbox.models.ids import new_id
from tests.factories import a_site, a_token
from tests.integration.moderation.asking import send
from tests.integration.people import Ada, Grace, a_quick_token, bearer, nothing_stored
from tests.page import json_of

BAD_FORM: dict[str, Any] = {"nonsense": 1}
STALE: dict[str, Any] = {"to": "removed", "revision": 1, "from": "pending"}
STALE_RULED = STALE | {"rule": "respect"}
IMPOSSIBLE: dict[str, Any] = {"to": "removed", "revision": 1, "rule": "respect"}

#: The id of no comment.
NOBODYS = "01890a5d-ac96-774b-bcce-b302099a8057"


def test_without_a_token_nothing_else_is_looked_at(grace: Grace) -> None:
    for headers in ({}, bearer("x" * 43), {"Authorization": "Basic eDp5"}):
        for json in (BAD_FORM, STALE, IMPOSSIBLE):
            answer = send(grace, str(new_id()), json=json, headers=headers)
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_of_another_kind_comes_before_what_is_asked(
    grace: Grace, session: Session, site: Site
) -> None:
    token = a_token(session, TokenKind.SITE, site=site)
    session.commit()

    for json in (BAD_FORM, STALE, IMPOSSIBLE):
        answer = send(grace, str(new_id()), json=json, headers=bearer(token))
        assert answer.status_code == 403
    queue = grace.client.get("/api/queue", headers=bearer(token))
    assert queue.status_code == 403


def test_an_author_token_is_no_moderators(ada: Ada, grace: Grace) -> None:
    written = ada.writes()

    answer = send(grace, written.id, json=IMPOSSIBLE, headers=bearer(written.token))

    assert answer.status_code == 401


@pytest.mark.parametrize("id_", [NOBODYS, "x", "1", "%00"])
def test_an_unknown_comment_comes_before_its_form(grace: Grace, id_: str) -> None:
    for json in (BAD_FORM, STALE, IMPOSSIBLE):
        assert send(grace, id_, json=json).status_code == 404
    assert send(grace, id_, data=b"{").status_code == 404


def test_a_wrong_form_comes_before_a_lost_race(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.decided(written, "rejected")

    assert send(grace, written.id, json=STALE | BAD_FORM).status_code == 422
    no_rule = send(grace, written.id, json=STALE)
    assert no_rule.status_code == 422
    assert set(json_of(no_rule)["errors"]) == {"rule"}
    unknown_rule = send(grace, written.id, json=STALE | {"rule": "x"})
    assert unknown_rule.status_code == 422


def test_a_lost_race_comes_before_an_impossible_move(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.decided(written, "rejected")

    assert send(grace, written.id, json=STALE_RULED).status_code == 409
    assert send(grace, written.id, json=IMPOSSIBLE).status_code == 422


def test_a_comment_of_another_site_is_not_found(
    ada: Ada, session: Session, clean: Engine
) -> None:
    written = ada.writes()
    other = a_site(session, "second", url="https://second.example.org")
    grace = Grace(ada.client, a_quick_token(session, other))

    with nothing_stored(clean):
        answer = grace.decides(written, "approved")

    assert answer.status_code == 404
    assert grace.queue()["comments"] == []


@pytest.mark.parametrize(
    ("name", "status"), [("blog", 200), ("second", 403), ("x", 403)]
)
def test_a_token_is_good_for_its_site_only(
    grace: Grace, session: Session, name: str, status: int
) -> None:
    a_site(session, "second", url="https://second.example.org")
    session.commit()

    assert grace.looks_at(site=name).status_code == status
