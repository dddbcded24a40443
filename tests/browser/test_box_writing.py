"""Writing in the box: post, reply, edit, withdraw, drafts, and what goes wrong."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from sqlalchemy import update

from commentbox.domain.states import State
from commentbox.domain.submission import ConsentMode
from commentbox.models import Article, Comment, Discussion, Site
from tests.browser.conftest import Server
from tests.browser.host import Host
from tests.browser.test_box import (
    EVENTS,
    RULES,
    barriers,
    branch,
    send,
    stored_in,
    thread,
    title,
)
from tests.browser.test_reading_and_posting import stored
from tests.factories import decided


def decide(server: Server, id_: Any, to: State, rule: str | None = None) -> None:
    with server.session() as session:
        decided(session, session.get_one(Comment, id_), to, rule=rule, note="So it is.")
        session.commit()


def own(page: Page) -> Any:
    return page.locator("comment-box [part=own]")


def test_a_comment_is_sent_and_waits_also_after_a_reload(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.add_init_script(EVENTS)
    page.goto(host.box(key))

    send(page, "Sent *in place*.", name="Ada")

    state = own(page).get_by_role("heading")
    expect(state).to_have_text("Your comment waits for a moderator.")
    expect(state).to_be_focused()
    expect(own(page).locator("em")).to_have_text("in place")
    expect(own(page)).to_contain_text("This browser now keeps a key")
    (comment,) = stored(server, key)
    assert comment.author_name == "Ada"
    assert page.evaluate("heard")[1:] == [
        ["posted", {"article": key, "id": str(comment.id), "state": "pending"}]
    ]
    page.reload()
    expect(own(page)).to_contain_text("waits for a moderator")
    expect(page.get_by_label("Name", exact=True)).to_have_value("")


def test_nothing_is_shown_of_a_sent_comment_before_its_state_is_known(
    page: Page, server: Server, host: Host
) -> None:
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    page.route("**/status*", hold)
    page.goto(host.box(server.article()))
    with page.expect_request("**/status*"):
        send(page, "A text on a slow line.")
    expect(own(page)).to_have_count(1)

    waiting = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})

    assert barriers(waiting) == []
    expect(own(page)).to_be_hidden()
    for route in asked:
        route.continue_()
    expect(own(page)).to_contain_text("waits for a moderator")


def test_a_reply_is_written_in_place_with_the_keyboard_alone(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    (top,) = thread(server, key, "What do you think?")
    page.goto(host.box(key))

    page.get_by_role("button", name="Reply to Ada").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your comment")).to_be_focused()
    expect(page.get_by_role("heading", name="Your reply to Ada")).to_be_visible()
    page.keyboard.type("Typed, not clicked.")
    for _ in range(2):  # Past the link to the notice.
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(own(page)).to_contain_text("waits for a moderator")
    assert [c.parent_id for c in stored(server, key)] == [None, top]


def test_a_reply_can_be_called_off(page: Page, server: Server, host: Host) -> None:
    key = server.article()
    thread(server, key, "What do you think?")
    page.goto(host.box(key))
    page.get_by_role("button", name="Reply to Ada").click()

    page.get_by_role("button", name="Cancel the reply").click()

    expect(page.get_by_role("heading", name="Write a comment")).to_be_visible()
    expect(page.get_by_role("button", name="Reply to Ada")).to_be_focused()


def test_an_author_edits_and_withdraws(page: Page, server: Server, host: Host) -> None:
    key = server.article()
    page.add_init_script(EVENTS)
    page.goto(host.box(key))
    send(page, "The furst text.")

    own(page).get_by_role("button", name="Edit").click()
    own(page).get_by_label("Your comment").fill("The first text.")
    own(page).get_by_role("button", name="Send the changed text").click()
    expect(own(page).locator("[part=text]")).to_have_text("The first text.")
    own(page).get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Withdraw this comment?")).to_be_focused()
    assert stored(server, key)[0].erased_at is None
    own(page).get_by_role("button", name="Erase it for good").click()

    expect(own(page)).to_have_count(0)
    expect(title(page)).to_be_focused()
    assert stored(server, key)[0].erased_at is not None
    assert stored_in(page)[0] == {}
    happened = [name for name, _ in page.evaluate("heard")]
    assert happened == ["loaded", "posted", "edited", "withdrawn", "loaded"]


def test_an_author_learns_why_a_comment_is_not_published(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key))
    send(page, "Nonsense.")
    expect(own(page)).to_be_visible()
    decide(server, stored(server, key)[0].id, State.REJECTED, rule="respect")

    page.reload()

    expect(own(page)).to_contain_text("Your comment was not published.")
    expect(own(page)).to_contain_text("Respect for everyone")
    expect(own(page)).to_contain_text("So it is.")


def test_what_is_approved_stands_in_the_thread_and_stays_ones_own(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key))
    send(page, "Soon to be read.")
    expect(own(page)).to_be_visible()
    decide(server, stored(server, key)[0].id, State.APPROVED)
    server.hears_of_it()

    page.reload()

    expect(page.get_by_text("Soon to be read.")).to_have_count(1)
    expect(own(page)).to_contain_text("Your comment is public.")


def test_a_draft_survives_a_reload_in_this_tab_only(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    thread(server, key, "What do you think?")
    page.goto(host.box(key))
    page.get_by_role("button", name="Reply to Ada").click()
    assert stored_in(page) == [{}, {}, ""]

    page.get_by_label("Your comment").fill("Half a thought")
    expect(page.get_by_text("kept in this tab only")).to_be_visible()
    page.reload()

    expect(page.get_by_role("heading", name="Your reply to Ada")).to_be_visible()
    expect(page.get_by_label("Your comment")).to_have_value("Half a thought")
    page.get_by_label("Your comment").fill("")
    assert stored_in(page) == [{}, {}, ""]


def test_who_one_is_is_remembered_only_on_a_tick(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key))
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_label("E-mail").fill("ada@example.org")
    assert stored_in(page) == [{}, {}, ""]

    page.get_by_label("Remember this").check()
    page.goto(host.box(server.article()))

    expect(page.get_by_label("Name", exact=True)).to_have_value("Ada")
    page.get_by_label("Remember this").uncheck()
    assert stored_in(page)[0] == {}


def test_what_is_wrong_is_named_and_the_text_stays(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key))

    send(page, "A text that took a while.", email="ada@")

    wrong = page.get_by_label("E-mail")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description(
        "Not shown, only for questions. This does not look like an e-mail address."
    )
    expect(page.get_by_label("Your comment")).to_have_value("A text that took a while.")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_role("button", name="Send comment").click()
    expect(own(page)).to_be_visible()
    assert page.locator("[aria-invalid]").count() == 0


def test_after_a_broken_connection_the_same_text_arrives_once(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key))
    keys = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST":
            keys.append(route.request.headers["idempotency-key"])
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/comments?*", lose_the_answer)
    send(page, "Once, please.")
    expect(page.get_by_role("alert")).to_contain_text("The connection failed")
    page.unroute("**/api/comments?*")
    with page.expect_request(lambda r: r.method == "POST") as again:
        page.get_by_role("button", name="Send comment").click()

    expect(own(page)).to_be_visible()
    assert again.value.headers["idempotency-key"] == keys[0]
    assert len(stored(server, key)) == 1


def test_the_preview_shows_the_text_and_stores_nothing(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key))
    page.get_by_label("Your comment").fill("Very **strong**.")

    page.get_by_role("button", name="Preview").click()

    expect(page.locator("[part=preview] strong")).to_have_text("strong")
    assert stored(server, key) == []


def test_a_new_wording_is_shown_and_agreed_to_anew(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    set_site(server, consent_mode=ConsentMode.BOX)
    try:
        page.goto(host.box(key))
        send(page, "Without a tick.")
        tick = page.get_by_role("checkbox").last
        expect(tick).to_be_focused()
        expect(tick).to_have_accessible_description(
            "Without your agreement we cannot store the comment."
        )

        tick.check()
        page.get_by_role("button", name="Send comment").click()

        expect(own(page)).to_be_visible()
    finally:
        set_site(server, consent_mode=ConsentMode.SENTENCE)


def set_site(server: Server, **values: Any) -> None:
    with server.session() as session:
        session.execute(update(Site).values(**values))
        session.execute(update(Article).values(version=Article.version + 1))
        session.commit()


def test_a_closed_discussion_says_so(page: Page, server: Server, host: Host) -> None:
    key = server.article()
    (top,) = thread(server, key, "The last word.")
    branch(server, key, top, "Not quite.")
    with server.session() as session:
        server.article_named(session, key).comments = Discussion.CLOSED
        session.commit()

    page.goto(host.box(key))

    expect(page.get_by_text("This discussion is closed.")).to_be_visible()
    expect(page.locator("comment-box form")).to_have_count(0)
    expect(page.get_by_role("button", name="Reply to")).to_have_count(0)
