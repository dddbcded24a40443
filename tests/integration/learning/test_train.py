"""``commentbox train``: what was learnt is in force where it is better, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commentbox.domain.submission import Draft
from commentbox.learning import training
from commentbox.learning.turns import claim
from commentbox.models import LayerVersion, LogEntry, Site, Training
from commentbox.posting.facts import gather
from commentbox.posting.layers import layer_of
from commentbox.screening.screen import screen
from tests.factories import NOON, an_article
from tests.integration.cli.conftest import Run, run, terminal
from tests.integration.learning.past import DISLIKED, LIKED, a_past

__all__ = ["run", "terminal"]


def kinds(session: Session) -> list[str]:
    return [row.kind for row in session.scalars(select(LogEntry).order_by(LogEntry.id))]


def score(session: Session, site: Site, body: str) -> float:
    session.rollback()
    article = an_article(session, site=site, language="de")
    facts = gather(session, article, body=body, parent_id=None, now=NOON)
    verdict = screen(Draft(body=body, language="de"), facts)
    found = [f.score for f in verdict.findings if f.check == "respect"]
    return max((s for s in found if s is not None), default=0.0)


def test_what_people_reject_scores_higher_from_then_on(
    run: Run, session: Session, site: Site
) -> None:
    a_past(session, site)
    before = score(session, site, DISLIKED)

    ran = run("train")

    assert ran.code == 0
    assert "version 1 is in force" in ran.out
    assert "reading decisions: 120 of 120" in ran.err
    assert score(session, site, DISLIKED) > max(0.5, before)
    assert score(session, site, LIKED) < 0.5
    assert kinds(session) == ["layer.trained"]


def test_words_that_the_site_taught_are_evidence(
    run: Run, session: Session, site: Site
) -> None:
    a_past(session, site)
    run("train")
    session.rollback()

    article = an_article(session, site=site, language="de")
    facts = gather(session, article, body=DISLIKED, parent_id=None, now=NOON)
    verdict = screen(Draft(body=DISLIKED, language="de"), facts)

    (finding,) = [f for f in verdict.findings if f.check == "respect"]
    assert "Lampenpapst" in [e.text for e in finding.evidence]
    assert finding.detail == "site"
    assert sum(e.share for e in finding.evidence) == pytest.approx(1, abs=0.01)


def test_too_few_decisions_are_said_to_be_too_few(
    run: Run, session: Session, site: Site
) -> None:
    a_past(session, site, 20)

    ran = run("train")

    assert ran.code == 0
    assert "not enough decisions yet" in ran.out
    assert session.scalars(select(LayerVersion)).all() == []


def test_a_dry_run_stores_nothing(run: Run, session: Session, site: Site) -> None:
    a_past(session, site)

    ran = run("train", "--dry-run")

    assert ran.code == 0
    assert "nothing stored" in ran.out
    assert session.scalars(select(LayerVersion)).all() == []
    assert session.scalars(select(Training)).all() == []


def test_what_is_no_better_is_kept_aside(
    run: Run, session: Session, site: Site
) -> None:
    # The newest decisions, which judge, are the other way round.
    a_past(session, site, turned_from=70)

    ran = run("train")

    assert ran.code == 0
    assert "version 1 is no better and stays aside" in ran.out
    row = session.scalars(select(LayerVersion)).one()
    assert (row.accepted, row.figures["respect"]["why"]) == (False, "less_true")
    assert session.get_one(Site, site.id).layer_version is None


def test_any_accepted_version_and_the_shipped_models_can_be_gone_back_to(
    run: Run, session: Session, site: Site
) -> None:
    a_past(session, site)
    run("train")
    learnt = score(session, site, DISLIKED)

    assert run("train", "--generic").code == 0
    generic = score(session, site, DISLIKED)
    assert run("train", "--roll-back", "1").code == 0
    again = score(session, site, DISLIKED)

    assert generic < learnt == again
    assert kinds(session) == ["layer.trained", "layer.rolled-back", "layer.rolled-back"]


def test_nobody_goes_back_to_what_was_never_accepted(
    run: Run, session: Session, site: Site
) -> None:
    a_past(session, site)
    run("train")
    session.execute(update(LayerVersion).values(accepted=False))
    session.commit()

    refused = run("train", "--roll-back", "1")
    unknown = run("train", "--roll-back", "9")

    assert (refused.code, unknown.code) == (1, 1)
    assert "no accepted version 1" in refused.err


def test_the_versions_are_listed_with_their_figures(
    run: Run, session: Session, site: Site
) -> None:
    a_past(session, site)
    run("train")

    ran = run("train", "--list")

    assert "in force" in ran.out
    assert "log loss" in ran.out


def test_two_trainings_at_once_are_one(run: Run, session: Session, site: Site) -> None:
    a_past(session, site, 20)
    assert claim(session, site.id, now=datetime.now(UTC))
    session.commit()

    ran = run("train")

    assert ran.code == 1
    assert "another process" in ran.err


def test_a_claim_that_nobody_gave_back_ends_by_itself(session: Session) -> None:
    site_id = an_article(session).site_id

    assert claim(session, site_id, now=NOON)
    assert not claim(session, site_id, now=NOON + timedelta(minutes=14))
    assert claim(session, site_id, now=NOON + timedelta(minutes=15))


def test_a_layer_for_other_shipped_models_rests(
    run: Run, session: Session, site: Site
) -> None:
    a_past(session, site)
    run("train")
    learnt = score(session, site, DISLIKED)
    session.execute(update(LayerVersion).values(base="another"))
    session.commit()

    assert score(session, site, DISLIKED) < learnt
    assert "rests until" in run("train", "--list").out


def test_a_damaged_layer_is_as_good_as_none(
    run: Run, session: Session, site: Site
) -> None:
    a_past(session, site)
    run("train")
    session.execute(update(LayerVersion).values(blob=b"CBL1 nonsense", digest="x"))
    session.commit()
    session.expire_all()

    assert layer_of(session, session.get_one(Site, site.id)) is None
    assert score(session, site, LIKED) < 0.5


def test_a_version_of_more_digits_than_there_are_is_a_wrong_option(run: Run) -> None:
    assert run("train", "--roll-back", "9" * 30).code == 2


def test_who_goes_back_during_a_training_is_not_overruled_by_it(
    run: Run, session: Session, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_past(session, site)
    run("train")

    def and_meanwhile(*given: Any, **named: Any) -> training.Learnt:
        assert run("train", "--generic").code == 0
        return training.learn(*given, **named)

    monkeypatch.setattr("commentbox.cli.learning.learn", and_meanwhile)
    ran = run("train")

    session.expire_all()
    assert ran.code == 1
    assert "meanwhile" in ran.err
    assert session.get_one(Site, site.id).layer_version is None
    assert len(session.scalars(select(LayerVersion)).all()) == 1
    # The turn is given back.
    assert session.get_one(Training, site.id).claimed_until is None


def test_a_training_that_is_stopped_gives_its_turn_back(
    run: Run, session: Session, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_past(session, site, 20)

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("commentbox.cli.learning.learn", stopped)
    assert run("train").code != 0
    monkeypatch.setattr("commentbox.cli.learning.learn", training.learn)

    row = session.scalars(select(Training)).one()
    assert (row.claimed_until, row.tried_at) == (None, None)
    assert run("train").code == 0


def test_decisions_bounds_what_is_read(run: Run, session: Session, site: Site) -> None:
    a_past(session, site, 20)

    assert "0 of 7" in run("train", "--decisions", "7").err
