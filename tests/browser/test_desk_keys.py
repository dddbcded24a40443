"""A moderator decides by keyboard: few keys, none of them twice, or of one's own."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from commentbox.domain.states import State
from tests.browser.conftest import Server
from tests.browser.test_moderating import (
    can_be_undone,
    empty_queue,
    outcome,
    sign_in,
    wait_for,
    waiting,
)

__all__ = ["empty_queue"]


class Keyboard:
    """Counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def begin(page: Page) -> Keyboard:
    sign_in(page)
    expect(page.locator("html[data-ready]")).to_be_attached()
    return Keyboard(page)


def test_fifty_cases_are_decided_with_one_key_each_or_two(
    page: Page, server: Server
) -> None:
    ids = waiting(server, *(f"Number {n}." for n in range(50)))
    keyboard = begin(page)
    keyboard.press("j")
    started = keyboard.pressed

    wanted: list[tuple[State, str | None]] = []
    for number, id_ in enumerate(ids):
        expect(page.locator(f"#case-{id_}")).to_be_focused()
        before = keyboard.pressed
        if number % 5 == 3:
            keyboard.press("r", "2")
            wanted.append((State.REJECTED, "respect"))
            assert keyboard.pressed - before <= 2
        elif number % 5 == 4:
            keyboard.press("s")
            wanted.append((State.SPAM, "spam"))
        else:
            keyboard.press("a")
            wanted.append((State.APPROVED, None))
            assert keyboard.pressed - before <= 1

    assert keyboard.pressed - started == 60
    expect(page.locator(".empty")).to_contain_text("Everybody has been heard")
    assert [outcome(server, id_) for id_ in ids] == wanted


def test_digits_alone_name_the_rule(page: Page, server: Server) -> None:
    (id_,) = waiting(server, "You fool.")
    keyboard = begin(page)

    keyboard.press("j", "2")

    wait_for(server, id_, State.REJECTED)
    assert outcome(server, id_) == (State.REJECTED, "respect")


def test_a_slip_after_r_decides_nothing(page: Page, server: Server) -> None:
    (id_,) = waiting(server, "You fool.")
    keyboard = begin(page)

    keyboard.press("j", "r", "a")
    keyboard.press("r", "Escape")

    expect(page.locator(f"#case-{id_}")).to_be_focused()
    assert outcome(server, id_)[0] is State.PENDING


def test_a_key_that_bounces_decides_once(page: Page, server: Server) -> None:
    first, second, third = waiting(server, "First.", "Second.", "Third.")
    keyboard = begin(page)

    keyboard.press("j")
    page.keyboard.down("a")
    page.keyboard.down("a")
    page.keyboard.up("a")

    expect(page.locator(f"#case-{second}")).to_be_focused()
    wait_for(server, first, State.APPROVED)
    assert outcome(server, second)[0] is State.PENDING
    assert outcome(server, third)[0] is State.PENDING


def test_undo_by_key_brings_the_case_back(page: Page, server: Server) -> None:
    first, second = waiting(server, "First.", "Second.")
    can_be_undone(server, 60)
    keyboard = begin(page)

    keyboard.press("j", "a", "u")

    expect(page.locator(f"#case-{first}")).to_be_focused()
    expect(page.locator(".line")).to_have_count(0)
    assert outcome(server, first)[0] is State.PENDING
    assert outcome(server, second)[0] is State.PENDING


def test_undo_by_key_reaches_what_the_page_before_decided(
    page: Page, server: Server
) -> None:
    (id_,) = waiting(server, "Only this.")
    can_be_undone(server, 60)
    keyboard = begin(page)
    keyboard.press("j", "a")
    expect(page.locator(".bar")).to_contain_text("Ada: Approved in")

    keyboard.press("u")

    expect(page.get_by_role("status").filter(has_text="Undone")).to_be_visible()
    expect(page.locator(f"#case-{id_}")).to_be_visible()
    assert outcome(server, id_)[0] is State.PENDING


def test_what_cannot_be_undone_any_more_stays_a_line(
    page: Page, server: Server
) -> None:
    first, _second = waiting(server, "First.", "Second.")
    can_be_undone(server, 1)
    keyboard = begin(page)

    keyboard.press("j", "a")

    line = page.locator(".line.done")
    expect(line).to_contain_text("Ada: Approved")
    expect(line.get_by_role("button")).to_have_count(0)
    wait_for(server, first, State.APPROVED)


def test_skipping_leaves_the_case_to_others(page: Page, server: Server) -> None:
    first, second = waiting(server, "First.", "Second.")
    keyboard = begin(page)

    keyboard.press("j", "n", "a")

    wait_for(server, second, State.APPROVED)
    assert outcome(server, first)[0] is State.PENDING
    expect(page.locator(f"#case-{first}")).to_be_focused()


def test_keys_of_ones_own_are_shown_and_work(page: Page, server: Server) -> None:
    (id_,) = waiting(server, "A fair point.")
    keyboard = begin(page)
    page.goto("/desk/keys?lang=en")
    page.get_by_label("approve or restore").fill("f")
    page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_role("status")).to_contain_text("Your keys are kept")
    page.get_by_role("link", name="Back to the comments").click()
    expect(page.locator("html[data-ready]")).to_be_attached()

    expect(page.locator(".hands kbd").first).to_have_text("f")
    keyboard.press("j", "a")
    expect(page.locator(f"#case-{id_}")).to_be_focused()
    keyboard.press("f")

    expect(page.locator(".empty")).to_be_visible()
    assert outcome(server, id_) == (State.APPROVED, None)
    page.goto("/desk/keys?lang=en")
    page.get_by_role("button", name="Back to the usual keys").click()


def test_keys_do_nothing_while_typing_or_when_switched_off(
    page: Page, server: Server
) -> None:
    (id_,) = waiting(server, "Wait a moment.")
    keyboard = begin(page)

    page.locator(f"#case-{id_}").get_by_text("With a reason").click()
    page.get_by_label("Note, which the author can read").first.fill("")
    keyboard.press("a", "1", "s")
    page.goto("/desk/keys?lang=en")
    page.get_by_label("Decide with single keys").uncheck()
    page.get_by_role("button", name="Keep these keys").click()
    page.goto("/desk/?lang=en")
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.locator(f"#case-{id_}").focus()
    keyboard.press("a", "2", "s")

    expect(page.locator(f"#case-{id_}")).to_be_focused()
    assert outcome(server, id_)[0] is State.PENDING
    page.goto("/desk/keys?lang=en")
    page.get_by_role("button", name="Back to the usual keys").click()


def test_the_help_and_the_search_are_one_key_away(page: Page, server: Server) -> None:
    waiting(server, "A fair point.")
    keyboard = begin(page)

    keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("undo the last decision")
    keyboard.press("/")

    expect(page.get_by_role("searchbox")).to_be_focused()


def test_arrows_choose_among_radio_buttons_and_letters_decide_nothing_there(
    page: Page, server: Server
) -> None:
    (id_,) = waiting(server, "Who are you?")
    keyboard = begin(page)
    page.locator(f"#case-{id_} details.answer summary").click()

    page.get_by_label("Article author").check()
    keyboard.press("ArrowRight", "a", "2")

    expect(page.get_by_label("Team", exact=True)).to_be_focused()
    expect(page.get_by_label("Team", exact=True)).to_be_checked()
    assert outcome(server, id_)[0] is State.PENDING
