"""Grace looks whom a block would hit, blocks, reads the list and lifts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.domain.states import State
from commentbox.models import Block, BlockKind, Comment, LogEntry, Moderator, Site
from commentbox.moderation.blocks.block import lift
from commentbox.moderation.blocks.listing import list_blocks
from commentbox.moderation.blocks.ways import reach
from commentbox.posting.author import withdraw
from tests.desk import csrf_token, elements, sign_in, words
from tests.factories import NOON, a_comment, a_moderator, a_site, an_article
from tests.integration.blocks.blocking import DAY, block_author
from tests.page import HTML, PageClient, text_of

EMAIL = "mallory@example.org"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    grace = a_moderator(session, site=site)
    session.commit()
    sign_in(client)
    return grace


@pytest.fixture
def mallorys(session: Session) -> Comment:
    comment = a_comment(session, author_name="Mallory", author_email=EMAIL)
    session.commit()
    return comment


def blocks(
    client: PageClient, comment: Comment, *, query: str = "", **fields: str
) -> TestResponse:
    """Send the form of the page, with some fields changed."""
    page = client.get(f"/desk/comments/{comment.id}/block{query}")
    given = {
        "csrf_token": csrf_token(page),
        "comment": str(comment.id),
        "kind": "token",
        "duration": "7",
        "reason": "Insults in each comment.",
        **fields,
    }
    return client.post("/desk/blocks", data=given)


def lifts(client: PageClient, block: Block, **fields: str) -> TestResponse:
    token = csrf_token(client.get("/desk/blocks"))
    data = {"csrf_token": token, **fields}
    return client.post(f"/desk/blocks/{block.id}/lift", data=data)


def names_on(page: TestResponse) -> list[str]:
    panels = elements(page, "article", "panel")
    titles = [next(panel.iter(f"{HTML}h2")) for panel in panels]
    return [text_of(title).split()[0] for title in titles]


def the_block(session: Session) -> Block:
    session.rollback()
    return session.scalars(select(Block)).one()


def test_a_case_leads_to_the_block_of_its_author(
    client: PageClient, mallorys: Comment
) -> None:
    page = client.get(f"/desk/comments/{mallorys.id}")

    links = [a.get("href") or "" for a in elements(page, "a")]
    assert [a for a in links if f"/desk/comments/{mallorys.id}/block" in a]


def test_what_a_block_would_hit_is_counted_by_state(
    session: Session, mallorys: Comment
) -> None:
    mallory = mallorys.id
    a_comment(session, author_id=mallory)
    a_comment(session, author_id=mallory, state=State.REJECTED)
    a_comment(session, author_email=EMAIL)
    withdraw(session, a_comment(session, author_id=mallory), now=NOON)

    by_token = reach(session, mallorys, BlockKind.TOKEN)
    by_email = reach(session, mallorys, BlockKind.EMAIL)

    assert by_token.counts == {State.PENDING: 2, State.REJECTED: 1}
    assert by_email.counts == {State.PENDING: 2}
    assert len(by_token.latest) == by_token.total == 3


def test_who_comes_later_in_a_chain_is_the_same_author(
    session: Session, mallorys: Comment
) -> None:
    later = a_comment(session, author_id=mallorys.id)

    assert reach(session, later, BlockKind.TOKEN).total == 2


def test_other_sites_and_other_networks_are_not_counted(
    session: Session, mallorys: Comment
) -> None:
    other = a_site(session, "other", url="https://other.example.org")
    elsewhere = an_article(session, "elsewhere", site=other)
    a_comment(session, elsewhere, author_email=EMAIL)
    mine, foreign = "a" * 64, "b" * 64
    same = a_comment(session, network_hash=mine)
    a_comment(session, network_hash=foreign)

    assert reach(session, mallorys, BlockKind.EMAIL).total == 1
    assert reach(session, same, BlockKind.NETWORK).total == 1


def test_the_page_shows_the_last_ten_and_leads_to_what_waits(
    client: PageClient, session: Session, mallorys: Comment
) -> None:
    for number in range(12):
        a_comment(session, author_id=mallorys.id, body=f"Thought {number}.")
    session.commit()

    page = client.get(f"/desk/comments/{mallorys.id}/block")

    said = words(page)
    assert "13 comments of this site match." in said
    assert "Thought 11." in said
    assert "Thought 2." in said
    assert "Thought 1." not in said
    links = [a.get("href") or "" for a in elements(page, "a")]
    assert [a for a in links if f"identity={mallorys.id}" in a and "lane=pending" in a]


def test_each_way_says_what_it_means_and_none_is_offered_that_is_not_known(
    client: PageClient, session: Session, mallorys: Comment
) -> None:
    nameless = a_comment(session, author_name="")
    session.commit()

    said = words(client.get(f"/desk/comments/{mallorys.id}/block?kind=email"))
    page = client.get(f"/desk/comments/{nameless.id}/block")

    assert "proves nothing" in said
    assert "Network" not in said
    assert "E-mail" not in words(page)
    assert (
        client.get(f"/desk/comments/{nameless.id}/block?kind=email").status_code == 404
    )


def test_a_block_is_made_with_its_end_and_stands_in_the_log(
    client: PageClient, session: Session, mallorys: Comment, now: datetime
) -> None:
    answer = blocks(client, mallorys)

    assert answer.status_code == 303
    made = the_block(session)
    assert made.until is not None
    assert timedelta(0) <= made.until - now - 7 * DAY < timedelta(minutes=1)
    assert made.subject == str(mallorys.id)
    entry = session.scalars(select(LogEntry)).one()
    assert (entry.kind, entry.comment_id) == ("block.made", mallorys.id)
    assert entry.facts["reason"] == "Insults in each comment."
    assert "Mallory" not in str(entry.facts) + entry.subject
    assert "Mallory" in words(client.get("/desk/blocks"))
    assert "Grace blocked" in words(client.get("/desk/log"))


def test_a_block_may_last_until_it_is_lifted(
    client: PageClient, session: Session, mallorys: Comment
) -> None:
    blocks(client, mallorys, kind="email", duration="open")

    made = the_block(session)
    assert made.until is None
    assert EMAIL not in made.subject


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("reason", " ", "Please say why."),
        ("reason", "x" * 501, "At most 500 characters"),
        ("duration", "365", "Please choose one of these."),
        ("duration", "", "This is needed."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client: PageClient,
    session: Session,
    mallorys: Comment,
    field: str,
    value: str,
    said: str,
) -> None:
    answer = blocks(client, mallorys, **{"reason": "Kept words.", field: value})

    assert answer.status_code == 422
    assert said in words(answer)
    assert field == "reason" or "Kept words." in answer.get_data(as_text=True)
    assert session.scalar(select(Block)) is None


def test_the_same_block_is_not_made_twice(
    client: PageClient, session: Session, mallorys: Comment
) -> None:
    page = client.get(f"/desk/comments/{mallorys.id}/block")
    given = {
        "csrf_token": csrf_token(page),
        "comment": str(mallorys.id),
        "kind": "token",
        "duration": "1",
        "reason": "Insults.",
    }

    answers = [client.post("/desk/blocks", data=given) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 422]
    assert "There is such a block already" in words(answers[1])
    assert the_block(session).held_back == 0


def test_a_block_is_lifted_once(
    client: PageClient, session: Session, mallorys: Comment, now: datetime
) -> None:
    made = block_author(session, mallorys, now=now)

    answers = [lifts(client, made, reason="We talked.") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    session.rollback()
    kinds = list(session.scalars(select(LogEntry.kind).order_by(LogEntry.id)))
    assert kinds == ["block.made", "block.lifted"]
    assert names_on(client.get("/desk/blocks")) == []
    page = client.get("/desk/blocks?show=over")
    assert names_on(page) == ["Mallory"]
    assert "Lifted on" in words(page)


def test_a_list_goes_on_where_its_page_ended(
    client: PageClient,
    session: Session,
    site: Site,
    now: datetime,
) -> None:
    for name in ("Mallory", "Trudy", "Oscar"):
        block_author(session, a_comment(session, author_name=name), now=now)

    first = list_blocks(session, site.id, over=False, now=now, limit=2)
    page = client.get(f"/desk/blocks?before={first.next}")

    assert [b.comment.author_name for b in first.blocks] == ["Oscar", "Trudy"]
    assert names_on(page) == ["Mallory"]


@pytest.mark.parametrize("before", ["x", "-1", "99999999999", "3000000000", "1²"])
def test_a_page_that_does_not_exist_is_not_found(
    client: PageClient, before: str
) -> None:
    assert (
        client.get("/desk/blocks", query_string={"before": before}).status_code == 404
    )


def test_what_was_held_back_says_by_whom_and_why(
    client: PageClient, session: Session, mallorys: Comment, now: datetime
) -> None:
    made = block_author(session, mallorys, now=now, until=now + DAY)
    mallorys.latest.findings = [
        {
            "check": "block",
            "score": 1.0,
            "detail": str(made.id),
            "rule": None,
            "outcome": "filter",
            "evidence": [],
        }
    ]
    session.commit()

    said = words(client.get(f"/desk/comments/{mallorys.id}"))

    assert "by Grace: Insults in each comment." in said
    assert "blocked until" in said
    lift(session, made, reason="", moderator=made.moderator, now=now)
    session.commit()
    assert "lifted since" in words(client.get(f"/desk/comments/{mallorys.id}"))


def test_whom_nobody_can_block_is_not_offered(
    client: PageClient, session: Session, mallorys: Comment, grace: Moderator
) -> None:
    team = a_comment(session, moderator_id=grace.id)
    withdraw(session, mallorys, now=NOON)
    session.commit()

    for comment in (team, mallorys):
        assert client.get(f"/desk/comments/{comment.id}/block").status_code == 404


def test_a_withdrawn_author_is_not_named_in_the_list(
    client: PageClient, session: Session, mallorys: Comment, now: datetime
) -> None:
    block_author(session, mallorys, now=now)
    withdraw(session, mallorys, now=now)
    session.commit()

    page = client.get("/desk/blocks")

    assert names_on(page) == ["Somebody"]
    assert "Mallory" not in words(page)


def test_blocks_of_another_site_are_none_of_her_business(
    client: PageClient, session: Session, now: datetime
) -> None:
    other = a_site(session, "other", url="https://other.example.org")
    comment = a_comment(session, an_article(session, "elsewhere", site=other))
    heidi = a_moderator(session, "heidi@example.org", site=other, name="Heidi")
    made = block_author(session, comment, now=now, moderator=heidi)

    assert client.get(f"/desk/comments/{comment.id}/block").status_code == 403
    assert client.get("/desk/blocks?site=other").status_code == 403
    assert names_on(client.get("/desk/blocks")) == []
    token = csrf_token(client.get("/desk/"))
    answer = client.post(f"/desk/blocks/{made.id}/lift", data={"csrf_token": token})
    assert answer.status_code == 404
    session.rollback()
    assert made.lifted_at is None


@pytest.mark.parametrize("path", ["/desk/blocks", "/desk/blocks/1/lift"])
def test_no_other_page_can_send_the_forms(client: PageClient, path: str) -> None:
    assert client.post(path, data={"reason": "x"}).status_code == 400
