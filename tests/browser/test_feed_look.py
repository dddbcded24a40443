"""A feed that a browser opens: it says what it is and can be read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_reading_and_posting import with_comment


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_says_what_it_is_and_shows_the_comments(
    form: str, page: Page, server: Server
) -> None:
    key = server.article("A lamp & its shade")
    with_comment(server, key, "It *glows*. " + "w" * 300)
    address = f"{server.url}/articles/{key}/feed.{form}"
    server.hears_of_it()
    page.set_viewport_size({"width": 320, "height": 640})

    page.goto(address)

    shown = page.locator(":root")
    expect(shown).to_contain_text("A lamp & its shade")
    expect(shown).to_contain_text("It glows.")
    expect(page.get_by_text("This is a feed.")).to_be_visible()
    expect(page.get_by_text(address, exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
