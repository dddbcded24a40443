"""The page of a case in a browser: no barrier, no sideways scrolling, a marked gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.extensions import begin_write
from commentbox.models import Audience, Comment
from commentbox.moderation.case.notes import write_note
from commentbox.moderation.case.redact import Passage, hide
from commentbox.posting.author import edit
from tests.browser.closing import close
from tests.browser.conftest import Server
from tests.browser.test_accessibility import INSULT, options
from tests.browser.test_moderating import sign_in
from tests.factories import NOON, NOTHING_FOUND, a_comment, decided, the_moderator

BODY = "A fool and a fool and a fool."

SELECT_THE_SECOND = """() => {
  const source = document.getElementById("source");
  const words = document.createTreeWalker(source, NodeFilter.SHOW_TEXT).nextNode();
  const at = words.data.indexOf("fool", words.data.indexOf("fool") + 1);
  getSelection().setBaseAndExtent(words, at, words, at + "fool".length);
}"""


@pytest.fixture(scope="module")
def full_case(server: Server) -> str:
    """A case with everything that there can be; return its address."""
    body = "The transformer hums. " * 90 + "Only an idiot minds."
    key = server.article(body=body)
    with Session(server.engine) as session:
        begin_write(session)
        article = server.article_named(session, key)
        grace = the_moderator(session, article.site_id)
        mail = "mallory@example.org"
        top = a_comment(session, article, state=State.APPROVED, author_email=mail)
        first = a_comment(session, article, parent=top, state=State.REJECTED)
        comment = a_comment(
            session,
            article,
            parent=top,
            body="You fool",
            author_id=first.id,
            author_email=mail,
        )
        cut = Passage(text="fool", rule="respect", revision=1)
        hide(session, comment.id, cut, moderator=grace, now=NOON)
        decided(session, comment, State.APPROVED)
        later = NOON + timedelta(hours=1)
        edit(session, comment, "You Idiot, it hums", INSULT, now=later)
        edit(session, comment, "You Idiot, you fool", NOTHING_FOUND, now=later)
        cut = Passage(text="Idiot", rule="respect", revision=3)
        hide(session, comment.id, cut, moderator=grace, now=NOON)
        for audience in Audience:
            write_note(
                session,
                comment.id,
                "Noted.",
                audience=audience,
                moderator=grace,
                now=NOON,
            )
        a_comment(session, article, parent=comment)
        a_comment(session, article, parent=top)
        session.commit()
        return f"/desk/comments/{comment.id}"


@pytest.fixture(params=["light", "dark"])
def narrow(
    request: pytest.FixtureRequest, browser: Browser, server: Server
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=server.url,
        color_scheme=request.param,
        viewport={"width": 320, "height": 700},
    )
    page = context.new_page()
    sign_in(page)
    yield page
    close(context)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_full_case_has_no_barrier_and_does_not_scroll_sideways(
    narrow: Page, full_case: str, language: str
) -> None:
    narrow.goto(f"{full_case}?lang={language}")
    narrow.evaluate(
        "for (const d of document.querySelectorAll('details')) d.open = true"
    )

    found = Axe().run(narrow, options=options("case"))

    assert found.violations_count == 0, found.generate_report()
    assert narrow.evaluate("document.documentElement.scrollWidth") == 320


def test_what_is_selected_in_the_source_is_hidden(page: Page, server: Server) -> None:
    key = server.article()
    with Session(server.engine) as session:
        begin_write(session)
        article = server.article_named(session, key)
        comment = a_comment(session, article, body=BODY, state=State.APPROVED)
        session.commit()
        id_ = comment.id
    sign_in(page)
    page.goto(f"/desk/comments/{id_}?lang=en")
    page.get_by_text("As it was written").click()
    page.get_by_text("Hide a passage from readers").click()

    page.evaluate(SELECT_THE_SECOND)
    page.get_by_role("button", name="Take what is selected above").click()
    page.get_by_label("Rule", exact=True).select_option("respect")
    page.get_by_role("button", name="Hide it").click()

    expect(page.locator(".said")).to_have_text("Hidden. Readers will see a marked gap.")
    with Session(server.engine) as session:
        html = session.get_one(Comment, id_).latest.html
    assert html == (
        "<p>A fool and a <em>[… removed by Grace: rule 2]</em> and a fool.</p>\n"
    )
