"""For each answer that the document describes, a request that is answered so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from commentbox.web.openapi.document import resolve
from tests.integration.api.contract import DOCUMENT, OPERATIONS

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
TOO_LARGE = 256 * 1024 + 1
TOO_LARGE_FOR_AN_ARTICLE = 8_000_001


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked. Texts in braces stand for what the world of the test has."""

    operation: str
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    media: str | None = None
    body: Any = None

    @property
    def described(self) -> dict[str, Any]:
        operation: dict[str, Any] = OPERATIONS[self.operation][2]
        return operation

    def with_query(self, **query: Any) -> Request:
        return replace(self, query={**self.query, **query})


def example(operation: str, media: str = JSON) -> Any:
    """Return the body that the document shows for an operation."""
    body = resolve(DOCUMENT, OPERATIONS[operation][2]["requestBody"])
    return body["content"][media]["example"]


def asks(operation: str, **values: Any) -> Request:
    """Return a request as the document's own example shows it."""
    described = OPERATIONS[operation][2]
    if "requestBody" in described and "body" not in values:
        content = resolve(DOCUMENT, described["requestBody"])["content"]
        media = JSON if JSON in content else FORM
        values |= {"media": media, "body": example(operation, media)}
    return Request(operation=operation, **values)


ARTICLE = {"article": "quiet-lamp"}
KEY = {"key": "quiet-lamp"}

#: One request for each operation that goes well.
GOOD = {
    request.operation: request
    for request in (
        asks("readThread", query=ARTICLE),
        asks("countComments", query={"article": ["quiet-lamp", "unheard-of"]}),
        asks("readFragment", path=KEY),
        asks("readFragmentOfAnyKey", query=ARTICLE),
        asks("followPermalink", path={"id": "{public}"}),
        asks("postComment", query=ARTICLE),
        asks("previewText"),
        asks("editComment", path={"id": "{public}"}, token="author of public"),
        asks("withdrawComment", path={"id": "{public}"}, token="author of public"),
        asks("readStatus", path={"id": "{rejected}"}, token="author of rejected"),
        asks("sendForm", path=KEY),
        asks("sendFormOfAnyKey", query=ARTICLE),
        asks("putArticle", path={"key": "loud-clock"}, token="site"),
        asks("putArticleOfAnyKey", query={"article": "loud-clock"}, token="site"),
        asks("reportPage", query={"article": "unheard-of"}),
        asks("readQueue", token="moderator"),
        asks("decide", path={"id": "{waiting}"}, token="moderator"),
        asks("followArticle", path={**KEY, "format": "json"}),
        asks("followArticleOfAnyKey", path={"format": "atom"}, query=ARTICLE),
        asks("followBranch", path={"id": "{public}", "format": "rss"}),
        asks("followSite", path={"format": "json"}),
        asks("readRules"),
        asks("readNotice"),
        asks("analyzeComment", token="screening"),
        asks("suggestCommentScore", token="screening"),
        asks("isAlive"),
        asks("isReady"),
        asks("readDescription"),
        asks("readPage"),
    )
}


def not_json(request: Request) -> Request:
    return replace(request, body=b"{")


def without_token(request: Request) -> Request:
    return replace(request, token=None)


def not_allowed(request: Request) -> Request:
    """A token of another kind, or a browser on a page of somebody else."""
    if request.token == "screening":
        return replace(request, token="site")
    if request.token in {"site", "moderator"}:
        other = "site" if request.token == "moderator" else "moderator"
        return replace(request, token=other)
    return replace(request, headers={"Origin": "https://mallory.example.net"})


def not_there(request: Request) -> Request:
    """An article, a comment, a version or a site that does not exist."""
    names = {p["name"] for p in parameters(request)}
    if "id" in names:
        # Who has no token learns nothing, so this one was withdrawn.
        owner = "author of withdrawn" if request.token != "moderator" else "moderator"
        token = request.token and owner
        return replace(request, path={**request.path, "id": "{withdrawn}"}, token=token)
    if "key" in names:
        return replace(request, path={**request.path, "key": "unheard-of"})
    if request.query.get("article") == "quiet-lamp":
        return request.with_query(article="unheard-of")
    if "version" in names:
        return request.with_query(version="99")
    return request.with_query(site="unheard-of")


def in_conflict(request: Request) -> Request:
    """A decision that comes too late, or a comment where the discussion is closed."""
    if request.operation == "decide":
        return replace(request, body={**request.body, "from": "filtered"})
    if "key" in request.path:
        return replace(request, path={"key": "closed-door"})
    return request.with_query(article="closed-door")


def too_large(request: Request) -> Request:
    big = TOO_LARGE_FOR_AN_ARTICLE if request.token == "site" else TOO_LARGE
    return replace(request, body=b"x" * big)


def of_wrong_type(request: Request) -> Request:
    return replace(request, media="text/plain", body=b"Well said.")


def with_wrong_fields(request: Request) -> Request:
    """A field that nobody knows, a form without text, or a parameter out of bounds."""
    if request.media == JSON:
        return replace(request, body={**request.body, "surprise": 1})
    if request.media == FORM:
        return replace(request, body={"consent": "true"})
    names = {p["name"] for p in parameters(request)}
    wrong = {"limit": "0", "cursor": "x", "article": []}
    name = next(name for name in wrong if name in names)
    return request.with_query(**{name: wrong[name]})


def parameters(request: Request) -> list[dict[str, Any]]:
    given = request.described.get("parameters", [])
    return [resolve(DOCUMENT, parameter) for parameter in given]


CHANGES: dict[int, Callable[[Request], Request]] = {
    400: not_json,
    401: without_token,
    403: not_allowed,
    404: not_there,
    409: in_conflict,
    413: too_large,
    415: of_wrong_type,
    422: with_wrong_fields,
}

#: Answers of one operation alone.
OTHERS = {
    ("putArticle", 200): replace(GOOD["putArticle"], path=KEY),
    ("putArticleOfAnyKey", 200): replace(GOOD["putArticleOfAnyKey"], query=ARTICLE),
    ("sendForm", 200): replace(
        GOOD["sendForm"], body={"body": "*Well* said.", "action": "preview"}
    ),
    ("sendFormOfAnyKey", 200): replace(
        GOOD["sendFormOfAnyKey"], body={"body": "*Well* said.", "action": "preview"}
    ),
}


def request_for(operation: str, status: int) -> Request:
    """Return a request that is answered with ``status``."""
    if (operation, status) in OTHERS:
        return OTHERS[operation, status]
    change = CHANGES.get(status)
    return change(GOOD[operation]) if change else GOOD[operation]
