"""Admins write the next version of the rules, and publish it after a preview."""

from __future__ import annotations

from copy import deepcopy

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Address, LogEntry, Moderator, RuleBook, Site
from commentbox.rulebook.document import builtin
from tests.desk import csrf_token, elements, sign_in, words
from tests.factories import a_comment, a_moderator, an_article
from tests.hostile import VECTORS
from tests.integration.people import at_once
from tests.integration.rulebook.editing import Editor, buttons_of
from tests.page import PageClient, json_of

NEW = {
    "rules[5].texts.de.title": "Kurz bleiben",
    "rules[5].texts.de.text": "Sag es in wenigen Sätzen.",
    "rules[5].reasons.de": "Der Kommentar ist zu lang.",
    "rules[5].texts.en.title": "Keep it short",
    "rules[5].texts.en.text": "Say it in a few sentences.",
    "rules[5].reasons.en": "The comment is too long.",
}


def published(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(RuleBook)) or 0


def changed(editor: Editor, **more: str) -> Editor:
    """Put something new into the form, so that there is something to publish."""
    editor.fields |= {
        "rules[1].texts.en.title": "Stay with it",
        "change_note": "Rule 1 is shorter.",
        **more,
    }
    return editor


def test_what_is_previewed_is_published_and_read(
    admin: PageClient, boss: Moderator, session: Session
) -> None:
    article = an_article(session)
    session.commit()
    before = admin.get(f"/articles/{article.key}").headers["ETag"]
    editor = changed(Editor(admin))

    preview = editor.presses("preview")

    assert preview.status_code == 200
    assert published(session) == 1
    assert "Stay with it" in words(preview)
    assert buttons_of(preview) == ["edit", "publish"]
    done = editor.presses("publish")
    assert done.status_code == 303
    assert "Version 2 is in force." in words(admin.get(done.headers["Location"]))
    rules = json_of(admin.get("/rules.json"))
    assert rules["version"] == 2
    assert rules["rules"][0]["title"] == "Stay with it"
    assert rules["versions"][0]["change_note"] == "Rule 1 is shorter."
    assert admin.get(f"/articles/{article.key}").headers["ETag"] != before
    session.rollback()
    [entry] = session.scalars(
        select(LogEntry).where(LogEntry.kind == "rules.published")
    )
    assert (entry.subject, entry.moderator) == ("2", boss)
    assert entry.facts == {"version": 2, "note": "Rule 1 is shorter."}
    log = words(admin.get("/desk/log"))
    assert "Grace published version 2 of the rules: Rule 1 is shorter." in log


def test_what_was_not_touched_stays_as_it_was(
    admin: PageClient, session: Session
) -> None:
    editor = changed(Editor(admin))
    editor.presses("preview")
    editor.presses("publish")

    in_force = select(RuleBook).where(RuleBook.version == 2)
    document = session.scalars(in_force).one().document

    expected = deepcopy(builtin("rulebook"))
    expected["rules"][0]["texts"]["en"]["title"] = "Stay with it"
    assert document == expected


def test_rules_are_added_moved_and_removed_without_losing_a_word(
    admin: PageClient, session: Session
) -> None:
    editor = changed(Editor(admin), **{"intro.de": "Bitte zuerst lesen."})

    editor.presses("add")
    editor.fields |= NEW
    editor.presses("up-5")
    editor.presses("remove-1")
    editor.presses("down-1")

    titles = [editor.fields[f"rules[{n}].texts.en.title"] for n in range(1, 5)]
    assert titles == [
        "Not politics everywhere",
        "Respect for everyone",
        "Keep it short",
        "No advertising, no spam",
    ]
    assert editor.fields["rules[3].reasons.de"] == "Der Kommentar ist zu lang."
    assert editor.fields["intro.de"] == "Bitte zuerst lesen."
    assert editor.fields["change_note"] == "Rule 1 is shorter."
    assert published(session) == 1
    editor.presses("preview")
    editor.presses("publish")
    rules = json_of(admin.get("/rules.json"))["rules"]
    assert [(rule["number"], rule["code"]) for rule in rules] == [
        (1, "politics"),
        (2, "respect"),
        (3, "keep_it_short"),
        (4, "spam"),
    ]


