"""The reference of the API as people read it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tests.integration.api.contract import DOCUMENT, OPERATIONS
from tests.page import HTML, PageClient, parse, text_of


@pytest.fixture
def page(client: PageClient) -> str:
    return client.get("/api").get_data(as_text=True)


def test_the_page_shows_every_call(page: str) -> None:
    calls = list(parse(page).iter(f"{HTML}article"))

    shown = {(heading(call), address(call)) for call in calls}

    described = {
        (operation["summary"], f"{method} {path}")
        for method, path, operation in OPERATIONS.values()
    }
    assert shown == described


def test_every_link_within_the_page_leads_somewhere(page: str) -> None:
    tree = parse(page)

    links = {a.get("href", "") for a in tree.iter(f"{HTML}a")}
    ids = {f"#{element.get('id')}" for element in tree.iter() if element.get("id")}

    within = {link for link in links if link.startswith("#")}
    assert within <= ids
    assert {f"#{name}" for name in OPERATIONS} <= within


def test_the_page_explains_every_schema(page: str) -> None:
    titles = {text_of(h3).strip() for h3 in parse(page).iter(f"{HTML}h3")}

    assert DOCUMENT["components"]["schemas"].keys() <= titles


def test_the_page_needs_no_script(page: str) -> None:
    assert "<script" not in page


def test_the_page_is_english_whatever_is_asked_for(client: PageClient) -> None:
    german = client.get("/api?lang=de")

    assert german.data == client.get("/api").data
    assert b'<html lang="en"' in german.data


def address(call: ET.Element) -> str:
    """Return method and path as the page shows them under the heading of a call."""
    paragraph = call.find(f".//{HTML}p[@class='api-address']")
    assert paragraph is not None
    return text_of(paragraph)


def heading(call: ET.Element) -> str:
    return "".join(text_of(h3) for h3 in call.iter(f"{HTML}h3"))
