"""What is in the spool is stored once, whatever else happens to it."""

from __future__ import annotations

from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.models import Comment
from commentbox.models.erasing import before_erasure
from commentbox.posting.erasures import Erasures
from commentbox.posting.spool.storing import Storing
from tests.factories import SECRET_KEY
from tests.integration.people import Written, at_once
from tests.integration.spool.spooling import Server
from tests.page import json_of

KEY = {"Idempotency-Key": "8c1e4a3e-0f6b-4a1c-9d1e-000000000001"}


def kept(server: Server, body: str = "Well said.", **fields: Any) -> Written:
    answer = server.ada.posts(body, **fields)
    assert answer.status_code == 202, answer.json
    return Written(json_of(answer)["id"], json_of(answer)["author_token"], body)


def test_a_key_holds_across_spool_and_database(server: Server) -> None:
    server.goes_away()
    first = server.ada.posts("Well said.", headers=KEY)
    server.office.came_back()

    same = server.ada.posts("Well said.", headers=KEY)
    other = server.ada.posts("Something else.", headers=KEY)
    server.stores()
    later = server.ada.posts("Something else.", headers=KEY)

    assert (first.status_code, same.status_code) == (202, 202)
    assert same.data == first.data
    assert (other.status_code, later.status_code) == (422, 422)
    assert server.comments() == 1


def test_fifty_at_once_with_one_key_are_one(server: Server) -> None:
    server.goes_away()
    comment = {"author_name": "Ada", "body": "Well said.", "consent": True}

    answers = at_once(
        server.app,
        50,
        lambda client, _n: client.post(
            "/api/comments?article=first", json=comment, headers=KEY
        ),
    )

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.data for answer in answers}) == 1
    assert server.spooled() == 1


@pytest.mark.parametrize("is_back", [False, True])
def test_a_double_click_is_one(
    server: Server,
    is_back: bool,  # noqa: FBT001
) -> None:
    server.goes_away()
    kept(server)
    if is_back:
        server.office.came_back()

    assert server.ada.posts("Well said.").status_code == 409
    assert server.ada.posts("Well said!").status_code == (201 if is_back else 202)


def test_what_was_stored_although_the_answer_was_lost_is_not_stored_again(
    server: Server,
) -> None:
    server.goes_away()
    kept(server)
    [post] = server.office.folder.waiting()
    data = post.path.read_bytes()
    server.stores()
    # As after a commit whose answer never came, or a cut before the file was gone.
    post.path.write_bytes(data)

    server.stores()

    assert (server.comments(), server.spooled()) == (1, 0)


def test_what_another_machine_has_stored_under_the_same_key_is_not_stored_again(
    server: Server,
) -> None:
    server.goes_away()
    server.ada.posts("Well said.", headers=KEY)
    [post] = server.office.folder.waiting()
    elsewhere = post.path.with_suffix(".elsewhere")
    post.path.rename(elsewhere)
    server.office.came_back()
    assert server.ada.posts("Well said.", headers=KEY).status_code == 201
    elsewhere.rename(post.path)

    server.stores()

    assert (server.comments(), server.spooled()) == (1, 0)


def test_two_processes_store_each_once_and_in_order(
    server: Server, own_database: Engine
) -> None:
    server.goes_away()
    for number in range(12):
        kept(server, f"Thought {number}.")

    at_once(server.app, 4, lambda _client, _n: server.stores())
    server.stores()

    with Session(own_database) as session:
        found = session.scalars(select(Comment).order_by(Comment.id)).all()
        bodies = [comment.latest.body for comment in found]
    assert bodies == [f"Thought {number}." for number in range(12)]
    assert server.spooled() == 0


def test_a_withdrawn_post_is_never_stored(server: Server) -> None:
    server.goes_away()
    written = kept(server, "Unmistakeable.")

    assert server.ada.withdraws(written).status_code == 204

    assert server.ada.asks(written).status_code == 404
    assert server.stores() == 0
    assert server.comments() == 0
    for path in server.office.folder.path.rglob("*"):
        assert b"Unmistakeable" not in path.read_bytes()


def test_a_withdrawn_post_is_listed_once_as_erased(server: Server) -> None:
    erasures = Erasures(server.office.folder.path.parent)
    before_erasure(server.engine, erasures.note)
    server.goes_away()
    written = kept(server)
    server.ada.withdraws(written)
    storing = Storing(
        server.engine, server.office, secret_key=SECRET_KEY, by_speed=False
    )

    storing.store_all()
    storing.store_all()

    assert set(erasures.read()) == {UUID(written.id)}
    assert erasures.path.read_text().count("\n") == 1


def test_a_withdrawn_post_that_was_stored_all_the_same_is_erased(
    server: Server, world: Session
) -> None:
    server.goes_away()
    written = kept(server)
    [post] = server.office.folder.waiting()
    data = post.path.read_bytes()
    server.stores()
    post.path.write_bytes(data)
    server.office.went_away()
    server.ada.withdraws(written)

    server.stores()

    comment = world.get_one(Comment, UUID(written.id))
    assert comment.erased_at is not None
    assert (comment.author_name, comment.latest.body) == ("", "")


def test_nobody_else_may_ask_or_withdraw(server: Server) -> None:
    server.goes_away()
    written = kept(server)
    forged = Written(written.id, "x" * 43)

    assert server.ada.asks(forged).status_code == 401
    assert server.ada.withdraws(forged).status_code == 401
    assert server.ada.edits(written, "Better said.").status_code == 503
    assert server.spooled() == 1


def test_who_withdraws_gets_a_turn_while_a_long_spool_is_stored(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A short turn: as long a spool as would take many of the usual ones.
    monkeypatch.setattr("commentbox.posting.spool.storing.TURN_S", 0.05)
    written = []
    for number in range(40):
        server.goes_away()
        written.append(kept(server, f"Thought {number}."))
    storing = Thread(target=server.stores)

    storing.start()
    answer = server.ada.withdraws(written[-1])
    left = server.spooled()
    storing.join()
    server.stores()

    assert answer.status_code == 204
    # It was not the end that was waited for.
    assert left > 0
    assert server.ada.asks(written[-1]).status_code == 404
    assert server.spooled() == 0
    assert server.comments() in {39, 40}
