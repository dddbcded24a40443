"""A moderator decides: with the mouse, on a phone, beside others, without scripts."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.accounts.enrol import find_moderator
from commentbox.domain.states import State
from commentbox.extensions import begin_write
from commentbox.models import (
    Claim,
    Comment,
    Decision,
    IntendedDecision,
    LaneCount,
    Revision,
    Site,
)
from tests.browser.closing import close
from tests.browser.conftest import Server
from tests.factories import PASSWORD, a_comment, a_moderator, decided


def sign_in(page: Page, email: str = "grace@example.org") -> None:
    page.goto("/sign-in?lang=en")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/"))
    page.goto("/desk/?lang=en")


def waiting(server: Server, *bodies: str, **values: Any) -> list[str]:
    """Put comments into the queue; return their ids as text."""
    key = server.article()
    with Session(server.engine) as session:
        begin_write(session)
        article = server.article_named(session, key)
        ids = [str(a_comment(session, article, body=b, **values).id) for b in bodies]
        session.commit()
    return ids


@pytest.fixture(autouse=True)
def empty_queue(server: Server) -> None:
    """Decide what other tests left waiting, so that each case here stands alone."""
    with Session(server.engine) as session:
        begin_write(session)
        session.query(IntendedDecision).delete()
        session.query(Claim).delete()
        session.query(Revision).update({Revision.live: False})
        session.query(LaneCount).update({LaneCount.count: 0})
        session.commit()
    can_be_undone(server, 0)


def can_be_undone(server: Server, seconds: int) -> None:
    with Session(server.engine) as session:
        begin_write(session)
        session.query(Site).update({Site.undo_seconds: seconds})
        session.commit()


@pytest.fixture
def heidi(browser: Browser, server: Server) -> Iterator[Page]:
    """Another moderator at another screen."""
    with Session(server.engine) as session:
        begin_write(session)
        if find_moderator(session, "heidi@example.org") is None:
            a_moderator(session, "heidi@example.org", name="Heidi")
        session.commit()
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(8_000)
    yield context.new_page()
    close(context)


def wait_for(server: Server, id_: str, state: State) -> None:
    """Wait until a decision counts."""
    deadline = time.monotonic() + 8
    while outcome(server, id_)[0] is not state:
        assert time.monotonic() < deadline, outcome(server, id_)
        time.sleep(0.05)


def outcome(server: Server, id_: str) -> tuple[State, str | None]:
    """Return the state of a comment's newest text and the rule of its last decision."""
    with Session(server.engine) as session:
        comment = session.get_one(Comment, UUID(id_))
        query = select(Decision.rule).where(Decision.comment_id == comment.id)
        rule = session.scalar(query.order_by(Decision.id.desc()).limit(1))
        return comment.latest.state, rule


def test_a_case_is_decided_with_the_mouse(page: Page, server: Server) -> None:
    first, second = waiting(server, "A fair point.", "Buy my things!")
    sign_in(page)

    decide(page, first, "Approve")
    expect(page.locator(".line")).to_contain_text("Ada: Approved")
    decide(page, second, "Spam")

    expect(page.locator(".empty")).to_contain_text("Everybody has been heard")
    assert outcome(server, first) == (State.APPROVED, None)
    assert outcome(server, second) == (State.SPAM, "spam")


def decide(page: Page, id_: str, name: str) -> None:
    page.locator(f"#case-{id_}").get_by_role("button", name=name, exact=True).click()


def test_the_desk_works_without_scripts(scriptless: Page, server: Server) -> None:
    first, second = waiting(server, "You are all wrong.", "A fair point.")
    can_be_undone(server, 2)
    sign_in(scriptless)

    case = scriptless.locator(f"#case-{first}")
    case.get_by_text("With a reason").click()
    case.get_by_label("Reason").select_option(label="Rule 2, in my own words")
    case.get_by_label(re.compile("Note")).fill("Please without the tone.")
    case.get_by_role("button", name="Reject", exact=True).click()
    bar = scriptless.get_by_role("status").filter(has_text="Rejected under rule 2 in")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Undo").click()
    expect(scriptless.get_by_role("status")).to_contain_text("Undone")
    expect(scriptless.locator("h1")).to_contain_text("Ada")
    scriptless.goto("/desk/?lang=en")
    decide(scriptless, second, "Approve")

    expect(scriptless.get_by_role("status")).to_contain_text("Ada: Approved in")
    wait_for(server, second, State.APPROVED)
    assert outcome(server, first) == (State.PENDING, None)


def test_what_was_refused_comes_back_and_says_why(page: Page, server: Server) -> None:
    first, second = waiting(server, "Two of us see this.", "And this.")
    sign_in(page)
    with Session(server.engine) as session:
        begin_write(session)
        decided(session, session.get_one(Comment, UUID(first)), State.APPROVED)
        session.commit()

    decide(page, first, "Spam")

    refusal = page.locator(f"#case-{first} .refusal")
    expect(refusal).to_contain_text("decided this already")
    expect(page.locator(f"#case-{second}")).to_be_focused()
    assert outcome(server, first) == (State.APPROVED, None)


def test_no_answer_brings_the_case_back(page: Page, server: Server) -> None:
    (id_,) = waiting(server, "Is anybody there?")
    sign_in(page)
    page.route("**/decisions*", lambda route: route.abort())

    decide(page, id_, "Approve")

    refusal = page.locator(f"#case-{id_} .refusal")
    expect(refusal).to_contain_text("The server did not answer")
    page.unroute("**/decisions*")
    decide(page, id_, "Approve")
    wait_for(server, id_, State.APPROVED)


