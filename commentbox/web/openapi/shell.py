"""A call as one types it into a shell: the examples of the document, put together."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

#: What people call the token of each scheme.
TOKENS = {
    "AuthorToken": "author token",
    "ModeratorToken": "moderator token",
    "SiteToken": "site token",
    "ScreeningToken": "screening token",
}

#: How those are sent that do not go into ``Authorization``.
HEADERS = {"ScreeningToken": "X-Goog-Api-Key: "}


def command(
    url: str,
    method: str,
    parameters: Sequence[dict[str, Any]],
    security: Sequence[str],
    body: dict[str, Any],
) -> str:
    """Return the call with all that it cannot do without."""
    target = shlex.quote(address(url, parameters))
    words = [f"curl {target}" if method == "GET" else f"curl -X {method} {target}"]
    for name in security:
        token = TOKENS[name].upper().replace(" ", "_")
        header = HEADERS.get(name, "Authorization: Bearer ")
        words.append(f"-H '{header}{token}'")
    return " \\\n  ".join([*words, *_sent(body.get("content", {}))])


def address(url: str, parameters: Sequence[dict[str, Any]]) -> str:
    """Return the address with the examples of what it needs."""
    query = []
    for parameter in parameters:
        if parameter["in"] == "path":
            example = quote(parameter["example"], safe="")
            url = url.replace(f"{{{parameter['name']}}}", example)
        elif parameter.get("required"):
            query.append((parameter["name"], parameter["example"]))
    return f"{url}?{urlencode(query, doseq=True)}" if query else url


def pretty(example: Any) -> str:
    return json.dumps(example, ensure_ascii=False, indent=2)


def _sent(contents: dict[str, Any]) -> list[str]:
    """Return what says the body: the first example there is."""
    for media, content in contents.items():
        example = content.get("example")
        if example is not None and media == "application/json":
            data = shlex.quote(pretty(example).replace("\n", "\n  "))
            return ["-H 'Content-Type: application/json'", f"-d {data}"]
        if example is not None:
            pairs = [f"{name}={value}" for name, value in example.items()]
            return [f"--data-urlencode {shlex.quote(pair)}" for pair in pairs]
    return []
