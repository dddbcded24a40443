"""What can go wrong says enough to be answered well."""

from commentbox.domain.errors import (
    InvalidFields,
    NoticeSuperseded,
    StaleDecision,
    TooManyAttempts,
)


def test_invalid_fields_keep_their_messages_by_field() -> None:
    error = InvalidFields({"body": ("Too long.", "Too loud."), "parent": ["Unknown."]})

    assert error.errors == {"body": ["Too long.", "Too loud."], "parent": ["Unknown."]}
    # What a person at the terminal reads.
    assert str(error) == "body: Too long. Too loud.; parent: Unknown."


def test_a_superseded_notice_brings_the_current_one() -> None:
    error = NoticeSuperseded(3, "By sending you agree.")

    assert (error.current_version, error.text) == (3, "By sending you agree.")
    assert "version 3" in str(error)


def test_a_stale_decision_says_who_was_first_if_anybody_was() -> None:
    first = object()

    assert StaleDecision(first).first is first
    assert StaleDecision(None).first is None


def test_too_many_attempts_say_when_to_come_back() -> None:
    error = TooManyAttempts(30)

    assert error.retry_after == 30
    assert str(error) == "try again in 30 s"
