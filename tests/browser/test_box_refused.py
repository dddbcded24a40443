"""What a server really answers where it does not take a comment as it is: the text
stays, the words are clear, and the focus is where one goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from commentbox.models import Discussion
from tests.browser.conftest import Server, free_port, serving
from tests.browser.host import Host, hosting
from tests.browser.test_box import EVENTS, send, stored_in, thread
from tests.browser.test_box_writing import own
from tests.browser.test_reading_and_posting import stored

TEXT = "A text that took a while."


def refused(page: Page, says: str, text: str = TEXT) -> None:
    alert = page.get_by_role("alert").first
    expect(alert).to_have_text(says)
    expect(alert).to_be_focused()
    expect(page.locator("comment-box #body")).to_have_value(text)


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("de", "Genau diesen Kommentar hast du gerade schon abgeschickt."),
        ("en", "You have just sent exactly this comment."),
    ],
)
def test_the_same_once_more_is_no_second_comment(
    lang: str, says: str, page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key, lang=lang))
    send(page, TEXT)
    expect(own(page)).to_have_count(1)

    send(page, TEXT)

    refused(page, says)
    expect(own(page)).to_have_count(1)
    assert len(stored(server, key)) == 1


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("de", "Diese Diskussion ist geschlossen."),
        ("en", "This discussion is closed."),
    ],
)
def test_a_discussion_may_close_while_somebody_writes(
    lang: str, says: str, page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key, lang=lang))
    page.locator("comment-box #body").fill(TEXT)
    with server.session() as session:
        server.article_named(session, key).comments = Discussion.CLOSED
        session.commit()

    page.locator("comment-box [part~=send]").click()

    refused(page, says)


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("de", "Das ist zu lang: 10001 Zeichen, höchstens 10000 passen."),
        ("en", "This is too long: 10001 characters, at most 10000 fit."),
    ],
)
def test_what_is_too_long_stays_to_be_shortened(
    lang: str, says: str, page: Page, server: Server, host: Host
) -> None:
    page.goto(host.box(server.article(), lang=lang))

    send(page, "x" * 10_001)

    body = page.locator("comment-box #body")
    expect(body).to_be_focused()
    expect(page.locator("#body-wrong")).to_have_text(says)
    expect(body).to_have_value("x" * 10_001)


def test_without_a_connection_nothing_is_lost(
    page: Page, server: Server, host: Host
) -> None:
    page.goto(host.box(server.article(), lang="de"))
    page.context.set_offline(True)

    send(page, TEXT)

    refused(
        page,
        "Die Verbindung ist abgerissen. Der Text ist noch da: bitte noch einmal "
        "versuchen.",
    )
    page.context.set_offline(False)
    page.locator("comment-box [part~=send]").click()
    expect(own(page)).to_contain_text("wartet auf die Moderation")


def test_a_comment_is_thanked_for_also_where_its_state_cannot_be_asked_for(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key))
    page.route("**/status*", lambda route: route.abort())

    send(page, TEXT)

    expect(own(page).get_by_role("heading")).to_be_focused()
    expect(own(page)).to_contain_text("Your comment waits for a moderator.")
    expect(own(page)).to_contain_text("Thank you.")
    own(page).get_by_role("button", name="Edit").click()
    expect(own(page).get_by_label("Your comment")).to_have_value(TEXT)


@pytest.mark.parametrize("status", [403, 429, 503])
def test_the_key_to_a_comment_is_kept_where_somebody_between_refuses(
    status: int, page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.goto(host.box(key))
    send(page, TEXT)
    expect(own(page)).to_be_visible()
    page.route(
        "**/status*",
        lambda route: route.fulfill(
            status=status, body="{}", headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    page.reload()
    expect(page.get_by_role("button", name="Send comment")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.unroute("**/status*")

    page.reload()

    expect(own(page)).to_contain_text("waits for a moderator")


def test_what_was_sent_belongs_to_the_article_that_it_was_written_under(
    page: Page, server: Server, host: Host
) -> None:
    one, other = server.article(), server.article()
    page.add_init_script(EVENTS)
    page.goto(host.box(one))
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/comments?*", hold)
    with page.expect_request(lambda r: r.method == "POST"):
        send(page, TEXT)

    # As in an application of one page, before the answer is there.
    page.locator("comment-box").evaluate(
        "(box, key) => box.setAttribute('article', key)", other
    )
    expect(page.get_by_text("No comments yet")).to_be_visible()
    with page.expect_response(lambda r: r.request.method == "POST"):
        for route in held:
            route.continue_()

    page.wait_for_function("heard.some(([name]) => name === 'posted')")
    told = next(d for name, d in page.evaluate("heard") if name == "posted")
    assert told["article"] == one
    expect(own(page)).to_have_count(0)
    (kept,) = stored_in(page)[0]
    assert kept.endswith(f"own {one}")


def test_a_reply_stays_one_when_its_comment_is_on_another_page(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    tops = thread(server, key, *(f"Number {n}." for n in range(1, 53)))
    page.goto(host.box(key))
    page.get_by_role("button", name="Reply to Ada").first.click()
    page.locator("comment-box #body").fill(TEXT)

    page.get_by_role("button", name="Newest first").click()

    expect(page.get_by_text("Number 52.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your reply to a comment")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Newest first").click()
    page.get_by_role("button", name="Send comment").click()
    expect(own(page)).to_be_visible()
    assert [c.parent_id for c in stored(server, key) if c.parent_id] == [tops[0]]


def test_an_order_that_cannot_be_had_can_be_tried_again(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    thread(server, key, "One.", "Two.")
    page.goto(host.box(key))
    expect(page.get_by_text("Two.")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Newest first").click()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_enabled()
    page.context.set_offline(False)

    again.click()

    expect(page.locator("[part=text]").first).to_have_text("Two.")


@pytest.fixture(scope="module")
def tight(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Server, Host]]:
    """A server that takes one comment an hour, and a page of its site."""
    port = free_port()
    folder: Path = tmp_path_factory.mktemp("tight")
    with (
        serving(folder, port, rate_limits="client=1/hour") as server,
        hosting(port, server.url) as host,
    ):
        yield server, host


def test_a_locked_database_takes_it_later_and_then_it_was_too_much(
    page: Page, tight: tuple[Server, Host]
) -> None:
    server, host = tight
    key = server.article()
    server.hears_of_it()
    page.goto(host.box(key))
    with server.session() as other:
        with page.expect_response(lambda r: r.request.method == "POST") as taken:
            send(page, "Sent while it was locked.")
        expect(own(page)).to_contain_text("It is kept safely here.")
        expect(own(page).get_by_role("heading")).to_be_focused()
        other.rollback()
    assert taken.value.status == 202

    for lang, says in (
        (
            "de",
            "Zu viele Versuche. Bitte warte 60 Minuten und versuche es dann noch "
            "einmal.",
        ),
        ("en", "Too many attempts. Please wait 60 minutes, then try again."),
    ):
        page.goto(host.box(key, lang=lang))
        send(page, TEXT)
        refused(page, says)
