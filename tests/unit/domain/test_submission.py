"""What an author sends in: nothing goes down the road without consent."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from typing import Any

import pytest

from commentbox.domain.submission import (
    Consent,
    ConsentMode,
    Draft,
    Source,
    Submission,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CONSENT = Consent(
    notice_version=1,
    text_hash="0" * 64,
    mode=ConsentMode.SENTENCE,
    language="en",
    given_at=NOON,
)
FIELDS: dict[str, Any] = {
    "article_id": 1,
    "parent_id": None,
    "body": "Well said.",
    "language": "en",
    "source": Source.API,
    "consent": CONSENT,
    "posted_at": NOON,
}


def test_a_submission_is_a_draft_with_consent_to_be_stored() -> None:
    submission = Submission(**FIELDS)

    assert isinstance(submission, Draft)
    assert submission.consent is CONSENT
    assert (submission.author_name, submission.author_email) == ("", None)


@pytest.mark.parametrize("name", ["consent", "posted_at", "article_id", "body"])
def test_a_submission_cannot_be_made_without(name: str) -> None:
    fields = {key: value for key, value in FIELDS.items() if key != name}

    with pytest.raises(TypeError, match=name):
        Submission(**fields)


@pytest.mark.parametrize("value", [Submission(**FIELDS), CONSENT])
def test_nothing_of_it_can_be_changed_on_the_way(value: Any) -> None:
    with pytest.raises(FrozenInstanceError):
        value.language = "de"


def test_the_ways_of_asking_for_consent_are_those_of_the_design() -> None:
    assert [mode.value for mode in ConsentMode] == ["notice", "sentence", "box"]
