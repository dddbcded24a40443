"""Every error of the domain has its answer."""

from http import HTTPStatus

import pytest

from commentbox.domain import errors
from commentbox.domain.errors import CommentboxError
from commentbox.web.errors import ANSWERS, PHRASES, problem
from tests.unit.web.conftest import Configure

EXPECTED = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type)
    and issubclass(kind, CommentboxError)
    and kind is not CommentboxError
]


def test_every_error_of_the_domain_has_an_answer() -> None:
    assert set(ANSWERS) == set(EXPECTED)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("NotFound", 404),
        ("NotSignedIn", 401),
        ("NotAllowed", 403),
        ("InvalidFields", 422),
        ("DiscussionClosed", 409),
        ("DuplicateComment", 409),
        ("KeyReused", 422),
        ("NoticeSuperseded", 422),
        ("StaleDecision", 409),
        ("StaleVersion", 409),
        ("ImpossibleMove", 422),
        ("TooManyAttempts", 429),
    ],
)
def test_an_error_is_answered_as_the_interfaces_say(name: str, status: int) -> None:
    assert ANSWERS[getattr(errors, name)][0] == status


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415, 429, 500, 503])
def test_what_http_calls_an_error_is_said_in_plain_words(status: int) -> None:
    said = PHRASES[HTTPStatus(status)]

    assert said.endswith(".")
    assert said != HTTPStatus(status).phrase


def test_a_problem_is_told_as_programs_read_it(configure: Configure) -> None:
    configure()

    answer = problem(422, "Bitte prüfen.", errors={"body": ["Zu lang."]})

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.cache_control.no_store
    assert answer.get_json(force=True) == {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "Bitte prüfen.",
        "errors": {"body": ["Zu lang."]},
    }


def test_what_is_repeated_may_be_no_text_at_all(configure: Configure) -> None:
    configure()

    answer = problem(422, "Unknown.", errors={"a\ud800": ["Not known here."]})

    assert answer.get_json(force=True)["errors"] == {"a?": ["Not known here."]}
