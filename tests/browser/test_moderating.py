"""A moderator decides: with the mouse, with the keyboard, without scripts."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Comment, Decision, Revision
from tests.browser.conftest import Server
from tests.factories import PASSWORD, a_comment, decided


def sign_in(page: Page) -> None:
    page.goto("/sign-in?lang=en")
    page.get_by_label("E-mail address").fill("grace@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/"))


def waiting(server: Server, *bodies: str) -> list[str]:
    """Put comments into the queue; return their ids as text."""
    key = server.article()
    with Session(server.engine) as session:
        article = server.article_named(session, key)
        ids = [str(a_comment(session, article, body=b).id) for b in bodies]
        session.commit()
    return ids


@pytest.fixture(autouse=True)
def empty_queue(server: Server) -> None:
    """Decide what other tests left waiting, so that each case here stands alone."""
    with Session(server.engine) as session:
        session.query(Revision).update({Revision.live: False})
        session.commit()


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

    case = page.locator(f"#case-{first}")
    case.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("Approved")
    page.locator(f"#case-{second}").get_by_role(
        "button", name="Spam", exact=True
    ).click()
    expect(page.get_by_role("status")).to_contain_text("spam")

    assert outcome(server, first) == (State.APPROVED, None)
    assert outcome(server, second) == (State.SPAM, "spam")


def test_cases_are_decided_with_one_key_each(page: Page, server: Server) -> None:
    ids = waiting(server, "First.", "Second.", "Third.", "Fourth.")
    sign_in(page)
    expect(page.locator(".case")).to_have_count(4)

    page.keyboard.press("j")
    for key, said in (("a", "Approved"), ("2", "Rejected"), ("s", "spam")):
        page.keyboard.press(key)
        expect(page.get_by_role("status")).to_contain_text(said)

    expect(page.locator(f"#case-{ids[3]}")).to_be_focused()
    assert [outcome(server, id_) for id_ in ids] == [
        (State.APPROVED, None),
        (State.REJECTED, "respect"),
        (State.SPAM, "spam"),
        (State.PENDING, None),
    ]


def test_keys_do_nothing_while_typing_or_when_switched_off(
    page: Page, server: Server
) -> None:
    (id_,) = waiting(server, "Wait a moment.")
    sign_in(page)

    page.get_by_text("Add a note").click()
    page.get_by_label(re.compile("Note")).fill("")
    page.keyboard.type("a1s")
    page.get_by_text("Keyboard").click()
    page.get_by_label("Decide with single keys").uncheck()
    page.locator(f"#case-{id_}").focus()
    page.keyboard.press("a")
    page.reload()
    page.locator(f"#case-{id_}").focus()
    page.keyboard.press("a")

    assert outcome(server, id_) == (State.PENDING, None)


def test_the_desk_works_without_scripts(scriptless: Page, server: Server) -> None:
    (id_,) = waiting(server, "You are all wrong.")
    sign_in(scriptless)

    case = scriptless.locator(f"#case-{id_}")
    case.get_by_text("Add a note").click()
    case.get_by_label(re.compile("Note")).fill("Please without the tone.")
    case.get_by_role("button", name=re.compile("Respect")).click()

    expect(scriptless.get_by_role("status")).to_contain_text("Rejected")
    assert outcome(server, id_) == (State.REJECTED, "respect")


def test_who_comes_second_is_told_who_was_first(page: Page, server: Server) -> None:
    (id_,) = waiting(server, "Two of us see this.")
    sign_in(page)
    with Session(server.engine) as session:
        decided(session, session.get_one(Comment, UUID(id_)), State.APPROVED)
        session.commit()

    page.locator(f"#case-{id_}").get_by_role("button", name="Spam", exact=True).click()

    expect(page.locator("main")).to_contain_text("decided this already")
    assert outcome(server, id_) == (State.APPROVED, None)


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
