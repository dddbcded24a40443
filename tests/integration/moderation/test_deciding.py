"""Deciding at the desk: what is sent, what it does, what stands in its way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import MOVES, NEEDS_RULE, State
from commentbox.models import Comment, Decision, DeskSession, Moderator, Site, Via
from commentbox.moderation.claims import claim
from commentbox.posting.author import edit, withdraw
from tests.desk import csrf_token, decide, elements, sign_in, words
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
)
from tests.page import HTML, PageClient

DESK = "https://comments.example.org/desk/"


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    sign_in(client)
    return grace


def a_stored_comment(session: Session, state: State = State.PENDING) -> Comment:
    comment = a_comment(session, state=state)
    session.commit()
    return comment


def state_of(session: Session, comment: Comment, number: int = 1) -> State:
    session.rollback()
    revision = comment.revision(number)
    assert revision is not None
    return revision.state


def decisions_of(session: Session, comment: Comment) -> list[Decision]:
    session.rollback()
    query = select(Decision).where(Decision.comment_id == comment.id)
    return list(session.scalars(query.order_by(Decision.id)))


ALL_MOVES = [(seen, to) for seen, targets in MOVES.items() for to in sorted(targets)]


@pytest.mark.parametrize(("seen", "to"), ALL_MOVES)
def test_each_action_moves_and_is_recorded(
    client: PageClient, session: Session, grace: Moderator, seen: State, to: State
) -> None:
    comment = a_stored_comment(session, seen)
    rule = {"rule": "politics"} if to in NEEDS_RULE else {}

    answer = decide(client, comment, to, note="Because.", **rule)

    assert answer.status_code == 303
    assert answer.location == f"{DESK}?lane={seen}"
    assert state_of(session, comment) is to
    decision = decisions_of(session, comment)[-1]
    assert (decision.from_state, decision.to_state) == (seen, to)
    assert decision.rule == {State.SPAM: "spam"}.get(to, rule.get("rule"))
    assert (decision.moderator, decision.via) == (grace, Via.DESK)
    assert decision.note == "Because."


@pytest.mark.parametrize("state", list(State))
def test_the_desk_offers_the_moves_of_the_table_and_no_others(
    client: PageClient, session: Session, state: State
) -> None:
    comment = a_stored_comment(session, state)

    page = client.get(f"/desk/comments/{comment.id}")

    fields = elements(page, "input")
    offered = {f.get("value") for f in fields if f.get("name") == "to"}
    assert offered == {target.value for target in MOVES[state]}


def test_the_forms_of_the_desk_work_as_they_stand(
    client: PageClient, session: Session
) -> None:
    """What a browser without scripts would send: the fields, and the button."""
    comment = a_stored_comment(session)
    page = client.get("/desk/")
    form = next(
        form
        for form in elements(page, "form")
        if any(b.get("name") == "rule" for b in form.iter(f"{HTML}button"))
    )
    fields = {f.get("name", ""): f.get("value", "") for f in form.iter(f"{HTML}input")}
    button = next(b for b in form.iter(f"{HTML}button") if b.get("value") == "topic")

    answer = client.post(
        form.get("action", ""),
        data={**fields, button.get("name", ""): button.get("value", "")},
    )

    assert answer.status_code == 303
    assert state_of(session, comment) is State.REJECTED
    assert decisions_of(session, comment)[-1].rule == "topic"


def test_after_a_decision_the_desk_says_so_and_goes_on_with_the_next(
    client: PageClient, session: Session
) -> None:
    first = a_comment(session)
    second = a_comment(session)
    session.commit()
    page = client.get("/desk/")
    following = next(
        f.get("value") for f in elements(page, "input") if f.get("name") == "next"
    )

    answer = decide(client, first, "approved", next=following or "")

    assert answer.location == f"{DESK}?lane=pending#case-{second.id}"
    page = client.get(answer.location)
    assert "Approved. Readers see it now." in words(page)
    assert [e.get("id") for e in elements(page, "article", "case")] == [
        f"case-{second.id}"
    ]
    assert "Readers see it" not in words(client.get("/desk/"))


def decide_on_its_page(client: PageClient, address: str) -> str:
    """Press the first button of a case as its own page has it; return where to go."""
    form = next(
        form
        for form in elements(client.get(address), "form")
        if (form.get("action") or "").split("?")[0].endswith("/decisions")
    )
    fields = {f.get("name", ""): f.get("value", "") for f in form.iter(f"{HTML}input")}
    return client.post(form.get("action", ""), data=fields).location


@pytest.mark.parametrize("undo_s", [0, 10])
@pytest.mark.parametrize(
    ("view", "order"),
    [
        ("lane=pending", ["Ada", "Bea", "Cleo"]),
        ("lane=pending&sort=newest", ["Cleo", "Bea", "Ada"]),
        ("lane=pending&author=Bea", ["Bea"]),
        ("lane=pending&author=Ada&language=en", ["Ada"]),
        ("lane=all&author=Ada", ["Ada"]),
    ],
)
def test_on_the_page_of_a_case_the_next_of_its_lane_follows(
    client: PageClient,
    session: Session,
    site: Site,
    view: str,
    order: list[str],
    undo_s: int,
) -> None:
    site.undo_seconds = undo_s
    cases = {
        name: a_comment(session, author_name=name, posted_at=NOON + minute)
        for minute, name in (
            (timedelta(), "Ada"),
            (timedelta(minutes=1), "Bea"),
            (timedelta(minutes=2), "Cleo"),
        )
    }
    session.commit()

    address, met = f"{DESK}comments/{cases[order[0]].id}?{view}", []
    while "/desk/comments/" in address:
        met.append(address.split("?", maxsplit=1)[0].rpartition("/")[2])
        address = decide_on_its_page(client, address)

    assert met == [str(cases[name].id) for name in order]
    assert address.startswith(f"{DESK}?lane=")


def test_what_another_reads_is_stepped_over(
    client: PageClient, session: Session, site: Site
) -> None:
    first, held, third = (
        a_comment(session, posted_at=NOON + timedelta(minutes=n)) for n in range(3)
    )
    heidi = a_moderator(session, "heidi@example.org", name="Heidi")
    claim(session, held, heidi, now=datetime.now(UTC))
    session.commit()

    onward = decide_on_its_page(client, f"{DESK}comments/{first.id}?lane=pending")

    assert onward == f"{DESK}comments/{third.id}?lane=pending"


def test_the_way_back_leads_nowhere_else(client: PageClient, session: Session) -> None:
    comment = a_stored_comment(session)

    answer = decide(
        client, comment, "approved", next="//evil.example", cursor="&lane=spam"
    )

    assert answer.location == f"{DESK}?lane=pending&cursor=%26lane%3Dspam"


def test_what_no_text_can_hold_is_left_out_of_a_refused_form(
    client: PageClient, session: Session
) -> None:
    comment = a_stored_comment(session)

    answer = decide(client, comment, "rejected", cursor="a\x00b")

    assert answer.status_code == 422
    fields = [e.get("value") for e in elements(answer, "input")]
    assert "ab" in fields


def test_approving_below_something_hidden_says_that_nobody_sees_it_yet(
    client: PageClient, session: Session
) -> None:
    article = an_article(session)
    parent = a_comment(session, article)
    reply = a_comment(session, article, parent=parent)
    session.commit()

    answer = decide(client, reply, "approved")

    said = words(client.get(answer.location))
    assert "Readers see it once the comment above is public." in said


def test_a_comment_that_changed_since_is_a_conflict_that_names_who_was_first(
    client: PageClient, session: Session
) -> None:
    comment = a_stored_comment(session)
    ada = a_moderator(session, "ada@example.org", name="Ada Lorenz")
    decided(session, comment, State.REJECTED, rule="respect", moderator=ada)
    session.commit()

    answer = decide(client, comment, "approved", **{"from": "pending"})

    assert answer.status_code == 409
    said = words(answer)
    assert "Ada Lorenz was faster" in said
    assert "2 March 2026 at 13:00: Rejected (rule 2, “Respect for everyone”)" in said
    assert state_of(session, comment) is State.REJECTED
    assert len(decisions_of(session, comment)) == 1


def test_who_decides_twice_is_told_the_own_decision(
    client: PageClient, session: Session
) -> None:
    comment = a_stored_comment(session)
    decide(client, comment, "approved")

    answer = decide(client, comment, "spam", **{"from": "pending"})

    assert answer.status_code == 409
    assert "You have decided this already" in words(answer)
    assert state_of(session, comment) is State.APPROVED


def test_a_text_that_was_replaced_is_a_conflict_that_shows_the_new_one(
    client: PageClient, session: Session
) -> None:
    comment = a_stored_comment(session)
    edit(session, comment, "Another text.", NOTHING_FOUND, now=NOON)
    session.commit()

    answer = decide(client, comment, "approved", revision="1")

    assert answer.status_code == 409
    assert "The author has sent another text since then." in words(answer)
    assert "Another text." in words(answer)
    assert state_of(session, comment, 2) is State.PENDING


@pytest.mark.parametrize(
    ("seen", "fields", "message"),
    [
        (State.PENDING, {"to": "rejected"}, "which rule was broken"),
        (State.APPROVED, {"to": "removed"}, "which rule was broken"),
        (State.PENDING, {"to": "rejected", "rule": "law"}, "no such rule"),
        (State.PENDING, {"to": "approved", "rule": "topic"}, "names no rule"),
        (State.PENDING, {"to": "removed", "rule": "topic"}, "cannot go there"),
        (State.PENDING, {"to": "approved", "revision": "7"}, "no such revision"),
        (State.PENDING, {"to": "approved", "revision": "x"}, "Nothing was decided"),
        (State.PENDING, {"to": "heaven"}, "Nothing was decided"),
        (State.PENDING, {"to": "spam", "note": "x" * 5001}, "At most"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_says_why(
    client: PageClient,
    session: Session,
    seen: State,
    fields: dict[str, str],
    message: str,
) -> None:
    comment = a_stored_comment(session, seen)
    before = len(decisions_of(session, comment))

    answer = decide(client, comment, **fields)

    assert answer.status_code == 422
    assert message in words(answer)
    assert state_of(session, comment) is seen
    assert len(decisions_of(session, comment)) == before


def test_what_was_typed_is_not_lost(client: PageClient, session: Session) -> None:
    comment = a_stored_comment(session)

    answer = decide(client, comment, "rejected", note="A long explanation.")

    typed = [field.text for field in elements(answer, "textarea")]
    assert typed.count("A long explanation.") == 1


def test_a_comment_that_was_withdrawn_is_gone(
    client: PageClient, session: Session
) -> None:
    comment = a_stored_comment(session)
    token = csrf_token(client.get("/desk/"))
    withdraw(session, comment, now=NOON)
    session.commit()

    answer = client.post(
        f"/desk/comments/{comment.id}/decisions",
        data={"csrf_token": token, "to": "approved", "revision": "1"},
    )

    assert answer.status_code == 404


def test_a_decision_on_another_site_is_not_allowed(
    client: PageClient, session: Session
) -> None:
    token = csrf_token(client.get("/desk/"))
    article = an_article(session, "theirs", site=a_site(session, "theirs"))
    comment = a_comment(session, article)
    session.commit()

    answer = client.post(
        f"/desk/comments/{comment.id}/decisions",
        data={"csrf_token": token, "to": "approved", "revision": "1"},
    )

    assert answer.status_code == 403
    assert state_of(session, comment) is State.PENDING


def test_without_the_forms_token_nothing_is_decided(
    client: PageClient, session: Session
) -> None:
    comment = a_stored_comment(session)

    answer = decide(client, comment, "approved", csrf_token="")

    assert answer.status_code == 400
    assert state_of(session, comment) is State.PENDING


def test_a_page_of_elsewhere_decides_nothing(
    client: PageClient, session: Session
) -> None:
    comment = a_stored_comment(session)
    token = csrf_token(client.get("/desk/"))

    answer = client.post(
        f"/desk/comments/{comment.id}/decisions",
        data={"csrf_token": token, "to": "approved", "revision": "1"},
        headers={"Origin": "https://blog.example.org"},
    )

    assert answer.status_code == 403
    assert state_of(session, comment) is State.PENDING


def test_a_guest_decides_nothing(client: PageClient, session: Session) -> None:
    comment = a_stored_comment(session)
    client.delete_cookie("__Host-commentbox", domain="comments.example.org")

    answer = client.post(
        f"/desk/comments/{comment.id}/decisions",
        data={"to": "approved", "revision": "1"},
    )

    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    assert state_of(session, comment) is State.PENDING


def test_looking_changes_nothing_and_deciding_keeps_one_signed_in(
    client: PageClient, session: Session
) -> None:
    comment = a_stored_comment(session)
    signed_in = session.scalars(select(DeskSession)).one()
    signed_in.seen_at = NOON.replace(year=datetime.now(UTC).year + 1)
    session.commit()
    before = signed_in.seen_at

    client.get("/desk/")
    session.rollback()
    assert signed_in.seen_at == before

    decide(client, comment, "approved")
    session.rollback()
    assert signed_in.seen_at != before
