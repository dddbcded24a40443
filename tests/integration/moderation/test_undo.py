"""Undoing at the desk, the reasons of a decision, and cases in others' hands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.housekeeping import carry_out_due
from commentbox.models import Comment, Decision, IntendedDecision, Moderator, Site
from commentbox.moderation.claims import claim
from commentbox.moderation.decide import Intent
from commentbox.moderation.intend import carry_out, intend
from commentbox.posting.author import edit
from tests.desk import csrf_token, decide, elements, sign_in, tree_of, words
from tests.factories import NOON, NOTHING_FOUND, a_comment, a_moderator
from tests.integration.people import someone_who_moderates
from tests.page import HTML, PageClient, json_of, text_of

UNDO = timedelta(seconds=10)
SCRIPT = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    site.undo_seconds = 10
    grace = a_moderator(session)
    session.commit()
    sign_in(client)
    return grace


@pytest.fixture
def comment(session: Session, site: Site) -> Comment:
    comment = a_comment(session)
    session.commit()
    return comment


@pytest.fixture
def heidi(session: Session, site: Site) -> Moderator:
    heidi = someone_who_moderates(session, site, "heidi@example.org", "Heidi")
    session.commit()
    return heidi


def now() -> datetime:
    return datetime.now(UTC)


def intents(session: Session) -> list[IntendedDecision]:
    session.rollback()
    return list(session.scalars(select(IntendedDecision)))


def decisions(session: Session) -> list[Decision]:
    session.rollback()
    return list(session.scalars(select(Decision).order_by(Decision.id)))


def pressed(client: PageClient, address: str, label: str) -> Any:
    """Send the form of a page whose button says this, as a browser would."""
    page = client.get(address)
    form = next(
        form
        for form in elements(page, "form")
        if any((b.text or "").strip() == label for b in form.iter(f"{HTML}button"))
    )
    fields = {f.get("name", ""): f.get("value", "") for f in form.iter(f"{HTML}input")}
    return client.post(form.get("action", ""), data=fields)


def test_a_decision_waits_and_says_for_how_long(
    client: PageClient, session: Session, comment: Comment, grace: Moderator
) -> None:
    before = now()

    answer = decide(client, comment, "rejected", rule="respect")

    assert answer.status_code == 303
    (intended,) = intents(session)
    assert (intended.to_state, intended.rule) == (State.REJECTED, "respect")
    assert intended.moderator.id == grace.id
    assert before + UNDO <= intended.due_at <= now() + UNDO
    assert decisions(session) == []
    said = words(client.get(answer.location))
    assert "Ada: Rejected under rule 2 in 10 s." in said
    assert "Nothing waits." in said


def test_the_bar_is_on_every_page_until_it_counts(
    client: PageClient, session: Session, clean: Engine, comment: Comment
) -> None:
    decide(client, comment, "approved")

    for address in ("/desk/", "/desk/?lane=spam", "/desk/keys"):
        assert "Approved in" in words(client.get(address)), address
    carry_out_due(clean, now=now() + UNDO)
    assert "Approved in" not in words(client.get("/desk/"))


def test_several_can_be_undone_the_latest_first(
    client: PageClient, session: Session, comment: Comment
) -> None:
    second = a_comment(session, author_name="Adele", body="Second.")
    session.commit()

    decide(client, comment, "approved")
    decide(client, second, "spam")

    page = client.get("/desk/")
    bars = [" ".join(text_of(bar).split()) for bar in elements(page, "form", "bar")]
    assert bars[0].startswith("Adele: Spam in")
    assert bars[1].startswith("Ada: Approved in")
    assert "1 more can be undone" in words(page)


def test_undo_takes_it_back_and_returns_to_the_case(
    client: PageClient, session: Session, comment: Comment
) -> None:
    decide(client, comment, "approved")

    answer = pressed(client, "/desk/", "Undo")

    assert answer.status_code == 303
    assert answer.location.endswith(f"/desk/comments/{comment.id}")
    assert intents(session) == []
    page = client.get(answer.location)
    assert "Undone. The case waits for you again." in words(page)
    assert [b for b in elements(page, "button") if b.get("data-act") == "approve"]


def test_undo_that_comes_too_late_says_so(
    client: PageClient, session: Session, clean: Engine, comment: Comment
) -> None:
    decide(client, comment, "approved")
    fields = {
        "csrf_token": csrf_token(client.get("/desk/")),
        "id": str(intents(session)[0].id),
        "comment": str(comment.id),
    }
    session.rollback()
    carry_out_due(clean, now=now() + UNDO)

    page = client.post("/desk/undo", data=fields, follow_redirects=True)
    by_script = client.post("/desk/undo", data=fields, headers=SCRIPT)

    assert "Too late to undo: the decision counts already." in words(page)
    assert by_script.status_code == 409
    assert json_of(by_script)["said"].startswith("Too late")
    assert len(decisions(session)) == 1


@pytest.mark.parametrize("id_", ["", "0", "x", "-1", "9" * 30, "١"])
def test_what_is_no_number_undoes_nothing(
    client: PageClient, session: Session, comment: Comment, id_: str
) -> None:
    decide(client, comment, "approved")
    fields = {"csrf_token": csrf_token(client.get("/desk/")), "id": id_}

    answer = client.post("/desk/undo", data=fields, headers=SCRIPT)

    assert answer.status_code == 409
    assert len(intents(session)) == 1


def a_stroke(session: Session, grace: Moderator) -> list[IntendedDecision]:
    batch = uuid4()
    made = [
        intend(
            session,
            a_comment(session, body=f"Buy {number}!").id,
            Intent(to=State.SPAM, revision=1),
            moderator=grace,
            now=now(),
            delay=timedelta(minutes=1),
            batch=batch,
        )
        for number in range(3)
    ]
    session.commit()
    return made


@pytest.mark.parametrize(
    ("early", "said"),
    [
        (1, "Undone. 2 cases wait again. For 1 it was too late."),
        (2, "Undone. The case waits for you again. For 2 others it was too late."),
        (3, "Too late to undo: the decision counts already."),
    ],
)
def test_undo_says_for_how_many_of_a_stroke_it_was_too_late(
    client: PageClient, session: Session, grace: Moderator, early: int, said: str
) -> None:
    made = a_stroke(session, grace)
    page = client.get("/desk/")
    fields = {"csrf_token": csrf_token(page), "batch": str(made[0].batch)}
    for intent in made[:early]:
        carry_out(session, intent.id, now=now())
    session.commit()

    client.post("/desk/undo", data=fields)

    assert said in words(client.get("/desk/"))
    assert len(decisions(session)) == early


def test_a_stroke_over_many_is_undone_as_one(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    a_stroke(session, grace)

    assert "3 cases: Spam in" in words(client.get("/desk/"))
    answer = pressed(client, "/desk/", "Undo")

    assert "Undone. 3 cases wait again." in words(client.get(answer.location))
    assert intents(session) == []


def test_what_came_to_nothing_is_told_until_it_is_seen(
    client: PageClient, session: Session, clean: Engine, comment: Comment
) -> None:
    decide(client, comment, "rejected", rule="respect")
    session.rollback()
    edit(session, comment, "Kinder words.", NOTHING_FOUND, now=NOON)
    session.commit()
    carry_out_due(clean, now=now() + UNDO)

    for _ in range(2):
        said = words(client.get("/desk/"))
        assert "A decision of yours did not come to count." in said
        assert "Rejected under rule 2. The author has sent a new text" in said
    answer = pressed(client, "/desk/", "Seen")

    assert "did not come to count" not in words(client.get(answer.location))
    assert intents(session) == []


def test_others_see_whose_it_is_and_cannot_undo_it(
    client: PageClient, session: Session, comment: Comment, heidi: Moderator
) -> None:
    row = intend(
        session,
        comment.id,
        Intent(to=State.APPROVED, revision=1),
        moderator=heidi,
        now=now(),
        delay=timedelta(minutes=1),
    )
    session.commit()

    page = client.get(f"/desk/comments/{comment.id}")
    said = words(page)

    assert "Approved Heidi, counts in" in said
    assert not [b for b in elements(page, "button") if b.get("data-act")]
    fields = {"csrf_token": csrf_token(page), "id": str(row.id)}
    assert client.post("/desk/undo", data=fields, headers=SCRIPT).status_code == 409
    refused = decide(client, comment, "spam")
    assert refused.status_code == 409
    assert "Heidi was faster" in words(refused)
    assert len(intents(session)) == 1


def test_who_decides_twice_is_told_that_it_can_be_undone(
    client: PageClient, session: Session, comment: Comment
) -> None:
    decide(client, comment, "approved")

    answer = decide(client, comment, "spam")

    assert answer.status_code == 409
    assert "You have decided this already" in words(answer)
    assert "You can undo it for" in words(answer)


def test_the_script_gets_json(
    client: PageClient, session: Session, comment: Comment
) -> None:
    fields = {
        "csrf_token": csrf_token(client.get("/desk/")),
        "to": "approved",
        "revision": "1",
        "from": "pending",
    }
    address = f"/desk/comments/{comment.id}/decisions"

    made = client.post(address, data=fields, headers=SCRIPT)
    again = client.post(address, data=fields, headers=SCRIPT)
    wrong = client.post(address, data={**fields, "to": "heaven"}, headers=SCRIPT)

    assert made.status_code == 200
    (intended,) = intents(session)
    assert json_of(made) == {
        "said": "Approved.",
        "undo": {"id": intended.id, "seconds": 10},
        "counts": {**dict.fromkeys(State, "0")},
    }
    assert again.status_code == 409
    assert json_of(again)["heading"] == "You have decided this already"
    assert json_of(again)["claimed"] is False
    assert wrong.status_code == 422
    undone = client.post(
        "/desk/undo", data={**fields, "id": str(intended.id)}, headers=SCRIPT
    )
    assert json_of(undone)["counts"]["pending"] == "1"


def test_a_case_in_anothers_hands_is_refused_until_one_insists(
    client: PageClient, session: Session, comment: Comment, heidi: Moderator
) -> None:
    claim(session, comment, heidi, now=now())
    session.commit()

    refused = decide(client, comment, "rejected", rule="respect", note="Hm.")

    assert refused.status_code == 409
    assert "Heidi is reading this" in words(refused)
    assert "The case is in these hands until" in words(refused)
    assert intents(session) == []
    form = next(
        form
        for form in elements(refused, "form")
        if any(b.get("name") == "takeover" for b in form.iter(f"{HTML}button"))
    )
    fields = {f.get("name", ""): f.get("value", "") for f in form.iter(f"{HTML}input")}
    client.post(form.get("action", ""), data={**fields, "takeover": "1"})
    (intended,) = intents(session)
    assert (intended.to_state, intended.rule) == (State.REJECTED, "respect")
    assert intended.note == "Hm."


def test_a_reason_of_the_rule_goes_before_the_own_words(
    client: PageClient, session: Session, comment: Comment
) -> None:
    page = client.get("/desk/")
    option = next(
        e for e in elements(page, "option") if e.get("value", "").startswith("topic ")
    )
    reason = option.get("value", "")

    decide(client, comment, "rejected", reason=reason, note="It is about cars.")

    (intended,) = intents(session)
    assert intended.rule == "topic"
    assert intended.note == f"{option.text}\n\nIt is about cars."


@pytest.mark.parametrize(
    ("fields", "rule", "note"),
    [
        ({"reason": "topic", "note": "Cars."}, "topic", "Cars."),
        ({"reason": "topic Cars."}, "topic", "Cars."),
        ({"reason": "topic Cars.", "rule": "respect"}, "respect", "Cars."),
        ({"rule": "respect"}, "respect", ""),
    ],
)
def test_reason_and_words_may_each_stand_alone(
    client: PageClient,
    session: Session,
    comment: Comment,
    fields: dict[str, str],
    rule: str,
    note: str,
) -> None:
    decide(client, comment, "rejected", **fields)

    (intended,) = intents(session)
    assert (intended.rule, intended.note) == (rule, note)


def test_reasons_are_in_the_language_that_the_author_reads(
    client: PageClient, session: Session
) -> None:
    a_comment(session, language="de")
    session.commit()

    page = client.get("/desk/?lang=en")

    (select_,) = [e for e in elements(page, "select") if e.get("name") == "reason"]
    assert select_.get("lang") == "de"
    assert "Die Frage gehört unter einen anderen Artikel." in text_of(select_)


def test_a_refused_reason_is_not_lost(
    client: PageClient, session: Session, comment: Comment
) -> None:
    page = client.get("/desk/")
    values = [e.get("value", "") for e in elements(page, "option")]
    reason = next(value for value in values if value.startswith("topic "))

    answer = decide(client, comment, "removed", reason=reason)

    assert answer.status_code == 422
    options = elements(answer, "option")
    chosen = [e.get("value") for e in options if e.get("selected") is not None]
    assert reason in chosen


def test_the_title_says_how_many_wait(client: PageClient, session: Session) -> None:
    def title(address: str) -> str:
        page = client.get(address)
        return next(tree_of(page).iter(f"{HTML}title")).text or ""

    assert title("/desk/") == "Waiting · blog"
    for number in range(3):
        comment = a_comment(session, body=f"Number {number}.")
    session.commit()
    assert title("/desk/") == "(3) Waiting · blog"
    assert title("/desk/?lane=spam") == "(3) Spam · blog"
    assert title(f"/desk/comments/{comment.id}").startswith("(3) Ada · ")