def test_an_old_decision_keeps_its_rule_when_that_is_gone(
    admin: PageClient, session: Session
) -> None:
    comment = a_comment(session, state=State.REJECTED)
    session.commit()
    editor = changed(Editor(admin))

    editor.presses("remove-2")
    editor.presses("preview")
    editor.presses("publish")

    assert published(session) == 2
    assert "Respect for everyone" in words(admin.get(f"/desk/comments/{comment.id}"))


def test_the_way_back_from_the_preview_loses_nothing(admin: PageClient) -> None:
    editor = changed(Editor(admin), **{"notes.en": "One.\r\nTwo."})
    sent = dict(editor.fields)

    editor.presses("preview")
    editor.presses("edit")

    # The token of the page is signed anew each second.
    assert editor.fields | {"csrf_token": sent["csrf_token"]} == sent


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("change_note", " ", "Say in a sentence what changes"),
        ("change_note", "x" * 1001, "At most 1000 characters."),
        ("rules[2].texts.en.text", "", "This is needed."),
        ("rules[2].checks[1].flag_from", "much", "This must be a number from 0 to 1."),
        ("rules[2].checks[1].filter_from", "0.1", "This must be a number up to 1"),
        ("rules[4].checks[1].check", "", "One rule, and only one"),
        ("rules[1].checks[1].check", "taste", "The checks are"),
        ("intro.de", "", "This is needed."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_published(
    admin: PageClient,
    session: Session,
    field: str,
    value: str,
    said: str,
) -> None:
    editor = changed(Editor(admin), **{field: value})
    sent = editor.fields[field]

    page = editor.presses("publish")

    assert page.status_code == 422
    assert said in words(page)
    assert published(session) == 1
    marked = [
        e
        for e in elements(page, "input") + elements(page, "textarea")
        if e.get("aria-invalid")
    ]
    by_field = field not in {"rules[4].checks[1].check", "rules[1].checks[1].check"}
    assert [e.get("name") for e in marked] == ([field] if by_field else [])
    if by_field:
        assert editor.fields[field].strip() == sent.strip()
        described = (marked[0].get("aria-describedby") or "").split()
        assert f"{field}-wrong" in described


def test_the_same_rules_again_are_no_new_version(
    admin: PageClient, session: Session
) -> None:
    editor = Editor(admin)

    page = editor.presses("publish", change_note="Nothing, really.")

    assert page.status_code == 422
    assert "Nothing has changed" in words(page)
    assert published(session) == 1


@pytest.mark.parametrize("button", ["preview", "publish"])
def test_who_was_slower_is_told_what_happened_and_keeps_the_draft(
    admin: PageClient, heidi: PageClient, session: Session, button: str
) -> None:
    slow = changed(Editor(admin))
    fast = Editor(heidi)
    fast.fields |= {"intro.en": "Read this first.", "change_note": "A new beginning."}
    fast.presses("preview")
    fast.presses("publish")

    page = slow.presses(button)

    assert page.status_code == 409
    assert published(session) == 2
    said = words(page)
    assert "Version 2 was published in the meantime, by Heidi." in said
    assert "A new beginning." in said
    assert "Read this first." in said
    assert slow.fields["rules[1].texts.en.title"] == "Stay with it"
    assert slow.fields["base"] == "2"
    slow.presses("preview", **{"intro.en": "Read this first."})
    slow.presses("publish")
    now = json_of(admin.get("/rules.json"))
    assert (now["version"], now["intro"]) == (3, "Read this first.")
    assert now["rules"][0]["title"] == "Stay with it"


def test_of_two_at_the_same_moment_one_publishes_and_the_other_is_told(
    app: Flask, admin: PageClient, heidi: PageClient, session: Session
) -> None:
    editors = [changed(Editor(browser)) for browser in (admin, heidi)]
    sent = [editor.fields | {"do": "publish"} for editor in editors]

    answers = at_once(
        app, 2, lambda _client, n: editors[n].client.post(editors[n].path, data=sent[n])
    )

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert published(session) == 2


@pytest.mark.parametrize("base", ["", "0", "7", "x", "9" * 30])
def test_a_form_must_say_from_which_version_it_was_made(
    admin: PageClient, session: Session, base: str
) -> None:
    editor = changed(Editor(admin), base=base)
    fields = editor.fields | {"do": "publish"}

    answer = admin.post("/desk/rules/new", data=fields)

    assert answer.status_code == 404
    assert published(session) == 1


def test_wordings_that_readers_do_not_meet_are_kept_or_edited(
    admin: PageClient,
) -> None:
    editor = Editor(admin)
    hidden = [e for e in elements(editor.page, "input") if e.get("type") == "hidden"]
    assert "intro.de-formal" in {e.get("name") for e in hidden}

    page = editor.presses("all")

    shown = [e.get("name") for e in elements(page, "textarea")]
    assert "intro.de-formal" in shown
    editor.presses("preview", change_note="x", **{"intro.de-formal": "Lesen Sie."})
    editor.presses("publish")
    rules = json_of(admin.get("/rules.json?lang=de"))
    assert rules["intro"] == builtin("rulebook")["intro"]["de"]


def test_a_site_that_says_sie_writes_both_tones(
    admin: PageClient, session: Session, site: Site
) -> None:
    site.address = Address.SIE
    session.commit()
    editor = changed(Editor(admin), **{"intro.de-formal": "Lesen Sie das zuerst."})

    preview = editor.presses("preview")
    editor.presses("publish")

    assert "Lesen Sie das zuerst." in words(preview)
    assert json_of(admin.get("/rules.json?lang=de"))["intro"] == "Lesen Sie das zuerst."


def test_scores_are_written_as_the_reader_writes_numbers(admin: PageClient) -> None:
    german, english = Editor(admin, query="?lang=de"), Editor(admin)

    assert german.fields["rules[1].checks[1].flag_from"] == "0,7"
    assert english.fields["rules[1].checks[1].flag_from"] == "0.7"
    assert english.fields["rules[1].checks[1].filter_from"] == ""
    preview = changed(german, **{"rules[2].checks[1].filter_from": "0,97"})
    said = words(preview.presses("preview"))
    assert "Hinweis ab 0,5, zurückgehalten ab 0,97" in said


def test_hostile_words_stay_words(admin: PageClient) -> None:
    hostile = "\n".join(VECTORS)
    texts = {
        "rules[1].texts.en.title": hostile.replace("\n", " "),
        "rules[1].texts.en.text": hostile,
        "rules[1].reasons.en": hostile,
        "notes.en": hostile,
        "intro.en": hostile,
    }
    editor = changed(Editor(admin), **texts, change_note=VECTORS[0])

    # The client refuses whatever became markup on any of these pages.
    editor.presses("preview")
    done = editor.presses("publish")

    assert done.status_code == 303
    for path in ("/desk/rules", "/desk/rules/new", "/desk/rules?from=1&to=2", "/rules"):
        page = admin.get(path)
        assert page.status_code == 200
        assert not [e for e in elements(page, "img") if e.get("onerror")]
        assert VECTORS[0] in words(page)


def test_hostile_names_of_things_are_complained_of(admin: PageClient) -> None:
    hostile = '"><script>alert(1)</script>'
    names = ("checks[1].flag_from", "checks[1].check", "code")
    editor = changed(Editor(admin), **{f"rules[1].{name}": hostile for name in names})

    page = editor.presses("preview")

    assert page.status_code == 422
    assert editor.fields["rules[1].checks[1].flag_from"] == hostile


def test_versions_are_listed_and_compared(admin: PageClient) -> None:
    editor = changed(Editor(admin))
    editor.presses("preview")
    editor.presses("publish")

    page = admin.get("/desk/rules?from=1&to=2")

    assert "by Grace" in words(page)
    [gone] = [e.text for e in elements(page, "del")]
    [new] = [e.text for e in elements(page, "ins")]
    assert (gone, new) == ("To the point", "Stay with it")
    assert admin.get("/desk/rules?from=1&to=3").status_code == 404
    assert "Both say the same." in words(admin.get("/desk/rules?from=2&to=2"))


@pytest.mark.parametrize("path", ["rules", "rules/new", "privacy", "privacy/new"])
def test_only_admins_write_rules_and_notice(
    client: PageClient, session: Session, site: Site, path: str
) -> None:
    a_moderator(session, site=site)
    session.commit()
    assert client.get(f"/desk/{path}").status_code == 303
    sign_in(client)
    token = csrf_token(client.get("/desk/"))

    assert client.get(f"/desk/{path}").status_code == 403
    if path.endswith("/new"):
        fields = {"csrf_token": token, "do": "publish", "base": "1"}
        assert client.post(f"/desk/{path}", data=fields).status_code == 403
