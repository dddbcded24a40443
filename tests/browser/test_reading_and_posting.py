"""A reader posts, with scripts and without, and finds the way back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.extensions import begin_write
from commentbox.models import Comment
from tests.browser.conftest import Server
from tests.factories import a_comment, decided


def stored(server: Server, key: str) -> list[Comment]:
    with Session(server.engine, expire_on_commit=False) as session:
        article = server.article_named(session, key)
        query = select(Comment).where(Comment.article_id == article.id)
        return list(session.scalars(query.order_by(Comment.id)))


def with_comment(server: Server, key: str, body: str, **values: Any) -> Comment:
    """Put an approved comment under an article."""
    with begin_write(Session(server.engine, expire_on_commit=False)) as session:
        article = server.article_named(session, key)
        comment = a_comment(session, article, body=body, state=State.APPROVED, **values)
        session.commit()
        return comment


def test_a_comment_is_sent_in_place_and_waits(page: Page, server: Server) -> None:
    key = server.article()
    page.goto(f"/articles/{key}?lang=en")

    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Your comment").fill("Sent *in place*.")
    page.get_by_role("button", name="Send comment").click()

    thanks = page.get_by_role("status").filter(has_text="waits for a moderator")
    expect(thanks).to_be_visible()
    expect(thanks).to_be_focused()
    assert page.url.endswith(f"/articles/{key}?lang=en")
    assert [c.author_name for c in stored(server, key)] == ["Ada"]
    page.get_by_role("link", name="its own page").click()
    expect(page.get_by_text("Sent in place.")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("waits for a moderator")


def test_a_comment_is_sent_without_scripts(scriptless: Page, server: Server) -> None:
    key = server.article()
    scriptless.goto(f"/articles/{key}?lang=en")

    scriptless.get_by_label("Name").fill("Ada")
    scriptless.get_by_label("Your comment").fill("Sent without scripts.")
    scriptless.get_by_role("button", name="Send comment").click()

    expect(scriptless.locator("h1")).to_contain_text("waits for a moderator")
    assert re.search(r"/comments/[^/]+/mine\?token=", scriptless.url)
    assert len(stored(server, key)) == 1


@pytest.mark.parametrize("kind", ["page", "scriptless"])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    kind: str, request: pytest.FixtureRequest, server: Server
) -> None:
    page: Page = request.getfixturevalue(kind)
    key = server.article()
    page.goto(f"/articles/{key}?lang=en")

    page.get_by_label("E-mail").fill("ada@")
    page.get_by_label("Your comment").fill("A text that took a while.")
    page.locator("form.cb-form").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Send comment").click()

    expect(page.locator("#cb-author_email-error")).to_contain_text("e-mail address")
    expect(page.get_by_label("Your comment")).to_have_value("A text that took a while.")
    assert stored(server, key) == []


def test_the_preview_shows_the_text_and_stores_nothing(
    scriptless: Page, server: Server
) -> None:
    key = server.article()
    scriptless.goto(f"/articles/{key}?lang=en")

    scriptless.get_by_label("Your comment").fill("Very **strong**.")
    scriptless.get_by_role("button", name="Preview").click()

    expect(scriptless.locator("#cb-preview strong")).to_have_text("strong")
    expect(scriptless.get_by_label("Your comment")).to_have_value("Very **strong**.")
    assert stored(server, key) == []


def test_the_preview_appears_beside_the_form(page: Page, server: Server) -> None:
    key = server.article()
    page.goto(f"/articles/{key}?lang=en")

    page.get_by_label("Your comment").fill("Very **strong**.")
    page.get_by_role("button", name="Preview").click()

    expect(page.locator("#cb-preview strong")).to_have_text("strong")
    assert stored(server, key) == []


@pytest.mark.parametrize("kind", ["page", "scriptless"])
def test_a_reply_hangs_under_what_it_answers(
    kind: str, request: pytest.FixtureRequest, server: Server
) -> None:
    page: Page = request.getfixturevalue(kind)
    key = server.article()
    parent = with_comment(server, key, "What do you think?")
    page.goto(f"/articles/{key}?lang=en")

    page.get_by_role("link", name="Reply to Ada").click()
    expect(page.locator("#cb-write-heading")).to_have_text("Your reply to Ada")
    page.get_by_label("Name").fill("Mallory")
    page.get_by_label("Your comment").fill("I think so, too.")
    page.get_by_role("button", name="Send comment").click()

    expect(page.get_by_text("waits for a moderator").first).to_be_visible()
    assert [c.parent_id for c in stored(server, key)] == [None, parent.id]


def test_a_reply_can_be_written_with_the_keyboard_alone(
    page: Page, server: Server
) -> None:
    key = server.article()
    with_comment(server, key, "What do you think?")
    page.goto(f"/articles/{key}?lang=en")

    page.get_by_role("link", name="Reply to Ada").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your comment")).to_be_focused()
    page.keyboard.type("Typed, not clicked.")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.value") != "send":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("waits for a moderator").first).to_be_visible()
    assert len(stored(server, key)) == 2


def test_an_author_edits_and_withdraws_without_scripts(
    scriptless: Page, server: Server
) -> None:
    key = server.article()
    scriptless.goto(f"/articles/{key}?lang=en")
    scriptless.get_by_label("Your comment").fill("The furst text.")
    scriptless.get_by_role("button", name="Send comment").click()

    scriptless.get_by_label("Your comment").fill("The first text.")
    scriptless.get_by_role("button", name="Send the changed text").click()
    expect(scriptless.locator(".cb-quoted")).to_have_text("The first text.")
    scriptless.get_by_text("Withdraw this comment").click()
    scriptless.get_by_role("button", name="Erase it for good").click()

    expect(scriptless.locator("h1")).to_contain_text("withdrawn")
    (comment,) = stored(server, key)
    assert comment.erased_at is not None
    assert comment.author_name == ""


def test_a_decision_reaches_the_reader_and_the_author(
    page: Page, server: Server
) -> None:
    key = server.article()
    page.goto(f"/articles/{key}?lang=en")
    page.get_by_label("Your comment").fill("Soon to be read.")
    page.get_by_role("button", name="Send comment").click()
    mine = page.get_by_role("link", name="its own page").get_attribute("href")
    assert mine is not None
    with server.session() as session:
        decided(
            session, session.get_one(Comment, stored(server, key)[0].id), State.APPROVED
        )
        session.commit()
    server.hears_of_it()

    page.goto(f"/articles/{key}?lang=en")

    expect(page.get_by_text("Soon to be read.")).to_be_visible()
    expect(page.locator("h2").first).to_contain_text("1 comment")
    page.goto(mine)
    expect(page.locator("h1")).to_contain_text("public")


def test_a_narrow_page_never_scrolls_sideways(page: Page, server: Server) -> None:
    key = server.article(title="A " + "very" * 40 + " long title")
    parent = None
    for level in range(7):
        comment = with_comment(
            server, key, f"Level {level}: " + "w" * 200, parent=parent
        )
        parent = comment.id
    page.set_viewport_size({"width": 320, "height": 640})

    page.goto(f"/articles/{key}?lang=de")

    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
