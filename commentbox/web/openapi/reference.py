"""The OpenAPI document as a person reads it: by subject, every call with examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from commentbox.web.openapi.document import operations, resolve
from commentbox.web.openapi.shapes import Field, Kind, fields, kind
from commentbox.web.openapi.shell import command, pretty

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A body of one media type."""

    media: str
    kind: Kind
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    place: str
    field: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    phrase: str
    text: str
    headers: tuple[str, ...]
    contents: tuple[Content, ...]
    #: Many calls may answer so; an example of it says nothing about this one.
    shared: bool

    @property
    def is_error(self) -> bool:
        return self.status >= HTTPStatus.BAD_REQUEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    token: str | None
    parameters: tuple[Parameter, ...]
    contents: tuple[Content, ...]
    answers: tuple[Answer, ...]
    command: str
    #: The call that this one equals but for how the article is named.
    same_as: Call | None = None

    @property
    def examples(self) -> list[tuple[Answer, Content]]:
        """Return what answers look like: the good ones, and errors of its own."""
        return [
            (answer, content)
            for answer in self.answers
            for content in answer.contents
            if content.example and not (answer.is_error and answer.shared)
        ]


@dataclass(frozen=True, slots=True)
class Subject:
    name: str
    text: str
    calls: tuple[Call, ...]

    @property
    def anchor(self) -> str:
        return self.name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A named schema."""

    name: str
    text: str
    kind: Kind | None
    fields: tuple[Field, ...]
    #: Whether it is sent to us; what is required there is always present here.
    is_sent: bool


def subjects(whole: Document) -> list[Subject]:
    """Return all calls by subject, in the order of the document."""
    by_tag: dict[str, list[Call]] = {tag["name"]: [] for tag in whole["tags"]}
    known: dict[str, Call] = {}
    for method, path, operation in operations(whole):
        call = _call(whole, method, path, operation)
        if same := operation.get("x-same-as"):
            call = replace(call, same_as=known[same])
        known[call.id] = call
        by_tag[operation["tags"][0]].append(call)
    return [
        Subject(tag["name"], tag["description"], tuple(by_tag[tag["name"]]))
        for tag in whole["tags"]
    ]


def shapes(whole: Document) -> list[Shape]:
    """Return every named schema."""
    sent = set(_sent_schemas(whole))
    return [
        Shape(
            name=name,
            text=schema.get("description", ""),
            kind=None if "properties" in schema else kind(schema),
            fields=tuple(fields(schema)),
            is_sent=name in sent,
        )
        for name, schema in whole["components"]["schemas"].items()
    ]


def _sent_schemas(whole: Document) -> Iterator[str | None]:
    for _method, _path, operation in operations(whole):
        body = resolve(whole, operation.get("requestBody", {}))
        for content in body.get("content", {}).values():
            yield kind(content["schema"]).schema


def _call(whole: Document, method: str, path: str, op: dict[str, Any]) -> Call:
    given = [resolve(whole, p) for p in op.get("parameters", [])]
    url = whole["servers"][0]["url"] + path
    ways = op.get("security", [])
    # A way that asks for nothing makes the others a matter of choice.
    security = [] if {} in ways else [name for wanted in ways for name in wanted]
    body = resolve(whole, op.get("requestBody", {}))
    answers = [
        _answer(whole, int(status), answer)
        for status, answer in op["responses"].items()
        if status != "default"
    ]
    return Call(
        id=op["operationId"],
        method=method,
        path=path,
        summary=op["summary"],
        text=op.get("description", ""),
        token=security[0] if security else None,
        parameters=tuple(_parameter(p) for p in given),
        contents=_contents(whole, body),
        answers=tuple(sorted(answers, key=lambda answer: answer.status)),
        command=command(url, method, given, security, body),
    )


def _parameter(given: dict[str, Any]) -> Parameter:
    return Parameter(
        place=given["in"],
        field=Field(
            name=given["name"],
            kind=kind(given["schema"]),
            required=given.get("required", False),
            text=given["description"],
        ),
    )


def _answer(whole: Document, status: int, answer: dict[str, Any]) -> Answer:
    shared = "$ref" in answer
    answer = resolve(whole, answer)
    return Answer(
        status=status,
        phrase=HTTPStatus(status).phrase,
        text=answer["description"],
        headers=tuple(answer.get("headers", {})),
        contents=_contents(whole, answer),
        shared=shared,
    )


def _contents(whole: Document, holder: dict[str, Any]) -> tuple[Content, ...]:
    return tuple(
        Content(
            media=media,
            kind=kind(content["schema"]),
            fields=tuple(fields(resolve(whole, content["schema"]))),
            example=pretty(content["example"]) if "example" in content else "",
        )
        for media, content in holder.get("content", {}).items()
    )
