"""A client that checks every page it fetches, so that no test has to.

Each HTML answer must be valid HTML5 with one heading, a title, a language, labelled
inputs, no id twice, and the headers that every page carries.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"
UNLABELLED = {"hidden", "submit", "button"}


class PageClient(FlaskClient):
    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", "https://comments.example.org")
        response = super().open(*args, **kwargs)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Cache-Control" in response.headers
        packed = "Content-Encoding" in response.headers
        if response.mimetype == "text/html" and response.data and not packed:
            check_page(response)
        return response


def json_of(response: TestResponse) -> Any:
    """Return the JSON of an answer, which must have some."""
    assert response.is_json, response.data
    return response.json


def check_page(response: TestResponse) -> None:
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert response.headers["Referrer-Policy"] == "same-origin"
    text = response.get_data(as_text=True)
    is_page = text.lstrip().lower().startswith("<!doctype")
    tree = parse(text) if is_page else parse(text, is_page=False)
    check_ids(tree)
    check_labels(tree)
    check_no_inline(tree)
    if is_page:
        check_frame(tree)


@lru_cache(maxsize=8)
def parse(text: str, *, is_page: bool = True) -> ET.Element:
    """Parse strictly: an error in the markup fails the test.

    A page that was checked is often asked about: nobody may change its tree.
    """
    parser = html5lib.HTMLParser(strict=True)
    tree = parser.parse(text) if is_page else parser.parseFragment(text)
    assert isinstance(tree, ET.Element)
    return tree


def check_frame(tree: ET.Element) -> None:
    html = tree if tree.tag == f"{HTML}html" else tree.find(f"{HTML}html")
    assert html is not None
    assert html.get("lang")
    headings = list(tree.iter(f"{HTML}h1"))
    assert len(headings) == 1, [text_of(h) for h in headings]
    title = next(tree.iter(f"{HTML}title"))
    assert text_of(title).strip()


def check_ids(tree: ET.Element) -> None:
    ids = [id_ for e in tree.iter() if (id_ := e.get("id")) is not None]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)


def check_labels(tree: ET.Element) -> None:
    labelled = {e.get("for") for e in tree.iter(f"{HTML}label")}
    inside = {id(f) for label in tree.iter(f"{HTML}label") for f in label.iter()}
    for tag in ("input", "textarea", "select"):
        for field in tree.iter(HTML + tag):
            if field.get("type") in UNLABELLED:
                continue
            named = field.get("aria-label") or field.get("id") in labelled
            assert named or id(field) in inside, ET.tostring(field)


def check_no_inline(tree: ET.Element) -> None:
    for element in tree.iter():
        assert element.get("style") is None, ET.tostring(element)
        assert not any(name.startswith("on") for name in element.keys())  # noqa: SIM118
        if (
            element.tag == f"{HTML}script"
            and element.get("type") != "application/ld+json"
        ):
            assert element.get("src"), ET.tostring(element)


def text_of(element: ET.Element) -> str:
    return "".join(element.itertext())
