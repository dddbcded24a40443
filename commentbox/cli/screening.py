"""``commentbox screen``: a verdict on a text, with neither settings nor database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO

import click

from commentbox.domain.submission import Draft
from commentbox.domain.verdict import Binding, Finding, Outcome, Verdict
from commentbox.rulebook.document import builtin, read_bindings
from commentbox.screening import screen as screening
from commentbox.screening.facts import Facts
from commentbox.screening.given import facts_of, text_of

#: What a rule book may name, in the order in which it is written out.
NAMES = ("topic", "respect", "politics", "spam", "personal_data", "links", "words")

DEFAULT_LANGUAGE = "de"
OUTCOMES = {Outcome.NOTE: "", Outcome.FLAG: "flagged", Outcome.FILTER: "held back"}


@click.command("screen")
@click.argument("text", required=False)
@click.option("--lang", default=DEFAULT_LANGUAGE, show_default=True)
@click.option(
    "--jsonl", is_flag=True, help="Judge one JSON object a line of the input."
)
def screen(text: str | None, lang: str, *, jsonl: bool) -> None:
    """Say what the screening finds in TEXT under the built-in rule book.

    With --jsonl, read objects {text, lang?, article?: {title, body}, parent?,
    thread?: [text]} and write one line for each.
    """
    if jsonl == (text is not None):
        raise click.UsageError("give either a TEXT or --jsonl")
    # On a busy machine the first text would not wait until the models are there.
    screening.prepare()
    if text is not None:
        draft, facts = Draft(body=text, language=lang), Facts(bindings=_bindings())
        click.echo("\n".join(_told(screening.screen(draft, facts))))
    elif not _judge_lines(sys.stdin.buffer, lang):
        raise SystemExit(1)


def _judge_lines(lines: BinaryIO, language: str) -> bool:
    """Answer line by line; False if one could not be read."""
    all_read = True
    for line in lines:
        try:
            answer = _as_json(screening.screen(*_case(line, language)))
        except ValueError as error:
            answer, all_read = {"error": str(error)}, False
        click.echo(json.dumps(answer))
        # Whoever feeds line by line waits for this one.
        sys.stdout.flush()
    return all_read


def _case(line: bytes, language: str) -> tuple[Draft, Facts]:
    case = _object(_parsed(line), "line")
    article = _object(case.get("article") or {}, "article")
    if case.get("text") is None:
        raise ValueError("text: must be a text")
    body, own_language = text_of(case, "text"), text_of(case, "lang")
    draft = Draft(body=body, language=own_language or language)
    return draft, facts_of(case, article, _bindings())


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except RecursionError:
        raise ValueError("line: nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"line: not JSON ({error})") from None


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{name}: must be an object")
    return value


def _as_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "checks": {name: _of_check(verdict, name) for name in NAMES},
        "lane": verdict.lane.value,
    }


def _of_check(verdict: Verdict, name: str) -> dict[str, Any]:
    """Return score and evidence of one check: null if it broke or could not tell."""
    broken = any(
        f.check == screening.UNSCREENED and f.detail == name for f in verdict.findings
    )
    found = [f for f in verdict.findings if f.check == name]
    # A check that is bound to several rules says the same under each.
    finding = found[0] if found else Finding(check=name, score=None if broken else 0.0)
    evidence = [{"text": e.text, "share": e.share} for e in finding.evidence]
    return {"score": finding.score, "evidence": evidence}


def _told(verdict: Verdict) -> Iterator[str]:
    yield f"lane: {verdict.lane}"
    for finding in verdict.findings:
        score = "  - " if finding.score is None else f"{finding.score:.2f}"
        under = f" under {finding.rule}" if finding.rule else ""
        reach = f"  {OUTCOMES[finding.outcome]}{under}" if finding.outcome else ""
        words = ", ".join(f"{e.text!r} {e.share:.0%}" for e in finding.evidence)
        detail = f"  ({finding.detail})" if finding.detail else ""
        yield f"{finding.check:<14}{score}{reach}{detail}{'  ' if words else ''}{words}"


@cache
def _bindings() -> tuple[Binding, ...]:
    return read_bindings(builtin("rulebook"))
