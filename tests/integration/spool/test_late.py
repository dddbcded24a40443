"""What no longer fits when it is stored is never refused: a person sees why."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from commentbox.models import Article, Comment
from commentbox.models.ids import new_id
from tests.factories import an_article, the_moderator
from tests.integration.blocks.blocking import block_author
from tests.integration.people import bearer
from tests.integration.spool.conftest import Start
from tests.integration.spool.spooling import Server
from tests.integration.spool.test_once import kept
from tests.page import json_of


def stored(world: Session, server: Server) -> Comment:
    server.stores()
    world.rollback()
    return world.scalars(select(Comment).order_by(Comment.id.desc())).first()  # type: ignore[return-value]


def late_findings(comment: Comment) -> list[str]:
    return [f["detail"] for f in comment.latest.findings if f["check"] == "late"]


@pytest.mark.parametrize("comments", ["closed", "hidden"])
def test_a_discussion_that_closed_meanwhile(
    server: Server, world: Session, comments: str
) -> None:
    server.goes_away()
    kept(server)
    an_article(world, comments=comments)
    world.commit()

    comment = stored(world, server)

    assert late_findings(comment) == ["closed"]
    assert comment.latest.state == "pending"
    assert comment.latest.outcome == 1


def test_a_reply_to_what_never_was(server: Server, world: Session) -> None:
    server.goes_away()
    kept(server, parent=str(new_id()))

    comment = stored(world, server)

    assert late_findings(comment) == ["parent"]
    assert (comment.parent_id, comment.depth) == (None, 1)


def test_a_reply_to_what_is_in_the_spool_follows_it(
    server: Server, world: Session
) -> None:
    server.goes_away()
    first = kept(server, "First.")
    server.office.came_back()
    second = kept(server, "Second.", parent=first.id)

    comment = stored(world, server)

    assert str(comment.id) == second.id
    assert (str(comment.parent_id), comment.depth) == (first.id, 2)
    assert late_findings(comment) == []


def test_an_author_who_is_blocked_meanwhile(server: Server, world: Session) -> None:
    moderator = the_moderator(world, world.scalars(select(Article)).one().site_id)
    world.commit()
    first = server.ada.writes("First.")
    server.goes_away()
    kept(server, "Second.", headers=bearer(first.token))
    now = datetime.now(UTC)
    block_author(
        world, world.scalars(select(Comment)).one(), now=now, moderator=moderator
    )

    comment = stored(world, server)

    assert comment.latest.state == "filtered"
    assert str(comment.author_id) == first.id


def test_an_article_that_is_gone_keeps_nobody_back(
    server: Server, world: Session, caplog: pytest.LogCaptureFixture
) -> None:
    an_article(world, "second")
    world.commit()
    server.goes_away()
    kept(server, article="second")
    kept(server)
    world.execute(delete(Article).where(Article.key == "second"))
    world.commit()

    with caplog.at_level(logging.ERROR):
        server.stores()

    assert server.comments() == 1
    assert server.office.folder.length().aside == 1
    assert "no such article" in caplog.text
    assert "Well said" not in caplog.text


@pytest.mark.parametrize("keep", [0, 40, -2], ids=["empty", "half", "all but the end"])
def test_a_damaged_entry_is_set_aside_and_stops_nobody(
    server: Server, keep: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.goes_away()
    kept(server, "First.")
    kept(server, "Second.")
    first = server.office.folder.waiting()[0].path
    first.write_bytes(first.read_bytes()[:keep])

    with caplog.at_level(logging.ERROR):
        server.stores()

    assert server.comments() == 1
    assert server.office.folder.length().aside == 1
    assert "set a spooled post aside" in caplog.text


@pytest.mark.parametrize("bound", [{"spool_posts": 2}, {"spool_posts": 0}])
def test_beyond_the_bound_it_is_said_when_to_try_again(
    start: Start, bound: dict[str, int]
) -> None:
    server = start(**bound)
    server.goes_away()

    answers = [server.ada.posts() for _ in range(3)]

    taken = bound["spool_posts"]
    assert [a.status_code for a in answers] == [202] * taken + [503] * (3 - taken)
    assert int(answers[-1].headers["Retry-After"]) > 0
    server.stores()
    assert server.comments() == taken


def test_bytes_are_bounded_as_well(start: Start) -> None:
    server = start(spool_size=1)
    server.goes_away()

    codes = []
    for number in range(120):
        server.office.went_away()
        codes.append(server.ada.posts(f"{number} " + "x" * 9_990).status_code)

    assert 80 < codes.count(202) < 110
    assert codes == [202] * codes.count(202) + [503] * codes.count(503)


def test_files_are_for_nobody_else(server: Server) -> None:
    server.goes_away()
    kept(server)

    folder = server.office.folder.path
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_figures_say_how_many_wait(server: Server, own_database: Engine) -> None:
    assert own_database
    server.goes_away()
    kept(server)

    text = server.client.get("/metrics").text

    assert "commentbox_spool_posts 1.0" in text
    assert "commentbox_spool_oldest_seconds" in text


def test_what_fills_in_every_field_is_found_later_as_well(
    server: Server, world: Session
) -> None:
    server.goes_away()
    answer = server.client.post(
        "/api/comments?article=first",
        data={"author_name": "M", "body": "Well.", "consent": "true", "subject": "x"},
    )
    assert answer.status_code == 202, json_of(answer)

    comment = stored(world, server)

    details = {f["detail"] for f in comment.latest.findings if f["check"] == "form"}
    assert "honeypot" in details
