"""The keys of the desk: chosen, checked, reset, switched off."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Moderator, Site
from commentbox.moderation.keys.strokes import DEFAULTS, Keys, keys_of
from tests.desk import csrf_token, elements, sign_in, words
from tests.factories import a_comment, a_moderator
from tests.page import PageClient


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    grace.preferences = {"else": 1}
    a_comment(session)
    session.commit()
    sign_in(client)
    return grace


def choose(client: PageClient, **keys: str) -> Any:
    page = client.get("/desk/keys")
    fields = {"csrf_token": csrf_token(page), "keys_on": "1", **DEFAULTS, **keys}
    return client.post("/desk/keys", data=fields)


def kept(session: Session, grace: Moderator) -> Keys:
    session.rollback()
    session.refresh(grace)
    return keys_of(grace)


def script_of(client: PageClient) -> dict[str, Any]:
    (aside,) = elements(client.get("/desk/"), "aside", "keys")
    return {"on": aside.get("data-on"), **json.loads(aside.get("data-keys", ""))}


def test_at_first_the_keys_are_the_usual_ones(client: PageClient) -> None:
    page = client.get("/desk/keys")

    fields = {f.get("name"): f.get("value") for f in elements(page, "input")}
    assert {name: fields[name] for name in DEFAULTS} == DEFAULTS
    assert script_of(client) == {"on": "1", **DEFAULTS}


def test_a_chosen_key_is_kept_and_shown_on_its_button(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    answer = choose(client, approve="f", spam="ö")

    assert answer.status_code == 303
    assert "Your keys are kept." in words(client.get(answer.location))
    assert kept(session, grace).by == {**DEFAULTS, "approve": "f", "spam": "ö"}
    assert grace.preferences["else"] == 1
    buttons = elements(client.get("/desk/"), "button")
    (approve,) = [b for b in buttons if b.get("data-act") == "approve"]
    assert approve.get("aria-keyshortcuts") == "f"
    assert script_of(client)["spam"] == "ö"


def test_two_may_swap_their_keys(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    choose(client, approve="s", spam="a")

    assert kept(session, grace)["approve"] == "s"


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ({"approve": ""}, {"approve"}),
        ({"approve": " "}, {"approve"}),
        ({"approve": "ab"}, {"approve"}),
        ({"approve": "\x07"}, {"approve"}),
        ({"approve": "\u0301"}, {"approve"}),
        ({"approve": "1"}, {"approve"}),
        ({"approve": "s"}, {"approve", "spam"}),
    ],
)
def test_a_key_that_cannot_be_is_named_and_nothing_changes(
    client: PageClient,
    session: Session,
    grace: Moderator,
    keys: dict[str, str],
    wrong: set[str],
) -> None:
    answer = choose(client, undo="z", **keys)

    assert answer.status_code == 422
    marked = {e.get("name") for e in elements(answer, "input") if e.get("aria-invalid")}
    assert marked == wrong
    assert {f.get("value") for f in elements(answer, "input")} >= {"z"}
    assert kept(session, grace) == Keys()


def test_keys_can_be_switched_off_and_reset(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    page = client.get("/desk/keys")
    fields = {"csrf_token": csrf_token(page), **DEFAULTS, "approve": "f"}

    client.post("/desk/keys", data=fields)
    assert kept(session, grace).on is False
    assert script_of(client)["on"] == "0"
    assert "Single keys are switched off." in words(client.get("/desk/"))
    assert not [
        b
        for b in elements(client.get("/desk/"), "button")
        if b.get("aria-keyshortcuts")
    ]

    client.post("/desk/keys", data={**fields, "reset": "1"})
    assert kept(session, grace) == Keys()
    assert grace.preferences == {"else": 1}


def test_an_action_that_came_later_has_its_usual_key_unless_it_is_taken(
    grace: Moderator,
) -> None:
    grace.preferences = {"keys": {"approve": "f"}}
    assert keys_of(grace).by == {**DEFAULTS, "approve": "f"}

    grace.preferences = {"keys": {"approve": "u"}}
    assert keys_of(grace).by == DEFAULTS
