"""Rules, notice and settings in a browser: at any width, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from commentbox.accounts.enrol import find_moderator
from commentbox.models import Role
from tests.browser.closing import close
from tests.browser.conftest import Server
from tests.browser.test_accessibility import RULES
from tests.browser.test_moderating import sign_in
from tests.factories import a_moderator

EMAIL = "admin@example.org"
PAGES = ["rules", "rules/new", "privacy", "privacy/new", "settings"]


@pytest.fixture(scope="module")
def admin(server: Server) -> str:
    """The address of somebody who may change settings."""
    with server.session() as session:
        if find_moderator(session, EMAIL) is None:
            a_moderator(session, EMAIL, name="Heidi", role=Role.ADMIN)
        session.commit()
    return EMAIL


@pytest.fixture(scope="module", params=["light", "dark"])
def phone(
    request: pytest.FixtureRequest, browser: Browser, server: Server, admin: str
) -> Iterator[Page]:
    """A narrow screen on which an admin is signed in."""
    context = browser.new_context(
        base_url=server.url,
        color_scheme=request.param,
        viewport={"width": 320, "height": 720},
    )
    page = context.new_page()
    sign_in(page, admin)
    yield page
    close(context)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_settings_has_no_barrier_and_fits(
    phone: Page, name: str, language: str
) -> None:
    phone.goto(f"/desk/{name}?lang={language}")
    for part in phone.locator("details").all()[:2]:
        part.evaluate("part => { part.open = true }")

    found = Axe().run(phone, options={"runOnly": {"type": "tag", "values": RULES}})

    assert found.violations_count == 0, found.generate_report()
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width == 320


def test_a_version_is_written_and_published_without_scripts(
    scriptless: Page, admin: str
) -> None:
    sign_in(scriptless, admin)
    scriptless.goto("/desk/rules/new?lang=en")
    english = scriptless.get_by_role("group", name="English")

    english.get_by_label("The notes").first.fill("Be kind.\nAnd be brief.")
    scriptless.get_by_label("For readers, beside the version").fill("Fewer notes.")
    scriptless.get_by_role("button", name="Add a rule").click()
    scriptless.get_by_role("button", name="Remove this rule: New rule").click()
    scriptless.get_by_role("button", name="Preview", exact=True).click()
    expect(scriptless.get_by_role("heading", level=1)).to_have_text(
        "Preview of version 2"
    )
    scriptless.get_by_role("button", name="Publish version 2").click()

    expect(scriptless.get_by_role("status")).to_contain_text("Version 2 is in force.")
    scriptless.goto("/rules?lang=en")
    expect(scriptless.get_by_text("And be brief.")).to_be_visible()
    expect(scriptless.get_by_text("Fewer notes.")).to_be_visible()
