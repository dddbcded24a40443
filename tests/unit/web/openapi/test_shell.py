"""Examples as one types them."""

from __future__ import annotations

import json
import shlex
from typing import Any

from commentbox.web.openapi.shell import command

URL = "https://comments.example.org/api/comments/{id}"
ID = {"name": "id", "in": "path", "required": True, "example": "a b"}
ARTICLE = {"name": "article", "in": "query", "required": True, "example": "x&y"}
SORT = {"name": "sort", "in": "query", "example": "newest"}


def test_an_address_has_what_it_needs_and_no_more() -> None:
    said = command(URL, "GET", [ID, ARTICLE, SORT], [], {})

    assert said == (
        "curl 'https://comments.example.org/api/comments/a%20b?article=x%26y'"
    )


def test_a_token_is_named_and_never_shown() -> None:
    said = command("https://e.org/x", "DELETE", [], ["AuthorToken"], {})

    assert typed(said) == [
        *("curl", "-X", "DELETE", "https://e.org/x"),
        *("-H", "Authorization: Bearer AUTHOR_TOKEN"),
    ]


def test_json_survives_the_shell() -> None:
    example = {"body": 'It\'s "quiet"\n$HOME'}
    body = {"content": {"application/json": {"example": example}}}

    words = typed(command("https://e.org/x", "POST", [], [], body))

    assert json.loads(words[-1]) == example
    assert "Content-Type: application/json" in words


def test_a_form_is_sent_field_by_field() -> None:
    form = {"example": {"body": "Well said.", "consent": "true"}}
    body = {"content": {"application/x-www-form-urlencoded": form}}

    words = typed(command("https://e.org/x", "POST", [], [], body))

    assert words[4:] == [
        *("--data-urlencode", "body=Well said."),
        *("--data-urlencode", "consent=true"),
    ]


def test_what_has_no_example_says_no_body() -> None:
    body: dict[str, Any] = {"content": {"multipart/form-data": {}}}

    said = command("https://e.org/x", "POST", [], [], body)

    assert said == "curl -X POST https://e.org/x"


def typed(said: str) -> list[str]:
    """Return the words that a shell makes of it; it joins continued lines."""
    return shlex.split(said.replace("\\\n", ""))
