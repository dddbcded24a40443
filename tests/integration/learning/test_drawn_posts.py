"""What is posted and edited is drawn before it is placed, and answered as ever."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import Finding, Verdict
from commentbox.learning.turns import claim
from commentbox.models import Comment, Site
from commentbox.posting.draw import is_blind
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_rulebook
from tests.factories import NOON, SECRET_KEY, an_article
from tests.integration.people import Ada, Grace, Written, at_once
from tests.page import PageClient, json_of

#: On the list of the site, which holds back here.
THREAT = "Another word on the Flimmerlampe, number"

#: A fifth is drawn: that so many have the same lot will not happen in anybody's life.
MANY = 300


@pytest.fixture
def drawing(session: Session, site: Site) -> Site:
    site.blind_share, site.blind_bound, site.words = 0.2, 1.0, ["flimmerlampe"]
    document = {**builtin("rulebook")}
    listed = {"check": "words", "flag_from": 0.1, "filter_from": 0.1}
    first, *others = document["rules"]
    document["rules"] = [{**first, "checks": [listed]}, *others]
    publish_rulebook(session, site.id, document, now=NOON)
    session.commit()
    return site


def lots(session: Session, comment_id: str) -> list[tuple[bool, bool, State]]:
    """Return of each text whether it was drawn, should have been, and its state."""
    session.rollback()
    comment = session.get_one(Comment, UUID(comment_id))
    site = comment.article.site
    return [
        (
            revision.blind,
            is_blind(
                site,
                Verdict(tuple(map(Finding.from_json, revision.findings))),
                comment.id,
                secret_key=SECRET_KEY,
            ),
            revision.state,
        )
        for revision in comment.revisions
    ]


def written(ada: Ada, session: Session) -> dict[str, Written]:
    """Write until some are drawn and some are not: a lot is a lot."""
    sent: dict[str, Written] = {}
    drawn: set[bool] = set()
    while drawn != {True, False}:
        assert len(sent) < MANY, "nothing else was drawn"
        text = ada.writes(f"{THREAT} {len(sent)}.")
        sent[text.id] = text
        drawn.add(lots(session, text.id)[0][0])
    return sent


@pytest.mark.usefixtures("drawing")
def test_the_lot_falls_before_a_text_is_placed(ada: Ada, session: Session) -> None:
    sent = written(ada, session)
    for text in sent.values():
        ada.edits(text, f"{THREAT} {text.id}!")

    found = [lot for id_ in sent for lot in lots(session, id_)]

    assert {(drawn, wanted) for drawn, wanted, _ in found} == {
        (True, True),
        (False, False),
    }
    states = {drawn: {s for b, _, s in found if b is drawn} for drawn in (True, False)}
    assert states == {True: {State.PENDING}, False: {State.FILTERED}}


@pytest.mark.usefixtures("drawing")
def test_nobody_draws_again_by_editing(ada: Ada, session: Session) -> None:
    """What was said of the first text stands beside the second, so both are shown."""
    sent = written(ada, session)

    for text in sent.values():
        for n in range(4):
            ada.edits(text, f"{THREAT} {text.id} {n}")

    of_each = [{drawn for drawn, _, _ in lots(session, id_)} for id_ in sent]
    assert {True} in of_each
    assert {False} in of_each
    assert {True, False} not in of_each


@pytest.mark.usefixtures("drawing")
def test_programs_see_nothing_of_what_was_found_in_what_is_drawn(
    ada: Ada, grace: Grace, session: Session
) -> None:
    sent = written(ada, session)
    drawn = {id_ for id_ in sent if lots(session, id_)[0][0]}

    queue = grace.client.get(
        "/api/queue",
        query_string={"lane": "pending", "limit": 100},
        headers=grace.headers,
    )

    told = {c["id"]: c["findings"] for c in json_of(queue)["comments"]}
    assert told.keys() == drawn
    assert all(findings == [] for findings in told.values())


def test_of_two_who_would_train_at_once_one_does(
    session: Session, clean: Engine, app: Flask
) -> None:
    site_id = an_article(session).site_id
    session.commit()

    def takes(_client: PageClient, _number: int) -> bool:
        with Session(clean) as own:
            taken = claim(own, site_id, now=NOON)
            own.commit()
        return taken

    assert sorted(at_once(app, 4, takes)) == [False, False, False, True]
