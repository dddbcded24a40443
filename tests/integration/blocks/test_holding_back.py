"""What a blocked author sends waits apart, and is answered as ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.models import (
    Article,
    Block,
    BlockKind,
    Comment,
    Decision,
    Moderator,
    NetworkKey,
    Site,
)
from commentbox.moderation.blocks.block import lift
from tests.factories import NOON, a_comment, a_moderator, a_site
from tests.integration.blocks.blocking import block_author, from_network, states
from tests.integration.people import Ada, Written, a_thought, bearer
from tests.page import PageClient, json_of

HOUR = timedelta(hours=1)
EMAIL = "mallory@example.org"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def grace(session: Session, article: Article) -> Moderator:
    assert article.key == "first"
    grace = a_moderator(session)
    session.commit()
    return grace


@pytest.fixture
def mallory(client_with: Callable[..., PageClient], grace: Moderator) -> Ada:
    """Somebody who writes where limits are in force."""
    assert grace.name == "Grace"
    return Ada(client_with(rate_limits={"client": "100/minute"}))


def sends(
    who: Ada, *, token: str = "", network: str = "192.0.2.1", **fields: Any
) -> TestResponse:
    json = {"author_name": "Mallory", "consent": True, "body": a_thought(), **fields}
    headers = bearer(token) if token else {}
    return who.sends(json, headers=headers, **from_network(network))


def written_by(answer: TestResponse) -> Written:
    assert answer.status_code == 201, answer.json
    return Written(json_of(answer)["id"], json_of(answer)["author_token"])


def the_comment(session: Session, written: Written) -> Comment:
    session.rollback()
    return session.get_one(Comment, UUID(written.id))


@pytest.fixture
def first(mallory: Ada) -> Written:
    return written_by(sends(mallory, author_email=EMAIL))


SAME = {
    BlockKind.TOKEN: {"token": "own", "network": "192.0.2.7"},
    BlockKind.EMAIL: {"author_email": "Mallory@Example.org", "network": "192.0.2.7"},
    BlockKind.NETWORK: {},
}
OTHER = {
    BlockKind.TOKEN: {"author_email": EMAIL},
    BlockKind.EMAIL: {"token": "own", "author_email": "ada@example.org"},
    BlockKind.NETWORK: {"token": "own", "author_email": EMAIL, "network": "192.0.2.7"},
}


def with_token(how: dict[str, str], first: Written) -> dict[str, str]:
    return {**how, "token": first.token} if how.get("token") else how


@pytest.mark.parametrize("kind", BlockKind)
def test_the_same_author_is_held_back(
    session: Session, mallory: Ada, first: Written, kind: BlockKind, now: datetime
) -> None:
    block_author(session, the_comment(session, first), kind, now=now)

    sends(mallory, **with_token(SAME[kind], first))

    assert states(session) == ["pending", "filtered"]


@pytest.mark.parametrize("kind", BlockKind)
def test_who_is_known_only_otherwise_is_not_held_back(
    session: Session, mallory: Ada, first: Written, kind: BlockKind, now: datetime
) -> None:
    block_author(session, the_comment(session, first), kind, now=now)

    sends(mallory, **with_token(OTHER[kind], first))

    assert states(session) == ["pending", "pending"]


@pytest.mark.parametrize("kind", BlockKind)
def test_an_edit_of_an_older_comment_is_held_back_too(
    session: Session, mallory: Ada, first: Written, kind: BlockKind, now: datetime
) -> None:
    block_author(session, the_comment(session, first), kind, now=now)

    mallory.edits(first, "A lamp, once more.")

    assert states(session) == ["filtered"]


def test_an_edit_from_a_blocked_network_is_held_back(
    session: Session, mallory: Ada, first: Written, now: datetime
) -> None:
    elsewhere = written_by(sends(mallory, network="192.0.2.7"))
    block_author(session, the_comment(session, first), BlockKind.NETWORK, now=now)

    mallory.client.patch(
        f"/api/comments/{elsewhere.id}",
        json={"body": "From the blocked network."},
        headers=bearer(elsewhere.token),
        **from_network("192.0.2.1"),
    )

    assert states(session) == ["pending", "filtered"]


def test_the_same_text_again_is_no_edit_and_counts_for_nothing(
    session: Session, mallory: Ada, first: Written, now: datetime
) -> None:
    comment = the_comment(session, first)
    made = block_author(session, comment, now=now)

    mallory.edits(first, comment.latest.body)

    assert states(session) == ["pending"]
    assert made.held_back == 0


def test_a_block_ends_by_time(
    session: Session, mallory: Ada, first: Written, now: datetime
) -> None:
    comment, before = the_comment(session, first), now - 2 * HOUR
    block_author(session, comment, now=before, until=now - HOUR)

    sends(mallory, token=first.token)

    assert states(session) == ["pending", "pending"]


def test_a_lifted_block_holds_nobody_back(
    session: Session, mallory: Ada, first: Written, grace: Moderator, now: datetime
) -> None:
    made = block_author(session, the_comment(session, first), now=now)
    assert lift(session, made, reason="", moderator=grace, now=now)
    session.commit()

    sends(mallory, token=first.token)

    assert states(session) == ["pending", "pending"]


def test_a_block_is_for_one_site(
    session: Session, mallory: Ada, first: Written, site: Site, now: datetime
) -> None:
    made = block_author(session, the_comment(session, first), now=now)
    other = a_site(session, "other", url="https://other.example.org")
    made.site_id = other.id
    session.commit()

    answer = mallory.client.post(
        "/api/comments",
        query_string={"article": "first", "site": site.name},
        json={"author_name": "Mallory", "consent": True, "body": a_thought()},
        headers=bearer(first.token),
    )

    assert answer.status_code == 201
    assert states(session) == ["pending", "pending"]


def test_without_limits_nothing_goes_by_networks(
    session: Session,
    mallory: Ada,
    first: Written,
    client_with: Callable[..., PageClient],
    now: datetime,
) -> None:
    block_author(session, the_comment(session, first), BlockKind.NETWORK, now=now)
    unlimited = Ada(client_with(rate_limits={}))

    second = written_by(sends(unlimited))
    unlimited.edits(first, "A lamp, once more.")

    assert states(session) == ["pending", "pending"]
    assert the_comment(session, second).network_hash is None


def test_a_site_that_keeps_no_networks_has_no_hash_and_no_key(
    session: Session, mallory: Ada, site: Site
) -> None:
    session.get_one(Site, site.id).network_days = 0
    session.commit()

    sends(mallory)

    assert session.scalars(select(Comment.network_hash)).all() == [None]
    assert session.scalar(select(NetworkKey)) is None


def test_the_sender_is_answered_as_ever(
    session: Session, mallory: Ada, first: Written, now: datetime
) -> None:
    before = sends(mallory, token=first.token)
    block_author(session, the_comment(session, first), now=now)

    after = sends(mallory, token=first.token)

    assert (after.status_code, before.status_code) == (201, 201)
    assert list(json_of(after)) == list(json_of(before))
    assert json_of(after)["state"] == json_of(before)["state"] == "pending"
    assert set(after.headers.keys()) == set(before.headers.keys())
    told = [mallory.status(written_by(answer)) for answer in (before, after)]
    assert [list(status) for status in told] == [list(told[0])] * 2
    assert [status["state"] for status in told] == ["pending", "pending"]
    assert "lock" not in str(told)


def test_who_held_it_back_is_known_and_no_rule_is_blamed(
    session: Session, mallory: Ada, first: Written, now: datetime
) -> None:
    made = block_author(session, the_comment(session, first), now=now)

    second = written_by(sends(mallory, token=first.token))

    comment = the_comment(session, second)
    finding = comment.latest.findings[0]
    assert (finding["check"], finding["detail"]) == ("block", str(made.id))
    decision = session.scalars(select(Decision)).one()
    assert decision.automated
    assert decision.rule is None
    assert made.held_back == 1


def test_a_block_never_sends_to_the_lane_of_spam(
    session: Session, mallory: Ada, first: Written, now: datetime
) -> None:
    block_author(session, the_comment(session, first), now=now)
    links = " ".join(f"http://cheap-pills-{n}.example.com" for n in range(9))

    sends(mallory, token=first.token, body=f"Buy now, best price! {links}")

    assert states(session) == ["pending", "filtered"]


def test_a_withdrawn_comment_leaves_no_name_in_the_block(
    session: Session, mallory: Ada, first: Written, now: datetime
) -> None:
    made = block_author(session, the_comment(session, first), now=now)

    mallory.withdraws(first)

    session.rollback()
    assert made.comment.author_name == ""
    columns = {c.name: getattr(made, c.name) for c in Block.__table__.columns}
    assert "Mallory" not in str(columns)
    assert EMAIL not in str(columns)


def test_what_the_team_writes_is_never_held_back(
    session: Session, article: Article, grace: Moderator
) -> None:
    answer = a_comment(session, article, moderator_id=grace.id)

    with pytest.raises(KeyError):
        block_author(session, answer, now=NOON)
