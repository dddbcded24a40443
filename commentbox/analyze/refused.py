"""Errors in the form that clients of Perspective's API look for."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

#: What clients compare: the names of the original, whoever answers.
OWN_ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"

STATUS_NAMES = {
    HTTPStatus.BAD_REQUEST: "INVALID_ARGUMENT",
    HTTPStatus.FORBIDDEN: "PERMISSION_DENIED",
    HTTPStatus.TOO_MANY_REQUESTS: "RESOURCE_EXHAUSTED",
    HTTPStatus.INTERNAL_SERVER_ERROR: "INTERNAL",
    HTTPStatus.SERVICE_UNAVAILABLE: "UNAVAILABLE",
}


class Refused(Exception):
    """A request that gets no scores; the message is for whoever wrote the client."""

    def __init__(
        self,
        message: str,
        *details: Mapping[str, Any],
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.details = message, details
        self.status, self.retry_after = status, retry_after

    def as_json(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "code": self.status.value,
            "message": self.message,
            "status": STATUS_NAMES[self.status],
        }
        if self.details:
            error["details"] = [dict(detail) for detail in self.details]
        return {"error": error}


def invalid(message: str, kind: str = "INVALID_REQUEST", **facts: Any) -> Refused:
    """Return the error of a request that asks for what is not to be had."""
    return Refused(message, {"@type": OWN_ERROR, "errorType": kind, **facts})


def unknown_language(attribute: str, languages: list[str]) -> Refused:
    return invalid(
        f"Attribute {attribute} does not support request languages: "
        f"{', '.join(languages)}",
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        languageNotSupportedByAttributeError={
            "attribute": attribute,
            "requestedLanguages": languages,
        },
    )


def no_key() -> Refused:
    return Refused(
        "Please send a key: ?key=TOKEN, or the header X-Goog-Api-Key. It is made with "
        "'commentbox token create screening'.",
        status=HTTPStatus.FORBIDDEN,
    )


def unknown_key() -> Refused:
    return Refused(
        "API key not valid. Please pass a valid API key.",
        {"@type": ERROR_INFO, "reason": "API_KEY_INVALID"},
    )


def wrong_key() -> Refused:
    return Refused(
        "This key is for something else: one made with "
        "'commentbox token create screening' is needed.",
        status=HTTPStatus.FORBIDDEN,
    )


def too_many(retry_after: int) -> Refused:
    return Refused(
        "Too many requests with this key. Please wait a moment.",
        {"@type": RETRY_INFO, "retryDelay": f"{retry_after}s"},
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=retry_after,
    )
