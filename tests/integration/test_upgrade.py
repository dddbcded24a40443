"""A database of the first version, brought up to date with all that is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.domain.states import State
from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from commentbox.extensions import make_engine
from commentbox.models import FindingRow, FoundText, Revision, Site
from commentbox.moderation.listing import listing
from commentbox.moderation.view import Beyond, View
from commentbox.posting.author import withdraw
from tests.factories import NOON, a_comment, an_article, the_moderator, the_site

FIRST, SECOND = "0001", "0002"
FOUND = Verdict(
    (
        Finding(
            check="respect",
            score=0.55,
            rule="respect",
            outcome=Outcome.FLAG,
            evidence=(Evidence("Blödmann", 0, 8, 1.0),),
        ),
        Finding(check="topic", score=0.2, rule="topic"),
        Finding(check="topic", score=0.4, rule="topic"),
        Finding(check="links", score=None),
    )
)


@pytest.fixture
def old(untouched: str) -> Iterator[Engine]:
    """A database that has lived: every state, an edit, a withdrawal, hostile words."""
    engine = make_engine(untouched)
    schema.upgrade(engine)
    with Session(engine) as session:
        article = an_article(session, title="Straße & Söhne", site=the_site(session))
        for state in State:
            a_comment(session, article, state=state, author_name=f"Ada {state}")
        body = 'Blödmann, ÄRGERLICH: "x" <b>'
        a_comment(
            session, article, body=body, verdict=FOUND, author_email="a@b.example"
        )
        gone = a_comment(session, article, verdict=FOUND)
        withdraw(session, gone, now=NOON)
        session.commit()
    yield engine
    engine.dispose()


def derived(engine: Engine) -> dict[str, Any]:
    """Return what the desk sorts, filters and searches by."""
    texts = select(*(c for c in FoundText.__table__.c if c.name != "id"))
    found = select(*(c for c in FindingRow.__table__.c))
    sorted_by = select(
        Revision.comment_id,
        Revision.number,
        Revision.article_id,
        Revision.outcome,
        Revision.risk,
        Revision.rule,
    )
    with Session(engine) as session:
        return {
            name: sorted(map(tuple, session.execute(query)), key=repr)
            for name, query in (
                ("texts", texts),
                ("findings", found),
                ("revisions", sorted_by),
            )
        }


def test_what_is_there_already_is_found_sorted_and_filtered(old: Engine) -> None:
    before = derived(old)
    assert all(before.values())

    schema.downgrade(old, FIRST)
    schema.upgrade(old)

    assert derived(old) == before


def test_the_index_of_an_old_database_finds_parts_of_words(old: Engine) -> None:
    schema.downgrade(old, FIRST)
    schema.upgrade(old)

    with Session(old) as session:
        site = session.scalars(select(Site)).one()
        view = View(lane=Beyond.ALL, words="rgerlich")
        moderator = the_moderator(session, site.id)
        found = listing(session, site, view, moderator, cursor=None, limit=10)
        names = [case.comment.author_email for case in found.page.cases]

    assert names == ["a@b.example"]


def test_a_site_that_was_there_keeps_no_network_until_somebody_says_so(
    old: Engine,
) -> None:
    schema.downgrade(old, FIRST)
    schema.upgrade(old)

    with Session(old) as session:
        site = session.scalars(select(Site)).one()

    assert (site.network_days, site.undo_seconds) == (0, 10)


def test_a_site_that_was_there_has_taught_nothing_yet(old: Engine) -> None:
    schema.downgrade(old, SECOND)
    schema.upgrade(old)

    with Session(old) as session:
        site = session.scalars(select(Site)).one()
        texts = session.scalars(select(Revision)).all()

    bounds = (site.blind_share, site.blind_bound, site.filter_precision)
    assert bounds == (0.02, 0.98, 0.9)
    assert (site.earned, site.layer_version) == ({}, None)
    assert {text.blind for text in texts} == {False}
