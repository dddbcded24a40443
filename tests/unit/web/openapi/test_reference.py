"""What the page of the reference is made from."""

from __future__ import annotations

import pytest

from commentbox.web.openapi.reference import Call, shapes, subjects
from tests.integration.api.contract import DOCUMENT, OPERATIONS

CALLS = {call.id: call for subject in subjects(DOCUMENT) for call in subject.calls}


def test_calls_are_ordered_by_subject() -> None:
    names = [subject.name for subject in subjects(DOCUMENT)]

    assert names == [tag["name"] for tag in DOCUMENT["tags"]]
    assert CALLS.keys() == OPERATIONS.keys()


def test_a_call_for_any_key_points_at_its_twin() -> None:
    assert CALLS["putArticleOfAnyKey"].same_as == CALLS["putArticle"]
    assert CALLS["putArticle"].same_as is None


@pytest.mark.parametrize(
    ("call", "statuses"),
    [
        ("postComment", [201, 202, 409, 422]),
        ("decide", [201, 409, 422]),
        ("readThread", [200]),
        ("withdrawComment", []),
    ],
)
def test_errors_that_many_calls_share_are_no_example_of_one(
    call: str, statuses: list[int]
) -> None:
    shown = [answer.status for answer, _content in CALLS[call].examples]

    assert shown == statuses


def test_answers_stand_in_the_order_of_their_statuses() -> None:
    def statuses(call: Call) -> list[int]:
        return [answer.status for answer in call.answers]

    assert all(statuses(call) == sorted(statuses(call)) for call in CALLS.values())


def test_what_is_sent_to_us_says_what_is_required() -> None:
    sent = {shape.name for shape in shapes(DOCUMENT) if shape.is_sent}

    assert sent == {
        "NewComment",
        "NewCommentForm",
        "NewText",
        "ArticleFacts",
        "NewDecision",
        "AnalyzeRequest",
        "SuggestRequest",
        "Sighting",
    }
