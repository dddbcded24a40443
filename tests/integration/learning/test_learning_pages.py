"""The desk's pages on what the screening has learnt and how right it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.articles.change_site import change_site
from commentbox.domain.states import State
from commentbox.domain.verdict import Outcome, Verdict
from commentbox.learning.judging import CheckFigures, Quality, Why
from commentbox.models import (
    Comment,
    LayerVersion,
    LogEntry,
    RuleBook,
    Site,
)
from commentbox.models.ids import new_id
from commentbox.posting.submit import submit
from commentbox.screening import encoder
from commentbox.screening.layer.base import base_version
from tests.desk import csrf_token, elements, sign_in, table_rows, words
from tests.factories import (
    NOON,
    SECRET_KEY,
    a_comment,
    a_moderator,
    a_submission,
    an_article,
    decided,
)
from tests.integration.learning.past import said
from tests.integration.rulebook.editing import fields_of
from tests.page import HTML, PageClient, text_of

PAGE = "/desk/learning/"
TRY = "/desk/learning/thresholds"
SETTINGS = "/desk/learning/settings"

BETTER = CheckFigures(
    trained_on=120,
    trained_breaches=40,
    judged_by=50,
    judged_breaches=15,
    why=Why.BETTER,
    generic=Quality(log_loss=0.6, auc=0.71, average_precision=0.5),
    candidate=Quality(log_loss=0.5, auc=0.84, average_precision=0.6),
)
TOO_FEW = CheckFigures(
    trained_on=3, trained_breaches=1, judged_by=1, judged_breaches=0, why=Why.TOO_FEW
)


@pytest.fixture
def heidi(client: PageClient, session: Session, site: Site) -> PageClient:
    """A moderator who is no admin."""
    a_moderator(session, "heidi@example.org", site=site, name="Heidi")
    session.commit()
    sign_in(client, "heidi@example.org")
    session.rollback()
    return client


@pytest.fixture
def no_encoder() -> Iterator[None]:
    encoder.disable()
    yield
    encoder.enable()


def some_decided(
    session: Session,
    count: int,
    verdict: Verdict,
    to: State,
    *,
    rule: str = "respect",
) -> None:
    named = rule if to is State.REJECTED else None
    article = an_article(session)
    for number in range(count):
        moment = NOON + timedelta(minutes=number)
        comment = a_comment(session, article, verdict=verdict, posted_at=moment)
        decided(session, comment, to, rule=named)


def some_blind(session: Session, count: int, to: State) -> None:
    article = an_article(session)
    for number in range(count):
        comment: Comment = submit(
            session,
            a_submission(article, posted_at=NOON + timedelta(minutes=number)),
            said("respect", 0.6, Outcome.FLAG),
            comment_id=new_id(),
            secret_key=SECRET_KEY,
            blind=True,
        )
        decided(session, comment, to, rule="respect" if to is State.REJECTED else None)


def a_version(session: Session, site: Site, version: int, **values: Any) -> None:
    given: dict[str, Any] = {
        "base": base_version(),
        "accepted": True,
        "trained_on": 120,
        "judged_by": 50,
        "figures": {"respect": BETTER.as_json(), "topic": TOO_FEW.as_json()},
        **values,
    }
    row = LayerVersion(
        site_id=site.id,
        version=version,
        digest="0" * 64,
        blob=b"",
        trained_at=NOON,
        **given,
    )
    session.add(row)
    session.commit()


def row_of(client: PageClient, rule: str, table: int = 0) -> list[str]:
    """Return what a table of figures says of a rule."""
    page = client.get(PAGE)
    tables = elements(page, "table", "by-rule")
    rows = [
        [" ".join(text_of(cell).split()) for cell in row]
        for row in tables[table].iter(f"{HTML}tr")
    ]
    return next(cells[1:] for cells in rows if cells[0].startswith(rule))


@pytest.mark.parametrize("address", [PAGE, TRY, "/desk/learning/roll-back"])
def test_a_guest_is_sent_to_sign_in(
    client: PageClient, site: Site, address: str
) -> None:
    assert client.get(address).status_code == 303


def test_a_young_site_is_told_kindly_that_there_is_nothing_yet(
    admin: PageClient,
) -> None:
    said_there = words(admin.get(PAGE))

    assert "the shipped models judge alone" in said_there
    assert "too few yet (0)" in said_there
    assert "Nothing was decided blind yet." in said_there
    assert "Nothing was learned yet." in said_there
    assert "commentbox train --site blog" in said_there


def test_figures_and_learning_lead_to_each_other(admin: PageClient) -> None:
    assert f"{PAGE}" in admin.get("/desk/figures").text
    assert "/desk/figures" in admin.get(PAGE).text


def test_shares_are_shown_from_twenty_cases_on(
    admin: PageClient, session: Session
) -> None:
    flagged = said("respect", 0.6, Outcome.FLAG)
    some_decided(session, 15, flagged, State.REJECTED)
    some_decided(session, 5, flagged, State.APPROVED)
    some_decided(session, 4, said("respect", 0.1), State.REJECTED)
    session.commit()

    found = row_of(admin, "2.")

    assert found == [
        "75% 15 of 20",
        "too few yet (0)",
        "too few yet (19)",
        "62% 15 of 24",
    ]
    assert row_of(admin, "1.")[1] == "only hints"


def test_what_was_decided_blind_has_figures_of_its_own_with_a_range(
    admin: PageClient, session: Session
) -> None:
    some_blind(session, 20, State.REJECTED)
    some_decided(session, 20, said("respect", 0.6, Outcome.FLAG), State.APPROVED)
    session.commit()

    assert row_of(admin, "2.")[0] == "50% 20 of 40"
    assert row_of(admin, "2.", table=1)[0] == "100% 20 of 20, 84% to 100%"


def test_it_says_what_each_training_came_to(
    admin: PageClient, session: Session, site: Site
) -> None:
    a_version(session, site, 1)
    a_version(session, site, 2, accepted=False)
    site.layer_version = 1
    session.commit()

    told = words(admin.get(PAGE))

    assert "version 1, from 120 decisions" in told
    assert "Respect: 71% → 84%, better, and in force with this version" in told
    assert "Topic: too few decisions to learn from" in told
    assert "not accepted" in told


def test_what_rests_because_the_models_are_new_is_said(
    admin: PageClient, session: Session, site: Site
) -> None:
    a_version(session, site, 1, base="older")
    site.layer_version = 1
    session.commit()

    assert "rests until the next training" in words(admin.get(PAGE))


@pytest.mark.usefixtures("no_encoder")
def test_a_second_tier_that_is_off_is_said_to_be_off(admin: PageClient) -> None:
    assert "switched off on this server" in words(admin.get(PAGE))


def test_a_moderator_reads_and_changes_nothing(
    heidi: PageClient, session: Session, site: Site
) -> None:
    a_version(session, site, 1)

    page = heidi.get(PAGE)

    assert page.status_code == 200
    assert "roll-back" not in page.text
    assert "blind_share" not in page.text
    fields = {"csrf_token": csrf_token(page), "version": "1"}
    assert heidi.get("/desk/learning/roll-back").status_code == 403
    assert heidi.post("/desk/learning/roll-back", data=fields).status_code == 403
    fields = {"csrf_token": csrf_token(page), "blind_share": "0.05"}
    assert heidi.post(SETTINGS, data=fields).status_code == 403
    session.expire_all()
    assert (site.layer_version, site.blind_share) == (None, 0.0)


def test_an_admin_asks_first_and_goes_back_then(
    admin: PageClient, session: Session, site: Site
) -> None:
    a_version(session, site, 1)
    a_version(session, site, 2)
    site.layer_version = 2
    session.commit()

    asked = admin.get("/desk/learning/roll-back?version=1")
    session.refresh(site)
    before = site.layer_version
    session.rollback()
    fields = {"csrf_token": csrf_token(asked), "version": "1"}
    answer = admin.post("/desk/learning/roll-back", data=fields)

    session.refresh(site)
    assert "Put version 1 in force again" in words(asked)
    assert (before, answer.status_code, site.layer_version) == (2, 303, 1)
    assert "Version 1 judges from now on." in words(admin.get(PAGE))
    (entry,) = session.scalars(select(LogEntry).where(LogEntry.kind.like("layer.%")))
    assert (entry.facts["old"], entry.facts["new"]) == (2, 1)
    log = words(admin.get("/desk/log"))
    assert "Grace went back to version 1 of what was learned" in log


def test_the_shipped_models_can_judge_alone_again(
    admin: PageClient, session: Session, site: Site
) -> None:
    a_version(session, site, 1)
    site.layer_version = 1
    session.commit()

    asked = admin.get("/desk/learning/roll-back")
    fields = {"csrf_token": csrf_token(asked), "version": ""}
    admin.post("/desk/learning/roll-back", data=fields)

    assert session.scalar(select(Site.layer_version)) is None
    assert "let the shipped models judge alone again" in words(admin.get("/desk/log"))


@pytest.mark.parametrize("version", ["2", "3", "x", "-1", "1e3"])
def test_there_is_no_way_back_to_what_was_never_accepted(
    admin: PageClient, session: Session, site: Site, version: str
) -> None:
    a_version(session, site, 1)
    a_version(session, site, 2, accepted=False)
    token = csrf_token(admin.get(PAGE))
    fields = {"csrf_token": token, "version": version}

    assert admin.get(f"/desk/learning/roll-back?version={version}").status_code == 404
    answer = admin.post("/desk/learning/roll-back", data=fields)

    assert answer.status_code == 404


def settings_sent(client: PageClient, **values: str) -> tuple[int, str]:
    fields = fields_of(client.get(PAGE), SETTINGS) | values
    answer = client.post(SETTINGS, data=fields)
    return answer.status_code, "" if answer.status_code == 303 else words(answer)


def test_who_was_slower_sees_what_was_set_and_keeps_what_was_typed(
    admin: PageClient, session: Session, site: Site
) -> None:
    typed = fields_of(admin.get(PAGE), SETTINGS) | {"blind_share": "0.1"}
    heidi = a_moderator(session, "heidi@example.org", site=site, name="Heidi")
    change_site(session, site, {"filter_precision": 0.95}, moderator=heidi, now=NOON)
    session.commit()

    page = admin.post(SETTINGS, data=typed)

    assert page.status_code == 409
    told = words(page)
    assert "Heidi changed these settings in the meantime." in told
    assert "Set now: 0.95" in told
    assert "Set now: 0" in told
    again = fields_of(page, SETTINGS)
    assert (again["blind_share"], again["filter_precision"]) == ("0.1", "0.9")
    assert admin.post(SETTINGS, data=again).status_code == 303
    session.rollback()
    assert (site.blind_share, site.filter_precision) == (0.1, 0.9)


def test_settings_are_saved_and_noted(
    admin: PageClient, session: Session, site: Site
) -> None:
    status, _ = settings_sent(admin, blind_share="0,05", filter_precision="0.95")

    session.refresh(site)
    assert status == 303
    assert (site.blind_share, site.filter_precision) == (0.05, 0.95)
    assert "Share decided blind" in words(admin.get("/desk/log"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("blind_share", "0.5"),
        ("blind_share", ""),
        ("blind_share", "nan"),
        ("blind_bound", "-0.1"),
        ("blind_bound", "much"),
        ("filter_precision", "0.2"),
    ],
)
def test_what_no_setting_can_be_is_named_and_stays_in_its_field(
    admin: PageClient, session: Session, site: Site, name: str, value: str
) -> None:
    before = getattr(site, name)

    status, told = settings_sent(admin, **{name: value})

    session.refresh(site)
    assert status == 422
    assert "This must be a number from" in told
    assert getattr(site, name) == before


def test_thresholds_are_tried_on_what_was_decided(
    admin: PageClient, session: Session
) -> None:
    some_decided(session, 12, said("respect", 0.85, Outcome.FLAG), State.REJECTED)
    some_decided(session, 8, said("respect", 0.7, Outcome.FLAG), State.APPROVED)
    some_decided(session, 3, said("respect", 0.2), State.REJECTED)
    session.commit()

    page = admin.get(f"{TRY}?check=respect&flag=0.6&hold=0.8")

    rows = table_rows(page)
    assert rows[1:3] == [
        "In force hint from 0.5, held back from 0.95 | 20 | 0 | 0 | 0 | 3 of 15",
        "Tried hint from 0.6, held back from 0.8 | 20 | 12 | 12 | 0 | 3 of 15",
    ]
    assert "0.8 | 12 | 12 | 0 | 3" in rows


def test_too_few_decisions_are_said_to_be_too_few(admin: PageClient) -> None:
    told = words(admin.get(TRY))

    assert "Too few decisions to say: 0 of at least 20." in told


@pytest.mark.parametrize(
    ("query", "field"),
    [("flag=much", "flag"), ("flag=2", "flag"), ("flag=0.5&hold=0.4", "hold")],
)
def test_a_threshold_that_makes_no_sense_is_named_in_its_field(
    admin: PageClient, query: str, field: str
) -> None:
    page = admin.get(f"{TRY}?check=respect&{query}")

    assert page.status_code == 422
    wrong = [e for e in elements(page, "input") if e.get("aria-invalid") == "true"]
    assert [e.get("name") for e in wrong] == [field]
    assert wrong[0].get("aria-describedby") == f"{field}-wrong"


def test_of_a_check_that_serves_no_rule_there_is_nothing_to_try(
    admin: PageClient, session: Session
) -> None:
    assert session.scalars(select(RuleBook)).all()
    assert admin.get(f"{TRY}?check=horoscope").status_code == 404


def test_topic_says_what_it_has_earned(admin: PageClient, session: Session) -> None:
    far = said("topic", 0.97, Outcome.FLAG)
    some_decided(session, 49, far, State.REJECTED, rule="topic")
    session.commit()
    asked = f"{TRY}?check=topic&flag=0.7&hold=0.95"

    before = words(admin.get(asked))
    some_decided(session, 1, far, State.REJECTED, rule="topic")
    session.commit()
    after = words(admin.get(asked))

    assert "may not hold back by itself yet" in before
    assert "49 of 50 decided comments reached it" in before
    assert "From 0.95 on this check may hold back by itself: of 50 decided" in after
