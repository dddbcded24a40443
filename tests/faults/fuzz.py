"""Requests of every kind, made from the OpenAPI document, against a real server.

Schemathesis makes them: examples, borders, what fits and what does not, and chains in
which an answer leads to the next request. Whatever is answered is held against the
document: never a 5xx, no status, type, header or body that is not described, nothing
taken that does not fit, nothing refused that does, and nobody waits longer than 2 s.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Article, TokenKind
from tests.factories import a_comment, a_token
from tests.faults.machine import Machine
from tests.faults.storms import Figure

ROOT = Path(__file__).parents[2]

#: The article that requests name.
KEY = "first"

#: No answer takes longer, where the machine has nothing else to do.
LONGEST_S = 2

#: What is not to be checked, and why.
SETTINGS = """
[generation]
# Parameters that nobody knows are ignored, as the document says.
allow-extra-parameters = false

[checks]
# In its place stands one that knows what no schema can say (fuzz_hooks.py).
positive_data_acceptance = {{ enabled = false }}

# Who took the place of another API keeps its manners: a missing key is a 400 there.
[[operations]]
include-path-regex = "^/v1alpha1/"
checks.ignored_auth = {{ enabled = false }}
# OFF_TOPIC needs a context, a language must be one of two.
checks.what_fits_is_taken = {{ enabled = false }}

# They answer with a page, which names the fields in words alone.
[[operations]]
include-operation-id = ["sendForm", "sendFormOfAnyKey"]
checks.what_fits_is_taken = {{ enabled = false }}

[dictionaries.comments]
values = {comments}

[dictionaries.articles]
values = ["{key}"]

[dictionaries.rules]
values = ["respect"]

[parameters]
"path.id" = {{ dictionary = "comments", probability = 0.7 }}
"path.key" = {{ dictionary = "articles", probability = 0.8 }}
"query.article" = {{ dictionary = "articles", probability = 0.8 }}
"body.rule" = {{ dictionary = "rules", probability = 0.5 }}
"""


def fuzzed(
    machine: Machine,
    *,
    examples: int,
    seconds: int | None = None,
    longest_s: float = LONGEST_S,
) -> Figure:
    """Send requests for so long; or so many of each operation, always the same."""
    tokens, comments = _people_the_site(machine)
    machine.start()
    words = ["--max-examples", str(examples), "--max-response-time", str(longest_s)]
    words += ["--max-time", str(seconds)] if seconds else ["--seed", "1"]
    report = _fuzz(machine, tokens, comments, words)
    served = machine.ask("GET", "/healthz").status == 200
    machine.kill()
    failures = [
        f"{failure['title']} ({', '.join(failure['operations'])})"
        for failure in report["failures"]
    ]
    wrong = [*failures, *map(str, report["errors"]), *machine.errors()]
    done = report["test_cases"]["generated"]
    says = f"{done} requests, {len(wrong)} failures"
    return Figure(
        "every answer is as the OpenAPI document says",
        machine.database,
        "; ".join([says, *wrong]),
        served and not wrong and bool(done),
    )


def _people_the_site(machine: Machine) -> tuple[dict[str, str], list[str]]:
    """Return a token for each security scheme, and a comment of each state."""
    with machine.opened() as engine, Session(engine) as session:
        article = session.scalars(select(Article).filter_by(key=KEY)).one()
        ids = [str(a_comment(session, article, state=state).id) for state in State]
        tokens = {
            "SiteToken": a_token(session, TokenKind.SITE, site=article.site),
            "ScreeningToken": a_token(session, TokenKind.SCREENING, site=article.site),
            "ModeratorToken": machine.tokens[0],
        }
        session.commit()
    return tokens, ids


def _fuzz(
    machine: Machine,
    tokens: dict[str, str],
    comments: list[str],
    more: list[str],
) -> dict[str, Any]:
    settings = machine.folder / "schemathesis.toml"
    settings.write_text(
        SETTINGS.format(key=KEY, comments=json.dumps(comments)), "utf-8"
    )
    report = machine.folder / "report.json"
    url = f"http://127.0.0.1:{machine.port}"
    environ = {k: v for k, v in os.environ.items() if "COMMENTBOX" not in k}
    words = [
        *("--config-file", str(settings), "run", f"{url}/api/openapi.json"),
        *("--url", url, "--continue-on-failure", "--no-color"),
        *("--report", "json", "--report-json-path", str(report), *more),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *words],
        cwd=machine.folder,
        env=environ
        | {
            "FUZZ_TOKENS": json.dumps(tokens),
            "SCHEMATHESIS_HOOKS": "tests.faults.fuzz_hooks",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        # What was sent, and how to send it again.
        print(done.stdout, done.stderr, file=sys.stderr)
    told: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return told
