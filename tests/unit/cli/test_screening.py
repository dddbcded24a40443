"""``commentbox screen``: a verdict to read, and one line for each line."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner, Result

from commentbox.cli.screening import NAMES, _as_json, screen
from commentbox.domain.verdict import Finding, Outcome, Verdict
from commentbox.screening.screen import UNSCREENED

ARTICLE = {
    "title": "Kopfhörer im Test",
    "body": "Der Akku hält dreißig Stunden, der Klang ist gut, das Kabel liegt bei.",
}


def run(*arguments: str, lines: bytes | None = None) -> Result:
    return CliRunner().invoke(screen, [*arguments], input=lines)


def jsonl(*cases: Any) -> Result:
    return run("--jsonl", lines=b"".join(json.dumps(c).encode() + b"\n" for c in cases))


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_verdict_names_lane_check_rule_and_words() -> None:
    result = run("Du bist so ein 1d10t")

    assert result.exit_code == 0
    # How sure the model is differs from version to version.
    assert re.search(r"^lane: (pending|filtered)$", result.output, re.MULTILINE)
    assert re.search(
        "^respect .* (flagged|held back) under respect", result.output, re.M
    )
    assert "'1d10t' 100%" in result.output


def test_the_language_can_be_given() -> None:
    assert "'Mist'" in run("So ein Mist").output
    assert "'Mist'" not in run("So ein Mist", "--lang", "en").output


def test_one_line_answers_each_line_in_order() -> None:
    result = jsonl(
        {"text": "Ich bring dich um!"},
        {"text": "Thanks a lot, this helped.", "lang": "en", "label": 0},
        {
            "text": "Mein Akku hält nur zwanzig Stunden, der Klang ist mäßig.",
            "article": ARTICLE,
            "parent": None,
            "thread": ["Und bei euch?"],
        },
    )

    first, second, third = answers(result)
    assert result.exit_code == 0
    assert result.stdout.isascii()
    assert [list(a) for a in (first, second, third)] == [["checks", "lane"]] * 3
    assert first["lane"] == "filtered"
    assert second["lane"] == third["lane"] == "pending"
    assert third["checks"]["topic"]["score"] < 0.5


def test_every_check_is_named_with_a_score_of_nought_included() -> None:
    [answer] = answers(jsonl({"text": "Danke!", "article": ARTICLE}))

    assert tuple(answer["checks"]) == NAMES
    assert answer["checks"]["respect"]["score"] < 0.1
    assert answer["checks"]["respect"]["evidence"] == []
    assert answer["checks"]["spam"] == {"score": 0.0, "evidence": []}
    assert answer["checks"]["topic"] == {"score": None, "evidence": []}


def test_a_check_that_broke_has_no_score() -> None:
    broken = Finding(
        check=UNSCREENED, score=None, detail="respect", outcome=Outcome.FLAG
    )

    answer = _as_json(Verdict((broken,)))

    assert answer["checks"]["respect"] == {"score": None, "evidence": []}
    assert answer["checks"]["spam"] == {"score": 0.0, "evidence": []}


def test_evidence_is_the_author_s_own_spelling_in_ascii() -> None:
    result = jsonl({"text": "Du I\u200bdiot, schäm dich"})

    [answer] = answers(result)
    assert result.stdout.isascii()
    texts = [e["text"] for e in answer["checks"]["respect"]["evidence"]]
    assert texts == ["I\u200bdiot", "schäm dich"]
    assert set(answer["checks"]["respect"]["evidence"][0]) == {"text", "share"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"nonsense", "not JSON"),
        (b"", "not JSON"),
        (b'{"text": "\xff"}', "not JSON"),
        (b"[" * 100_000, "nested"),
        (b"[]", "line: must be an object"),
        (b"{}", "text: must be a text"),
        (b'{"text": 3}', "text: must be a text"),
        (b'{"text": "x", "lang": 1}', "lang: must be a text"),
        (b'{"text": "x", "article": "y"}', "article: must be an object"),
        (b'{"text": "x", "article": {"title": 1}}', "title: must be a text"),
        (b'{"text": "x", "parent": {}}', "parent: must be a text"),
        (b'{"text": "x", "thread": "y"}', "thread: must be a list"),
        (b'{"text": "x", "thread": [1]}', "thread: must be a text"),
    ],
)
def test_a_malformed_line_is_answered_in_its_place(line: bytes, said: str) -> None:
    good = b'{"text": "Hallo"}\n'

    result = run("--jsonl", lines=good + line + b"\n" + good)

    before, answer, after = answers(result)
    assert result.exit_code == 1
    assert said in answer["error"]
    assert before["lane"] == after["lane"] == "pending"


def test_a_lone_surrogate_is_judged_like_any_text() -> None:
    [answer] = answers(run("--jsonl", lines=b'{"text": "\\ud800 du Idiot"}\n'))

    assert answer["checks"]["respect"]["score"] > 0.5


def test_empty_input_gives_no_lines() -> None:
    result = run("--jsonl", lines=b"")

    assert result.exit_code == 0
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [[], ["Text", "--jsonl"]])
def test_text_and_lines_exclude_each_other(arguments: list[str]) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert "either a TEXT or --jsonl" in result.stderr


def test_neither_settings_nor_database_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMMENTBOX_NO_SUCH_SETTING", "1")
    monkeypatch.setenv("COMMENTBOX_DATABASE_URL", "nowhere://")

    assert run("Hallo").exit_code == 0