def test_a_phone_decides_case_after_case(browser: Browser, server: Server) -> None:
    ids = waiting(server, *(f"Number {n}." for n in range(6)))
    can_be_undone(server, 1)
    size: ViewportSize = {"width": 360, "height": 640}
    context = browser.new_context(base_url=server.url, viewport=size, has_touch=True)
    page = context.new_page()
    sign_in(page)
    expect(page.locator("html[data-ready]")).to_be_attached()

    for id_ in ids[:5]:
        button = page.locator(f"#case-{id_}").get_by_role("button", name="Approve")
        button.tap()
    page.locator(".line").last.get_by_role("button", name="Undo").tap()

    expect(page.locator(f"#case-{ids[4]}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for id_ in ids[:4]:
        wait_for(server, id_, State.APPROVED)
    assert outcome(server, ids[4])[0] is State.PENDING
    close(context)


def test_a_case_in_anothers_hands_is_shown_and_stepped_over(
    page: Page, heidi: Page, server: Server
) -> None:
    first, second, third = waiting(server, "First.", "Second.", "Third.")
    sign_in(heidi, "heidi@example.org")
    with heidi.expect_response("**/desk/claims*"):
        heidi.locator(f"#case-{second}").focus()
    sign_in(page)

    expect(page.locator(f"#case-{second}")).to_contain_text("Heidi is reading this")
    page.keyboard.press("j")
    expect(page.locator(f"#case-{first}")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(f"#case-{third}")).to_be_focused()

    decide(page, second, "Spam")
    refusal = page.locator(f"#case-{second} .refusal")
    expect(refusal).to_contain_text("Heidi is reading this")
    refusal.get_by_role("button", name="Decide anyway").click()
    wait_for(server, second, State.SPAM)


def test_what_another_decides_appears_by_itself(
    page: Page, heidi: Page, server: Server
) -> None:
    first, second = waiting(server, "First.", "Second.")
    sign_in(page)
    expect(page).to_have_title("(2) Waiting · blog")
    sign_in(heidi, "heidi@example.org")

    with heidi.expect_response("**/desk/claims*"):
        decide(heidi, first, "Approve")
    waiting(server, "A new one.", posted_at=datetime.now(UTC))

    said = page.locator(f"#case-{first} .elsewhere")
    expect(said).to_have_text("Heidi has approved this.", timeout=8_000)
    expect(page.locator(f"#case-{second}")).to_contain_text("Heidi is reading this")
    expect(page).to_have_title("(2) Waiting · blog")
    expect(page.locator("[data-total]")).to_have_text("2 comments")
    expect(page.locator(".lanes a[aria-current] .count")).to_have_text("2")
    page.get_by_role("link", name="1 new comment").click()
    expect(page.locator(".case")).to_have_count(2)


def test_new_comments_are_offered_only_where_they_are_found(
    page: Page, server: Server
) -> None:
    (id_,) = waiting(server, "First.")
    sign_in(page)
    for address in (f"/desk/comments/{id_}?lang=en", "/desk/?lang=en&author=Ada"):
        page.goto(address)
        expect(page.locator("html[data-ready]")).to_be_attached()
        waiting(server, "A new one.", author_name="Bea", posted_at=datetime.now(UTC))

        with page.expect_response(re.compile("changes.json")) as answer:
            pass

        assert answer.value.json()["new"] == "1 new comment"
        expect(page.locator(".new")).to_have_count(0)


def test_the_focus_stays_on_the_page_when_only_anothers_case_is_left(
    page: Page, heidi: Page, server: Server
) -> None:
    first, second = waiting(server, "First.", "Second.")
    sign_in(heidi, "heidi@example.org")
    with heidi.expect_response("**/desk/claims*"):
        heidi.locator(f"#case-{second}").focus()
    sign_in(page)

    page.locator(f"#case-{first}").focus()
    page.keyboard.press("a")

    expect(page.locator(".line")).to_be_focused()


def test_who_has_gone_keeps_no_case(page: Page, server: Server) -> None:
    (id_,) = waiting(server, "First.")
    page.clock.install()
    sign_in(page)
    claims: list[str] = []
    page.on("request", lambda asked: claims.append(asked.url))

    def claimed(minutes: int) -> int:
        before = sum("/desk/claims" in url for url in claims)
        page.clock.run_for(minutes * 60_000)
        return sum("/desk/claims" in url for url in claims) - before

    page.locator(f"#case-{id_}").focus()
    assert claimed(5) >= 5
    claimed(6)
    assert claimed(5) == 0
    page.keyboard.press("Shift")
    assert claimed(2) >= 2


def test_a_double_click_notes_once(page: Page, server: Server) -> None:
    (id_,) = waiting(server, "First.")
    sign_in(page)
    page.goto(f"/desk/comments/{id_}?lang=en")
    expect(page.locator("html[data-ready]")).to_be_attached()

    page.get_by_label("New note").fill("Known from the fair.")
    page.get_by_role("button", name="Keep the note").dblclick()

    expect(page.locator("#notes li")).to_have_count(1)


def test_who_was_signed_out_is_told_once(page: Page, server: Server) -> None:
    (id_,) = waiting(server, "Still there?")
    sign_in(page)
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.context.clear_cookies()

    decide(page, id_, "Approve")

    expect(page.locator(f"#case-{id_}")).to_contain_text("You are signed out.")
    assert outcome(server, id_)[0] is State.PENDING


def test_a_guest_is_sent_to_the_door_and_back(page: Page, server: Server) -> None:
    page.goto("/desk/?lane=spam&lang=en")
    expect(page.locator("h1")).to_have_text("Sign in")

    page.get_by_label("E-mail address").fill("grace@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/desk/\?lane=spam"))


def test_the_desk_fits_a_phone(page: Page, server: Server) -> None:
    waiting(server, "w" * 300, "A [link](https://example.org/" + "x" * 200 + ")")
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
