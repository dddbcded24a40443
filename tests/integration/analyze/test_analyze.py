"""The drop-in: requests as clients send them, answers and errors as they read them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.domain.tokens import hash_token
from commentbox.models import Base, Site, Token, TokenKind
from tests.factories import a_token
from tests.integration.analyze import shapes
from tests.page import PageClient

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"

Ask = Callable[..., TestResponse]


@pytest.fixture
def key(session: Session, site: Site) -> str:
    token = a_token(session, TokenKind.SCREENING, site=site)
    session.commit()
    return token


@pytest.fixture
def ask(client: PageClient, key: str) -> Ask:
    """Send a request with the key in the address, as most clients do."""

    def send(body: Any, path: str = ANALYZE, **values: Any) -> TestResponse:
        # The test client's own JSON would sort the names.
        data = {"data": json.dumps(body), "content_type": "application/json"}
        return client.post(path, query_string={"key": key}, **data, **values)

    return send


def told(response: TestResponse) -> Any:
    return json.loads(response.data)


def with_(**changes: Any) -> shapes.Json:
    return {**shapes.EVERYTHING, **changes}


def asking(text: str, *attributes: str, **more: Any) -> shapes.Json:
    wishes: shapes.Json = {name: {} for name in attributes or ("TOXICITY",)}
    return {"comment": {"text": text}, "requestedAttributes": wishes, **more}


def summary(response: TestResponse, attribute: str) -> float:
    value = told(response)["attributeScores"][attribute]["summaryScore"]["value"]
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("body", [shapes.CORAL, shapes.DISCOURSE])
def test_a_client_finds_its_score_where_it_looks(ask: Ask, body: shapes.Json) -> None:
    response = ask(body)

    assert response.status_code == 200
    assert response.mimetype == "application/json"
    answer = told(response)
    assert set(answer) == {"attributeScores", "languages", "detectedLanguages"}
    assert answer["languages"] == ["en"]
    scores = answer["attributeScores"]["TOXICITY"]
    assert 0.0 <= scores["summaryScore"]["value"] <= 1.0
    assert scores["summaryScore"]["type"] == "PROBABILITY"
    assert [(s["begin"], s["end"]) for s in scores["spanScores"]] == [
        (0, len(shapes.TEXT))
    ]


def test_everything_that_is_documented_is_understood(ask: Ask) -> None:
    answer = told(ask(shapes.EVERYTHING))

    assert list(answer["attributeScores"]) == [
        "TOXICITY",
        "INSULT",
        "PROFANITY",
        "SPAM",
    ]
    assert answer["clientToken"] == "comment-53922"
    for scores in answer["attributeScores"].values():
        pieces = [shapes.TEXT[s["begin"] : s["end"]] for s in scores["spanScores"]]
        assert pieces == ["Only a fool buys such a lamp.", "The shade is nice."]


def test_spans_count_as_the_original_and_javascript_do(ask: Ask) -> None:
    # Halves of UTF-16: a picture is two.
    text = "\N{GRINNING FACE} Hi there. You idiot!"

    scores = told(ask(asking(text, spanAnnotations=True)))["attributeScores"]

    spans = scores["TOXICITY"]["spanScores"]
    assert [(s["begin"], s["end"]) for s in spans] == [(0, 12), (13, 23)]


def test_one_span_counts_so_too(ask: Ask) -> None:
    scores = told(ask(asking("\N{GRINNING FACE} Hi")))["attributeScores"]

    [span] = scores["TOXICITY"]["spanScores"]
    assert (span["begin"], span["end"]) == (0, 5)


def test_the_scores_tell_texts_apart(ask: Ask) -> None:
    rude = asking("You are a stupid asshole!", "TOXICITY", "INSULT", "PROFANITY")
    kind = asking("Thank you, that helped.", "TOXICITY", "INSULT", "PROFANITY")
    swearing = asking("Shit, it rains again.", "TOXICITY", "PROFANITY")
    advert = asking("Buy now https://a.example https://b.example cheap!", "SPAM")

    for name in ("TOXICITY", "INSULT", "PROFANITY"):
        assert summary(ask(rude), name) > 0.7
        assert summary(ask(kind), name) < 0.3
    assert summary(ask(swearing), "PROFANITY") > summary(ask(swearing), "TOXICITY")
    assert summary(ask(advert), "SPAM") > 0.3


LAMPS = "A lamp that never flickers. Its light is warm and its shade is made of glass."


@pytest.mark.parametrize(
    "context",
    [
        {"entries": [{"text": LAMPS}]},
        {"articleAndParentComment": {"article": {"text": LAMPS}}},
    ],
)
def test_the_topic_is_that_of_the_context(ask: Ask, context: shapes.Json) -> None:
    near = (
        "The glass of the shade makes the light of this lamp warm, it never flickers."
    )
    far = "My grandmother baked bread every Saturday, with rye flour and caraway seeds."

    scores = [
        summary(ask(asking(text, "OFF_TOPIC", context=context)), "OFF_TOPIC")
        for text in (near, far)
    ]

    assert scores[0] < 0.2
    assert scores[1] > scores[0] + 0.2


def test_a_score_that_cannot_be_told_is_left_out(ask: Ask) -> None:
    context = {"entries": [{"text": LAMPS}]}

    answer = told(ask(asking("Yes.", "OFF_TOPIC", "TOXICITY", context=context)))

    assert list(answer["attributeScores"]) == ["TOXICITY"]


def test_a_score_below_the_threshold_is_left_out(ask: Ask) -> None:
    wishes = {"TOXICITY": {"scoreThreshold": 0.5}, "INSULT": {"scoreThreshold": 0}}

    answer = told(ask(with_(comment={"text": "Thanks."}, requestedAttributes=wishes)))

    assert list(answer["attributeScores"]) == ["INSULT"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das ist nicht der Grund, und ich bin es auch nicht.", "de"),
        ("This is not the reason, and they are not either.", "en"),
        ("Lamp", "en"),
    ],
)
def test_a_language_that_is_not_named_is_found_out_else_it_is_that_of_the_site(
    ask: Ask, text: str, language: str
) -> None:
    answer = told(ask(asking(text)))

    assert answer["languages"] == answer["detectedLanguages"] == [language]


def test_a_variant_of_a_language_is_that_language(ask: Ask) -> None:
    assert told(ask(with_(languages=["de-AT"])))["languages"] == ["de-AT"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"comment": {"text": " \n"}}, shapes.EMPTY),
        ({"comment": None}, shapes.EMPTY),
        ({"comment": {"text": "ä" * 10_241}}, shapes.TOO_LONG),
        ({"requestedAttributes": {}}, shapes.NO_ATTRIBUTES),
        ({"requestedAttributes": None}, shapes.NO_ATTRIBUTES),
        ({"languages": ["fr"]}, shapes.FRENCH),
        (
            {"spanAnnotations": {}},
            shapes.argument(
                "spanAnnotations: must be true or false", "INVALID_REQUEST"
            ),
        ),
        (
            {"requestedAttributes": {"SEVERE_TOXICITY": {}}},
            shapes.argument(
                f"Unknown requested attribute: SEVERE_TOXICITY. {shapes.OFFERED}",
                "INVALID_REQUEST",
            ),
        ),
        (
            {"requestedAttributes": {"SPAM": {"scoreType": "PERCENTILE"}}},
            shapes.argument(
                "Requested score type PERCENTILE is not supported by attribute SPAM",
                "INVALID_REQUEST",
            ),
        ),
        (
            {"comment": {"text": "a", "type": "HTML"}},
            shapes.argument(
                "Currently, only 'PLAIN_TEXT' comments are supported", "INVALID_REQUEST"
            ),
        ),
        (
            {"requestedAttributes": {"OFF_TOPIC": {}}, "context": None},
            shapes.argument(
                "OFF_TOPIC needs context.entries: what the comment is about.",
                "INVALID_REQUEST",
            ),
        ),
        (
            {
                "context": {
                    "entries": [{"text": "a"}],
                    "articleAndParentComment": {"article": {"text": "a"}},
                }
            },
            shapes.argument(
                "Context can have either entries or article_and_parent_comment, "
                "but both fields were populated.",
                "INVALID_REQUEST",
            ),
        ),
    ],
)
def test_errors_have_the_form_and_the_words_that_clients_know(
    ask: Ask, changes: shapes.Json, expected: shapes.Json
) -> None:
    response = ask(with_(**changes))

    assert response.status_code == 400
    assert told(response) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"comment": "a"},
        {"comment": {"text": 5}},
        {"comment": {"text": "a", "type": 5}},
        {"languages": "en"},
        {"languages": [5]},
        {"context": {"entries": "a"}},
        {"context": {"entries": ["a"]}},
        {"requestedAttributes": ["TOXICITY"]},
        {"requestedAttributes": {"TOXICITY": 5}},
        {"requestedAttributes": {"TOXICITY": {"scoreType": 5}}},
        {"requestedAttributes": {"TOXICITY": {"scoreThreshold": "5"}}},
        {"requestedAttributes": {"TOXICITY": {"scoreThreshold": True}}},
        {"requestedAttributes": {"\ud800" * 100: {}}},
        {"clientToken": 5},
    ],
)
def test_what_is_of_a_wrong_kind_is_an_error_and_no_accident(
    ask: Ask, changes: shapes.Json
) -> None:
    response = ask(with_(**changes))

    assert response.status_code == 400
    assert told(response)["error"]["status"] == "INVALID_ARGUMENT"


def test_half_a_character_does_no_harm(ask: Ask) -> None:
    response = ask(with_(comment={"text": "Well \ud83d said."}, clientToken="\ud800"))

    assert response.status_code == 200


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"\xff", b"[" * 50_000, b"", b'{"a": NaN}']
)
def test_what_is_no_json_object_is_an_error(
    client: PageClient, key: str, body: bytes
) -> None:
    response = client.post(ANALYZE, query_string={"key": key}, data=body)

    assert response.status_code == 400
    assert told(response)["error"]["message"].startswith(
        "Invalid JSON payload received."
    )


def test_the_kind_of_the_body_does_not_matter(client: PageClient, key: str) -> None:
    response = client.post(
        ANALYZE,
        query_string={"key": key},
        data=json.dumps(shapes.CORAL),
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 200


def test_a_body_that_is_too_large_is_refused(client: PageClient, key: str) -> None:
    response = client.post(ANALYZE, query_string={"key": key}, data=b"x" * 262_145)

    assert response.status_code == 400
    assert "exceeds the limit: 262144 bytes" in told(response)["error"]["message"]


@pytest.mark.parametrize("path", [ANALYZE, SUGGEST])
def test_without_a_key_nobody_gets_in(client: PageClient, path: str) -> None:
    response = client.post(path, json=shapes.CORAL)

    assert response.status_code == 403
    assert told(response)["error"]["status"] == "PERMISSION_DENIED"


@pytest.mark.parametrize("path", [ANALYZE, SUGGEST])
def test_an_unknown_key_is_not_valid(client: PageClient, path: str, key: str) -> None:
    response = client.post(path, query_string={"key": key[:-1]}, json=shapes.CORAL)

    assert response.status_code == 400
    assert told(response) == shapes.INVALID_KEY


@pytest.mark.parametrize("kind", [TokenKind.SITE, TokenKind.MODERATOR])
def test_a_key_for_something_else_does_not_fit(
    client: PageClient, session: Session, site: Site, kind: TokenKind
) -> None:
    other = a_token(session, kind, site=site)
    session.commit()

    response = client.post(ANALYZE, query_string={"key": other}, json=shapes.CORAL)

    assert response.status_code == 403
    assert "something else" in told(response)["error"]["message"]


def test_a_key_for_scores_opens_nothing_else(client: PageClient, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}

    assert client.get("/api/queue", headers=headers).status_code == 403
    assert client.put("/api/articles/a", headers=headers, json={}).status_code == 403


def test_the_key_may_come_in_a_header(client: PageClient, key: str) -> None:
    response = client.post(ANALYZE, headers={"X-Goog-Api-Key": key}, json=shapes.CORAL)

    assert response.status_code == 200


def test_the_use_of_a_key_is_noted_to_the_hour(
    ask: Ask, session: Session, key: str
) -> None:
    ask(shapes.CORAL)

    session.expire_all()
    used = session.get_one(Token, hash_token(key)).last_used_at
    assert used is not None
    assert used == used.replace(minute=0, second=0, microsecond=0)


def test_nothing_is_stored(ask: Ask, session: Session) -> None:
    def rows() -> dict[str, int | None]:
        return {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }

    before = rows()

    assert ask(shapes.EVERYTHING).status_code == 200
    assert ask(shapes.CORAL_FEEDBACK, SUGGEST).status_code == 200
    session.rollback()
    assert rows() == before


def test_neither_text_nor_key_is_logged(
    ask: Ask, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(shapes.CORAL)
        ask(with_(languages=["fr"]))

    assert shapes.TEXT not in caplog.text
    assert key not in caplog.text


@pytest.mark.parametrize("body", [shapes.CORAL, {}])
def test_no_answer_is_kept_or_shared(ask: Ask, body: shapes.Json) -> None:
    response = ask(body, headers={"Origin": "https://mallory.example.net"})

    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Set-Cookie" not in response.headers


def test_too_many_requests_are_told_when_to_come_back(
    client_with: Callable[..., PageClient], session: Session, site: Site, key: str
) -> None:
    client = client_with(rate_limits={"analyze": "2/hour"})
    other = a_token(session, TokenKind.SCREENING, site=site)
    session.commit()

    answers = [
        client.post(path, query_string={"key": key}, json=shapes.CORAL)
        for path in (ANALYZE, SUGGEST, ANALYZE)
    ]
    of_another = client.post(ANALYZE, query_string={"key": other}, json=shapes.CORAL)

    assert [a.status_code for a in answers] == [200, 200, 429]
    assert of_another.status_code == 200
    error = told(answers[2])["error"]
    seconds = int(answers[2].headers["Retry-After"])
    assert (
        timedelta(seconds=0)
        < timedelta(seconds=seconds)
        <= timedelta(hours=1, seconds=1)
    )
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert error["details"][0]["retryDelay"] == f"{seconds}s"


def test_a_suggestion_is_answered_as_coral_expects(ask: Ask) -> None:
    response = ask(shapes.CORAL_FEEDBACK, SUGGEST)

    assert response.status_code == 200
    assert told(response) == {
        "requestedLanguages": ["en"],
        "detectedLanguages": ["en"],
        "clientToken": "comment:1",
    }


def test_a_suggestion_about_nothing_is_an_error(ask: Ask) -> None:
    response = ask({**shapes.CORAL_FEEDBACK, "comment": {}}, SUGGEST)

    assert told(response) == shapes.EMPTY


def test_a_check_that_breaks_gives_no_score(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A lexicon that cannot be read is how a real installation would break.
    monkeypatch.setattr("commentbox.analyze.profanity.LEXICON", "unheard-of")

    response = ask(asking("Shit happens.", "TOXICITY", "PROFANITY"))

    assert response.status_code == 503
    assert told(response)["error"]["status"] == "UNAVAILABLE"
    assert response.headers["Retry-After"] == "5"


def test_without_its_database_the_server_says_so(
    client_with: Callable[..., PageClient], tmp_path: Any
) -> None:
    client = client_with(database_url=f"sqlite:///{tmp_path / 'no' / 'folder.db'}")

    response = client.post(ANALYZE, query_string={"key": "k"}, json=shapes.CORAL)

    assert response.status_code == 503
    assert told(response)["error"]["status"] == "UNAVAILABLE"


def test_another_method_is_a_problem_for_a_program(
    client: PageClient, app: Flask
) -> None:
    response = client.get(ANALYZE)

    assert response.status_code == 405
    assert response.mimetype == "application/problem+json"
