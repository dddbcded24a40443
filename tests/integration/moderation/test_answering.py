"""Grace answers from the desk: live at once, with a badge, a decision of her own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.domain.states import State
from commentbox.domain.submission import Badge, Source
from commentbox.models import (
    Article,
    Claim,
    Comment,
    Decision,
    Discussion,
    IntendedDecision,
    Moderator,
    Via,
)
from commentbox.models.lanes import lane_counts
from commentbox.posting.author import withdraw
from commentbox.web.asked import now
from tests.desk import csrf_token, elements, sign_in, words
from tests.factories import (
    NOON,
    SECRET_KEY,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
)
from tests.integration.people import Ada, at_once, nothing_stored
from tests.integration.publishing.reading import KEPT, all_of, thread
from tests.page import PageClient, json_of

BODY = "It flickers *never*."


@pytest.fixture
def moderator(session: Session, article: Article) -> Moderator:
    moderator = a_moderator(session, site=article.site)
    session.commit()
    return moderator


@pytest.fixture
def grace(client: PageClient, moderator: Moderator) -> PageClient:
    sign_in(client)
    return client


def url_of(comment: Comment) -> str:
    return f"/desk/comments/{comment.id}/replies"


def fields(client: PageClient, comment: Comment, **changed: str) -> dict[str, str]:
    """Return the form as the case shows it."""
    page = client.get(f"/desk/comments/{comment.id}")
    return {
        "csrf_token": csrf_token(page),
        "body": BODY,
        "badge": "team",
        "action": "answer",
        "revision": "1",
        "seen": comment.latest.state.value,
        **changed,
    }


def answer(client: PageClient, comment: Comment, **changed: str) -> TestResponse:
    return client.post(url_of(comment), data=fields(client, comment, **changed))


def answers(session: Session) -> list[Comment]:
    session.rollback()
    session.expire_all()
    query = select(Comment).where(Comment.source == Source.DESK)
    return list(session.scalars(query.order_by(Comment.id)))


def decisions_by(session: Session, moderator: Moderator) -> list[tuple[Any, ...]]:
    rows = session.scalars(
        select(Decision)
        .where(Decision.moderator_id == moderator.id)
        .order_by(Decision.id)
    )
    return [(r.comment_id, r.revision, r.from_state, r.to_state, r.via) for r in rows]


def approved(session: Session, article: Article, **values: Any) -> Comment:
    comment = a_comment(session, article, state=State.APPROVED, **values)
    session.commit()
    return comment


def waiting(session: Session, article: Article, **values: Any) -> Comment:
    comment = a_comment(session, article, **values)
    session.commit()
    return comment


@pytest.mark.parametrize("badge", list(Badge))
def test_an_answer_is_live_at_once_with_its_badge(
    grace: PageClient, session: Session, article: Article, badge: Badge
) -> None:
    comment = approved(session, article)

    sent = answer(grace, comment, badge=badge.value)

    assert sent.status_code == 303
    [node] = thread(grace)["comments"]
    [reply] = node["replies"]
    assert reply["author"] == {"name": "Grace", "url": None, "badge": badge.value}
    assert reply["html"].strip() == "<p>It flickers <em>never</em>.</p>"
    assert thread(grace)["article"]["count"] == 2
    for url in KEPT[:-2]:
        assert b"It flickers" in grace.get(url).data


def test_it_is_stored_as_what_it_is(
    grace: PageClient, session: Session, article: Article, moderator: Moderator
) -> None:
    answer(grace, approved(session, article))

    [stored] = answers(session)
    assert (stored.author_name, stored.author_email) == ("Grace", None)
    assert (stored.badge, stored.moderator_id) == (Badge.TEAM, moderator.id)
    assert stored.consent is None
    assert stored.latest.findings == []
    assert stored.network_hash is None


def test_it_is_a_decision_by_whom_it_wrote_and_waits_nowhere(
    grace: PageClient, session: Session, article: Article, moderator: Moderator
) -> None:
    comment = approved(session, article)
    before = lane_counts(session, article.site_id)
    session.commit()

    answer(grace, comment)

    [stored] = answers(session)
    own = (stored.id, 1, State.PENDING, State.APPROVED, Via.ANSWER)
    assert decisions_by(session, moderator)[-1] == own
    after = lane_counts(session, article.site_id)
    assert after == before | {State.APPROVED: before[State.APPROVED] + 1}


@pytest.mark.parametrize(
    ("badge", "name"), [(Badge.AUTHOR, "Article author"), (Badge.TEAM, "Team")]
)
def test_at_the_desk_it_is_marked_as_what_it_is(
    grace: PageClient, session: Session, article: Article, badge: Badge, name: str
) -> None:
    comment = approved(session, article)
    answer(grace, comment, badge=badge.value)
    [stored] = answers(session)
    reader = approved(session, article, parent=stored, author_name="Grace")

    lane = grace.get("/desk/?lane=approved")
    own = grace.get(f"/desk/comments/{stored.id}")
    above = grace.get(f"/desk/comments/{comment.id}")
    below = grace.get(f"/desk/comments/{reader.id}")

    assert words(lane).count(f"Grace {name} ") == 2  # its card, and above the answer
    assert "Grace (an own answer from the desk)" in words(own)
    assert f"Grace {name} Approved" in words(above)
    assert f"Answers Grace {name}" in words(below)


def test_what_was_answered_is_said_with_the_way_to_it(
    grace: PageClient, session: Session, article: Article
) -> None:
    sent = answer(grace, approved(session, article))

    page = grace.get(sent.headers["Location"])
    [stored] = answers(session)
    assert "Answered. Readers see it now." in words(page)
    [said] = elements(page, "p", "said")
    assert any(str(stored.id) in (a.get("href") or "") for a in said.iter())


@pytest.mark.parametrize("where", ["case", "lane"])
def test_the_form_stands_on_each_card(
    grace: PageClient, session: Session, article: Article, where: str
) -> None:
    comment = approved(session, article)
    url = {"case": f"/desk/comments/{comment.id}", "lane": "/desk/?lane=approved"}

    page = grace.get(url[where])

    [form] = elements(page, "form", "answer-form")
    assert f"/desk/comments/{comment.id}/replies" in (form.get("action") or "")
    labels = {label.get("for") for label in form.iter() if label.tag.endswith("}label")}
    assert f"answer-{comment.id}" in labels


def test_from_a_lane_the_way_leads_back_to_it(
    grace: PageClient, session: Session, article: Article
) -> None:
    comment = approved(session, article)
    given = fields(grace, comment)

    sent = grace.post(f"{url_of(comment)}?lane=approved", data=given)

    place = sent.headers["Location"]
    assert place.endswith(f"/desk/?lane=approved#case-{comment.id}")


@pytest.mark.parametrize(
    ("author", "checked"), [("Grace", "author"), ("Hedy", "team"), (None, "team")]
)
def test_whoever_wrote_the_article_is_offered_that_badge_first(
    grace: PageClient,
    session: Session,
    article: Article,
    author: str | None,
    checked: str,
) -> None:
    article.author = author
    comment = approved(session, article)

    page = grace.get(f"/desk/comments/{comment.id}")

    badges = [f for f in elements(page, "input") if f.get("name") == "badge"]
    assert len(badges) == 2
    chosen = [f.get("value") for f in badges if f.get("checked") is not None]
    assert chosen == [checked]


def test_a_closed_discussion_can_be_answered(
    grace: PageClient, session: Session, article: Article
) -> None:
    comment = approved(session, article)
    article.comments = Discussion.CLOSED
    session.commit()

    assert answer(grace, comment).status_code == 303

    assert len(thread(grace)["comments"][0]["replies"]) == 1
    assert Ada(grace).posts().status_code == 409


def test_a_hidden_discussion_cannot(
    grace: PageClient, session: Session, article: Article, clean: Engine
) -> None:
    comment = approved(session, article)
    given = fields(grace, comment)
    article.comments = Discussion.HIDDEN
    session.commit()

    with nothing_stored(clean):
        sent = grace.post(url_of(comment), data=given)

    assert sent.status_code == 409
    assert "The discussion is hidden" in words(sent)
    assert BODY in words(sent)
    page = grace.get(f"/desk/comments/{comment.id}")
    assert elements(page, "form", "answer-form") == []
    assert "nobody could read" in words(grace.get(url_of(comment)))


def test_what_was_withdrawn_cannot_be_answered_and_no_word_is_lost(
    grace: PageClient, session: Session, article: Article, clean: Engine
) -> None:
    comment = approved(session, article)
    given = fields(grace, comment)
    withdraw(session, comment, now=NOON)
    session.commit()

    with nothing_stored(clean):
        sent = grace.post(url_of(comment), data=given)

    assert sent.status_code == 422
    assert "has withdrawn this comment" in words(sent)
    assert BODY in words(sent)
    assert grace.get(url_of(comment)).status_code == 404


def test_below_what_waits_an_answer_waits_along_and_the_form_says_so(
    grace: PageClient, session: Session, article: Article, moderator: Moderator
) -> None:
    comment = waiting(session, article)
    page = grace.get(f"/desk/comments/{comment.id}")
    assert "This comment is not public yet" in words(page)

    sent = answer(grace, comment)

    assert "Readers see it once" in words(grace.get(sent.headers["Location"]))
    assert thread(grace)["comments"] == []
    assert all(b"It flickers" not in grace.get(url).data for url in KEPT)
    session.rollback()
    decided(session, comment, State.APPROVED, moderator=moderator)
    session.commit()
    assert [n["author"]["badge"] for n in all_of(thread(grace)["comments"])] == [
        None,
        "team",
    ]


@pytest.mark.parametrize("state", [State.PENDING, State.FILTERED])
def test_one_stroke_approves_and_answers(
    grace: PageClient,
    session: Session,
    article: Article,
    moderator: Moderator,
    state: State,
) -> None:
    comment = a_comment(session, article, state=state)
    session.commit()

    sent = answer(grace, comment, action="approve")

    assert sent.status_code == 303
    assert len(list(all_of(thread(grace)["comments"]))) == 2
    [stored] = answers(session)
    assert decisions_by(session, moderator) == [
        (comment.id, 1, state, State.APPROVED, Via.DESK),
        (stored.id, 1, State.PENDING, State.APPROVED, Via.ANSWER),
    ]
    assert session.scalars(select(IntendedDecision)).all() == []


def test_afterwards_the_next_case_is_there(
    grace: PageClient, session: Session, article: Article
) -> None:
    first, second = waiting(session, article), waiting(session, article)

    sent = answer(grace, first, action="approve", next=str(second.id))

    assert sent.headers["Location"].endswith(f"#case-{second.id}")


@pytest.mark.parametrize("state", [State.REJECTED, State.SPAM, State.APPROVED])
def test_only_what_waits_is_offered_to_be_approved_along(
    grace: PageClient, session: Session, article: Article, state: State
) -> None:
    comment = a_comment(session, article, state=state)
    session.commit()

    page = grace.get(f"/desk/comments/{comment.id}")

    [form] = elements(page, "form", "answer-form")
    values = [e.get("value") for e in form.iter() if e.get("name") == "action"]
    assert values == ["answer"]


def test_a_stale_approval_answers_nothing(
    grace: PageClient, session: Session, article: Article, clean: Engine
) -> None:
    comment = waiting(session, article)
    given = fields(grace, comment, action="approve")
    heidi = a_moderator(session, "heidi@example.org", name="Heidi")
    decided(session, comment, State.REJECTED, rule="topic", moderator=heidi)
    session.commit()

    with nothing_stored(clean):
        sent = grace.post(url_of(comment), data=given)

    assert sent.status_code == 409
    assert "Heidi was faster" in words(sent)
    assert BODY in words(sent)


def test_a_case_in_other_hands_is_approved_only_on_purpose(
    grace: PageClient, session: Session, article: Article, moderator: Moderator
) -> None:
    comment = waiting(session, article)
    heidi = a_moderator(session, "heidi@example.org", name="Heidi")
    until = now() + timedelta(minutes=1)
    session.add(
        Claim(
            comment_id=comment.id,
            site_id=article.site_id,
            moderator_id=heidi.id,
            until=until,
        )
    )
    session.commit()

    refused = answer(grace, comment, action="approve")

    assert refused.status_code == 409
    assert "Heidi is reading this" in words(refused)
    assert answers(session) == []
    [takeover] = [f for f in elements(refused, "input") if f.get("name") == "takeover"]
    sent = answer(grace, comment, action="approve", takeover=takeover.get("value", ""))
    assert sent.status_code == 303


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body": ""}, "Please write something."),
        ({"body": " \u200b\n"}, "Please write something."),
        ({"body": "x" * 10_001}, "This is too long"),
        ({"badge": ""}, "as whom"),
        ({"badge": "admin"}, "as whom"),
        ({"action": "approve", "revision": "x"}, "whole number"),
        ({"action": "approve", "revision": "2"}, "no such revision"),
        ({"action": "approve", "revision": "99999"}, "whole number"),
        ({"action": "approve", "seen": "ajar"}, "one of"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(
    grace: PageClient,
    session: Session,
    article: Article,
    clean: Engine,
    changed: dict[str, str],
    said: str,
) -> None:
    comment = waiting(session, article)
    given = fields(grace, comment, **changed)

    with nothing_stored(clean):
        sent = grace.post(url_of(comment), data=given)

    assert sent.status_code == 422
    assert said in words(sent)
    assert (changed.get("body", BODY).strip("\n ") or "answer") in sent.text


@pytest.mark.parametrize("length", [1, 10_000])
def test_it_may_be_as_long_as_any_comment(
    grace: PageClient, session: Session, article: Article, length: int
) -> None:
    sent = answer(grace, approved(session, article), body="ß" * length)

    assert sent.status_code == 303


def test_it_is_not_screened_and_not_slowed_down(
    grace: PageClient, session: Session, article: Article
) -> None:
    comment = approved(session, article)
    article.site.words = ["lamp"]
    session.commit()
    loud = "Idiot! http://a.example http://b.example http://c.example lamp "

    sent = [answer(grace, comment, body=f"{loud} {n}").status_code for n in range(30)]

    assert set(sent) == {303}
    assert all(c.in_view and c.latest.findings == [] for c in answers(session))


def test_markup_of_moderators_is_no_markup_either(
    grace: PageClient, session: Session, article: Article
) -> None:
    answer(grace, approved(session, article), body="<script>alert(1)</script>")

    assert "<script>alert" not in grace.get("/articles/first").text


def test_a_double_click_answers_once(
    grace: PageClient, session: Session, article: Article
) -> None:
    comment = waiting(session, article)
    given = fields(grace, comment, action="approve")

    sent = [grace.post(url_of(comment), data=given).status_code for _ in range(2)]

    assert sent == [303, 303]
    assert len(answers(session)) == 1


def test_even_in_the_same_moment(
    app: Flask, grace: PageClient, session: Session, article: Article
) -> None:
    comment = approved(session, article)
    app.test_client_class = PageClient
    url, given = url_of(comment), fields(grace, comment)
    cookie = grace.get_cookie("__Host-commentbox", domain="comments.example.org")
    assert cookie is not None

    def send(client: PageClient, _number: int) -> int:
        client.set_cookie(
            cookie.key, cookie.value, domain="comments.example.org", secure=True
        )
        return client.post(url, data=given).status_code

    assert set(at_once(app, 4, send)) == {303}
    assert len(answers(session)) == 1


def test_an_answer_is_decided_like_any_comment(
    grace: PageClient, session: Session, article: Article, moderator: Moderator
) -> None:
    answer(grace, approved(session, article))
    [stored] = answers(session)

    decided(session, stored, State.REMOVED, rule="topic", moderator=moderator)
    session.commit()

    [node] = thread(grace)["comments"]
    assert node["replies"][0]["removed"]["rule"] == "topic"


def test_an_answer_can_be_answered(
    grace: PageClient, session: Session, article: Article
) -> None:
    answer(grace, approved(session, article))
    [stored] = answers(session)

    assert answer(grace, stored, body="And again.").status_code == 303
    written = Ada(grace).writes(parent=str(stored.id))
    session.rollback()
    assert session.get_one(Comment, UUID(written.id)).depth == 3


def test_nobody_gets_its_token_and_the_derived_one_works_as_ever(
    grace: PageClient, session: Session, article: Article
) -> None:
    from commentbox.domain.tokens import author_token, hash_token  # noqa: PLC0415

    answer(grace, approved(session, article))

    [stored] = answers(session)
    assert stored.token_hash == hash_token(author_token(SECRET_KEY, stored.id))


def test_guests_answer_through_no_such_door(
    client: PageClient, session: Session, article: Article, clean: Engine
) -> None:
    comment = approved(session, article)

    with nothing_stored(clean):
        sent = client.post(url_of(comment), data={"body": BODY, "badge": "team"})

    assert "/sign-in" in sent.headers["Location"]


def test_without_the_token_of_the_form_nothing_is_sent(
    grace: PageClient, session: Session, article: Article
) -> None:
    comment = approved(session, article)

    sent = grace.post(url_of(comment), data={"body": BODY, "badge": "team"})

    assert sent.status_code in {400, 403}
    assert answers(session) == []


def test_on_another_site_nobody_answers(
    grace: PageClient, session: Session, article: Article
) -> None:
    shop = a_site(session, "shop", url="https://shop.example.org")
    theirs = an_article(session, "theirs", site=shop)
    heidi = a_moderator(session, "heidi@example.org", name="Heidi", site=shop)
    comment = a_comment(session, theirs)
    decided(session, comment, State.APPROVED, moderator=heidi)
    session.commit()
    token = csrf_token(grace.get("/desk/?site=blog"))

    sent = grace.post(
        url_of(comment), data={"csrf_token": token, "body": BODY, "badge": "team"}
    )

    assert sent.status_code == 403
    assert answers(session) == []


def test_an_unknown_comment_is_not_found(grace: PageClient) -> None:
    for id_ in (UUID(int=7), "x"):
        assert grace.get(f"/desk/comments/{id_}/replies").status_code == 404


def test_the_api_cannot_pretend_to_be_the_desk(ada: Ada) -> None:
    for field in ("badge", "moderator_id", "source"):
        thought = {"author_name": "Ada", "body": "Well said.", "consent": True}
        sent = ada.sends(thought | {field: "team"})
        assert sent.status_code == 422
        assert field in json_of(sent)["errors"]
