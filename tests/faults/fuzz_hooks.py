"""What Schemathesis must be told: who is allowed what, and what no schema can say.

It is loaded by Schemathesis itself, in a process of its own (``fuzz.py``).
"""

from __future__ import annotations

import json
import os
from typing import Any
from uuid import UUID

import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance

from commentbox.domain.tokens import author_token
from tests.factories import SECRET_KEY

#: By the name of their security scheme.
TOKENS: dict[str, str] = json.loads(os.environ.get("FUZZ_TOKENS", "{}"))

#: Fields and parameters about which the document says more in words than in a schema:
#: an opaque cursor, a comment, a text of it or a rule that must be there, an address
#: that is an address, a text that is more than invisible signs.
BEYOND_SCHEMAS = {
    "article",
    "author_email",
    "author_name",
    "author_url",
    "body",
    "cursor",
    "key",
    "language",
    "notice_version",
    "parent",
    "published_at",
    "reply_to",
    "revision",
    "rule",
    "title",
    "url",
}


@schemathesis.auth(refresh_interval=None)
class Tokens:
    """Whoever asks has the right token, also of a comment that was posted just now."""

    def get(
        self, case: schemathesis.Case[Any], _context: Any
    ) -> tuple[str, str] | None:
        required = case.operation.definition.raw.get("security", [])
        for scheme in (name for one in required for name in one):
            if scheme != "AuthorToken":
                return scheme, TOKENS[scheme]
            try:
                id_ = UUID(str(case.path_parameters["id"]))
            except (KeyError, ValueError):
                return None
            return scheme, author_token(SECRET_KEY, id_)
        return None

    def set(
        self, case: schemathesis.Case[Any], data: tuple[str, str] | None, _context: Any
    ) -> None:
        if data is None:
            return
        scheme, token = data
        if scheme == "ScreeningToken":
            case.headers["X-Goog-Api-Key"] = token
        else:
            case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.check
def what_fits_is_taken(
    ctx: Any, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> bool | None:
    """Let a request that fits be refused only for a reason that no schema can give."""
    # No field at all: a key that was used with another body, a move that the state
    # does not allow.
    if response.status_code == 422 and _blamed(response, case) <= BEYOND_SCHEMAS:
        return None
    refused: bool | None = positive_data_acceptance(ctx, response, case)
    return refused


def _blamed(response: schemathesis.Response, case: schemathesis.Case[Any]) -> set[str]:
    """Return what is named as wrong.

    A page says it in words; of one that is read, the cursor alone can be.
    """
    if "json" in response.headers["content-type"][0]:
        return set(response.json().get("errors", {}))
    return {"cursor"} & set(case.query or ()) or {"what a page says in words"}
