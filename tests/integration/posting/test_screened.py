"""What an author is told of the part that automatic checks had in a case."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import (
    BLOCK_CHECK,
    Evidence,
    Finding,
    Outcome,
    Verdict,
)
from commentbox.models import Comment
from commentbox.posting.author import decisions_of
from commentbox.posting.screened import held_back_json, part_of_checks
from commentbox.web.i18n import Speech, speaking
from tests.factories import a_comment, decided

BODY = "A liar and an idiot."


def found(outcome: Outcome, check: str = "respect", rule: str = "respect") -> Finding:
    words = (Evidence("liar", 2, 6, 0.3), Evidence("idiot", 14, 19, 0.7))
    return Finding(check=check, score=0.95, evidence=words, rule=rule, outcome=outcome)


def a_case(session: Session, *findings: Finding) -> Comment:
    return a_comment(session, body=BODY, verdict=Verdict(findings))


def reasons(session: Session, comment: Comment) -> dict[str, object]:
    decisions = decisions_of(session, comment)
    return part_of_checks(comment, decisions[-1], decisions)


def test_what_a_check_holds_back_is_told_with_its_words_and_its_rule(
    session: Session,
) -> None:
    held = held_back_json(session, a_case(session, found(Outcome.FILTER)))

    assert held is not None
    assert held["words"] == ["idiot", "liar"]
    assert (held["rule"], held["rule_title"]) == ("respect", "Respect for everyone")
    assert held["text"].startswith("An automatic check on this site's own server held")
    assert "95" not in str(held)
    assert "0." not in str(held)


def test_it_is_told_in_the_language_of_its_author(session: Session) -> None:
    comment = a_case(session, found(Outcome.FILTER))

    with speaking(Speech("de")):
        held = held_back_json(session, comment)

    assert held is not None
    assert "automatische Prüfung" in held["text"]


def test_a_word_that_weighs_next_to_nothing_is_not_told(session: Session) -> None:
    words = (Evidence("idiot", 14, 19, 0.96), Evidence("and", 7, 10, 0.04))
    finding = Finding(
        check="respect", score=0.95, evidence=words, outcome=Outcome.FILTER
    )

    held = held_back_json(session, a_case(session, finding))

    assert held is not None
    assert held["words"] == ["idiot"]


def test_without_words_none_are_announced(session: Session) -> None:
    finding = Finding(check="respect", score=0.95, outcome=Outcome.FILTER)

    held = held_back_json(session, a_case(session, finding))

    assert held is not None
    assert held["words"] == []
    assert "these words" not in held["text"]


@pytest.mark.parametrize(
    "findings",
    [
        [],
        [found(Outcome.FLAG)],
        [found(Outcome.FILTER, check="spam")],
        [Finding(check=BLOCK_CHECK, score=1.0, detail="1", outcome=Outcome.FILTER)],
    ],
)
def test_of_what_only_waits_is_spam_or_is_blocked_nothing_is_told(
    session: Session, findings: list[Finding]
) -> None:
    assert held_back_json(session, a_case(session, *findings)) is None


def test_once_a_person_has_decided_nothing_is_held_back(session: Session) -> None:
    comment = a_case(session, found(Outcome.FILTER))
    decided(session, comment, State.APPROVED)

    assert held_back_json(session, comment) is None


def test_a_rejection_for_what_the_check_saw_names_the_words(session: Session) -> None:
    comment = a_case(session, found(Outcome.FLAG))
    decided(session, comment, State.REJECTED, rule="respect")

    said = reasons(session, comment)

    assert said["automated_detection"] is True
    assert said["automated_words"] == ["idiot", "liar"]
    assert "A person read the text and confirmed it." in str(said["automated_means"])


@pytest.mark.parametrize(
    ("finding", "detected"),
    [
        (found(Outcome.FLAG, check="topic", rule="topic"), True),
        (found(Outcome.NOTE), False),
    ],
)
def test_a_rejection_for_something_else_names_no_words(
    session: Session, finding: Finding, detected: object
) -> None:
    comment = a_case(session, finding)
    decided(session, comment, State.REJECTED, rule="respect")

    said = reasons(session, comment)

    assert said["automated_detection"] is detected
    assert said["automated_words"] == []


def test_who_decided_blind_decided_without_a_program(session: Session) -> None:
    comment = a_case(session, found(Outcome.FLAG))
    comment.latest.blind = True
    decided(session, comment, State.REJECTED, rule="respect")

    said = reasons(session, comment)

    assert said["automated_detection"] is False
    assert said["automated_words"] == []
    assert "No program took part." in str(said["automated_means"])


def test_what_is_decided_again_after_a_blind_decision_saw_the_findings(
    session: Session,
) -> None:
    comment = a_case(session, found(Outcome.FLAG))
    comment.latest.blind = True
    decided(session, comment, State.APPROVED)
    decided(session, comment, State.REMOVED, rule="respect")

    assert reasons(session, comment)["automated_words"] == ["idiot", "liar"]
