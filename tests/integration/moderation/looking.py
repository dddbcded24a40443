"""What a page of the desk lists, and in what order."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.desk import elements
from tests.page import HTML, PageClient, text_of


def names_on(page: TestResponse) -> list[str]:
    """Return the authors of the cases on a page, in order."""
    assert page.status_code == 200, page.text
    cases = elements(page, "article", "case")
    return [text_of(next(case.iter(f"{HTML}h2"))).strip() for case in cases]


def listed(client: PageClient, **query: Any) -> list[str]:
    """Return the authors of the cases that a view lists."""
    return names_on(client.get("/desk/", query_string=query))


def walked(client: PageClient, **query: Any) -> list[list[str]]:
    """Return the same for each page, by following the way onward."""
    page = client.get("/desk/", query_string=query)
    pages = [names_on(page)]
    while onward := elements(page, "a", "onward"):
        page = client.get(onward[0].get("href", ""))
        pages.append(names_on(page))
    return pages


def head(page: TestResponse) -> str:
    """Return what the head of a list says."""
    (headline,) = elements(page, "div", "headline")
    return " ".join(text_of(headline).split())
