"""The OpenAPI document, put together from its parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

#: Where the examples of the parts live; in a document they live on its server.
EXAMPLE_SERVER = "https://comments.example.org"

PARTS = files("commentbox") / "web" / "openapi" / "parts"
#: Posting comes first for the page's sake: its own addresses, then those it shares.
PATHS = (
    *("posting", "reading", "articles", "moderating", "feeds", "rules", "analyze"),
    "service",
)
SCHEMAS = (
    *("reading", "posting", "articles", "moderating", "feeds", "rules", "analyze"),
    "service",
)
COMPONENTS = ("parameters", "requestBodies", "responses", "headers", "securitySchemes")


@cache
def document(base_url: str) -> dict[str, Any]:
    """Return the document as the server at ``base_url`` shows it."""
    whole: dict[str, Any] = _settled(_part("openapi"), base_url)
    whole["info"]["version"] = version("commentbox")
    whole["servers"] = [{"url": base_url}]
    whole["paths"] = _settled(_merged("paths", PATHS), base_url)
    schemas = _merged("components/schemas", (*SCHEMAS, "problem"))
    components = {name: _part(f"components/{name}") for name in COMPONENTS}
    whole["components"] = _settled({"schemas": schemas, **components}, base_url)
    return whole


def operations(whole: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return each operation with its method, in capitals, and its path."""
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def resolve(whole: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference points at, or the node itself."""
    while "$ref" in node:
        target: Any = whole
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def _part(name: str) -> dict[str, Any]:
    part: dict[str, Any] = json.loads((PARTS / f"{name}.json").read_text("utf-8"))
    return part


def _merged(folder: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Return all entries of a folder. A path may have its methods in several parts."""
    merged: dict[str, Any] = {}
    for name in names:
        for key, entry in _part(f"{folder}/{name}").items():
            known = merged.setdefault(key, {})
            if twice := known.keys() & entry.keys():
                raise ValueError(f"{key} has {', '.join(twice)} twice")
            known.update(entry)
    return merged


def _settled(node: Any, base_url: str) -> Any:
    """Return a part with this server in its examples and its long texts joined.

    A description may be written as a list of lines, since JSON has none.
    """
    if isinstance(node, dict):
        return {
            key: "\n".join(value)
            if key == "description" and isinstance(value, list)
            else _settled(value, base_url)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_settled(item, base_url) for item in node]
    if isinstance(node, str):
        return node.replace(EXAMPLE_SERVER, base_url)
    return node
