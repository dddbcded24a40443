"""What is drawn blind is decided blind, and thresholds are tried, without scripts."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from commentbox.extensions import begin_write
from commentbox.models.ids import new_id
from commentbox.posting.submit import submit
from tests.browser.conftest import Server
from tests.browser.test_moderating import can_be_undone, sign_in
from tests.factories import SECRET_KEY, a_submission

INSULT = Finding(
    check="respect",
    score=0.93,
    rule="respect",
    outcome=Outcome.FILTER,
    evidence=(Evidence("idiot", 8, 13, 1.0),),
)


def drawn(server: Server) -> str:
    """Put a comment into the queue that is drawn blind; return its id."""
    key = server.article()
    with Session(server.engine) as session:
        begin_write(session)
        comment = submit(
            session,
            a_submission(server.article_named(session, key), body="Only an idiot."),
            Verdict((INSULT,)),
            comment_id=new_id(),
            secret_key=SECRET_KEY,
            blind=True,
        )
        session.commit()
        return str(comment.id)


def test_a_blind_case_shows_its_findings_once_it_is_decided(
    page: Page, server: Server
) -> None:
    id_ = drawn(server)
    can_be_undone(server, 0)
    sign_in(page)

    page.goto(f"/desk/comments/{id_}?lang=en")
    expect(page.get_by_text("Drawn blind")).to_be_visible()
    expect(page.locator("mark")).to_have_count(0)
    page.locator("button[value=respect]").click()
    page.wait_for_load_state()
    page.goto(f"/desk/comments/{id_}?lang=en")

    expect(page.get_by_text("Machine and person agreed.")).to_be_visible()
    expect(page.locator("mark")).to_have_text("idiot [Insult]")
    expect(page.locator(".findings")).to_contain_text("93%")


def test_thresholds_are_tried_without_scripts(scriptless: Page) -> None:
    sign_in(scriptless)

    scriptless.goto("/desk/learning/?lang=en")
    scriptless.get_by_label("Check").select_option("respect")
    scriptless.get_by_role("button", name="Look").click()
    scriptless.get_by_label("Hint from").fill("0.4")
    scriptless.get_by_role("button", name="Look").click()

    expect(scriptless.get_by_role("heading", level=1)).to_have_text(
        "Thresholds of Respect"
    )
    expect(scriptless.get_by_role("row", name="Tried")).to_contain_text("hint from 0.4")
