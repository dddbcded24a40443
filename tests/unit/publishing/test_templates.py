"""What readers are shown."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from markupsafe import Markup

from commentbox.domain.submission import ConsentMode
from commentbox.publishing.thread import Removal
from commentbox.web.form_state import FormState
from tests.page import HTML, text_of
from tests.unit.publishing.pages import (
    BASE_URL,
    NOON,
    a_node,
    all_of,
    by_id,
    discussion,
    own_page,
    said,
)


@pytest.mark.parametrize(
    ("count", "heading"),
    [(0, "No comments yet"), (1, "1 comment"), (9, "9 comments"), (1200, "1,200 comm")],
)
def test_the_heading_says_how_many_comments_there_are(count: int, heading: str) -> None:
    tree = discussion(count=count)

    assert text_of(by_id(tree, "cb-heading")).startswith(heading)


def test_a_fragment_brings_its_styles_and_no_script() -> None:
    tree = discussion(a_node())

    assert len(all_of(tree, "link", rel="stylesheet")) == 2
    assert not all_of(tree, "script")


@pytest.mark.parametrize("attribute", ["href", "src", "action", "formaction"])
def test_every_address_of_a_fragment_is_absolute(attribute: str) -> None:
    tree = discussion(a_node(number=1, replies=[a_node(depth=2)]))

    found = [e.get(attribute) for e in tree.iter() if e.get(attribute)]
    assert [a for a in found if not re.match(r"https://|#comment-", a or "")] == []


def test_a_guests_name_and_website_stay_what_they_are() -> None:
    name = '<img src=x onerror="alert(1)">'

    tree = discussion(a_node(name, url="https://guest.example/"))

    link = all_of(tree, "a", href="https://guest.example/")[0]
    assert link.get("rel") == "ugc nofollow noopener"
    assert text_of(next(link.iter(f"{HTML}bdi"))) == name
    assert not all_of(tree, "img")


def test_who_gave_no_name_is_anonymous() -> None:
    tree = discussion(a_node(""))

    assert "Anonymous says:" in said(tree)


@pytest.mark.parametrize(
    ("removal", "sentence"),
    [
        (
            Removal("respect", "moderator", NOON),
            "This comment was removed on 2 March 2026 at 12:00: "
            "rule 2, Respect for everyone.",
        ),
        (
            Removal("a-former-rule", "moderator", NOON),
            "This comment was removed on 2 March 2026 at 12:00.",
        ),
        (
            Removal(None, "author", NOON),
            "This comment was withdrawn by its author on 2 March 2026 at 12:00.",
        ),
    ],
)
def test_a_tombstone_says_why_and_when(removal: Removal, sentence: str) -> None:
    gone = a_node("", html="", removal=removal)

    tree = discussion(gone)

    assert said(by_id(tree, f"comment-{gone.id}")) == sentence


def test_a_reply_below_the_last_level_says_whom_it_answers() -> None:
    answered = a_node("Grace", depth=5)
    reply = a_node("Ada", depth=5, answers=answered)

    tree = discussion(a_node(replies=[answered, reply]))

    assert said(by_id(tree, f"cb-by-{reply.id}")) == "Ada answers Grace:"


@pytest.mark.parametrize("mode", [ConsentMode.NOTICE, ConsentMode.SENTENCE])
def test_a_sentence_above_the_button_states_consent(mode: ConsentMode) -> None:
    tree = discussion(mode=mode)

    (field,) = all_of(tree, "input", name="consent")
    assert (field.get("type"), field.get("value")) == ("hidden", "true")


def test_a_box_must_be_ticked_by_hand() -> None:
    tree = discussion(mode=ConsentMode.BOX)

    (field,) = all_of(tree, "input", name="consent")
    assert field.get("type") == "checkbox"
    assert field.get("required") is not None
    assert field.get("checked") is None


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    typed = {"author_email": "ada@", "body": "\n<b>Well</b> said."}
    errors = {"author_email": ["This is no address."]}

    tree = discussion(
        form=FormState(values=typed, errors=errors, message="Look again.")
    )

    email = by_id(tree, "cb-author_email")
    described = (email.get("aria-describedby") or "").split()
    assert email.get("value") == "ada@"
    assert email.get("aria-invalid") == "true"
    assert "This is no address." in [said(by_id(tree, id_)) for id_ in described]
    assert text_of(by_id(tree, "cb-body")) == "\n<b>Well</b> said."
    assert all_of(tree, "div", role="alert")[0].get("hidden") is None


def test_a_preview_stands_beside_the_typed_text() -> None:
    shown = Markup("<p>Well <em>said</em>.</p>")

    tree = discussion(form=FormState(values={"body": "Well *said*."}, preview=shown))

    assert by_id(tree, "cb-preview").get("hidden") is None
    assert "Well said." in said(by_id(tree, "cb-preview"))
    assert text_of(by_id(tree, "cb-body")) == "Well *said*."


def test_a_closed_discussion_takes_nothing_and_gives_the_text_back() -> None:
    form = FormState(values={"body": "Too late."}, message="It is closed.")

    tree = discussion(a_node(), is_open=False, form=form)

    assert not all_of(tree, "form")
    assert "Reply" not in said(tree)
    assert text_of(by_id(tree, "cb-body")) == "Too late."


def test_people_neither_see_nor_reach_the_field_for_machines() -> None:
    tree = discussion()

    (trap,) = [e for e in tree.iter() if e.get("class") == "cb-trap"]
    (field,) = all_of(trap, "input")
    assert trap.get("aria-hidden") == "true"
    assert (field.get("tabindex"), field.get("autocomplete")) == ("-1", "off")


def test_the_page_tells_machines_of_its_feeds() -> None:
    tree = discussion(template="publishing/discussion.html")

    feeds = {e.get("href") for e in all_of(tree, "link", rel="alternate")}
    of_article = {
        f"{BASE_URL}/articles/first/feed.{f}" for f in ("rss", "atom", "json")
    }
    of_site = {f"{BASE_URL}/feed.{f}" for f in ("rss", "atom", "json")}
    assert feeds == of_article | of_site


def test_promise_13_nothing_on_an_authors_own_page_leads_outside() -> None:
    tree = own_page()

    found = [e.get(a) for e in tree.iter() for a in ("href", "src", "action")]
    assert [a for a in found if a and not a.startswith((BASE_URL, "#"))] == []
    assert "Look there" in said(tree)


@pytest.mark.parametrize(
    ("state", "public", "heading"),
    [
        ("pending", False, "Your comment waits for a moderator."),
        ("pending", True, "Your comment is public, your change waits for a moderator."),
        ("approved", True, "Your comment is public."),
        ("approved", False, "Your comment was approved."),
        ("rejected", False, "Your comment was not published."),
        ("rejected", True, "Your comment is public, your change was not published."),
        ("spam", False, "Your comment was not published."),
        ("removed", False, "Your comment was taken down."),
    ],
)
def test_an_author_reads_how_it_stands(
    state: str,
    public: bool,  # noqa: FBT001 - a column of the table
    heading: str,
) -> None:
    tree = own_page(state=state, public=public)

    assert said(all_of(tree, "h1")[0]) == heading


def test_the_style_of_a_discussion_touches_nothing_else_on_a_page() -> None:
    path = files("commentbox") / "static" / "commentbox.css"
    css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)

    outermost = re.findall(r"^([^\s}].*?)\s*\{", css, flags=re.MULTILINE)

    assert outermost == [".commentbox.commentbox"]
