"""Admins write the next version of the privacy notice, and see who agreed to which."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.domain.submission import ConsentMode
from commentbox.models import LogEntry, Moderator, PrivacyNotice, Site
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_notice
from tests.desk import csrf_token, elements, words
from tests.factories import NOON, a_comment
from tests.hostile import VECTORS
from tests.integration.rulebook.editing import Editor
from tests.page import PageClient, json_of, text_of


def published(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(PrivacyNotice)) or 0


@pytest.fixture
def editor(admin: PageClient) -> Editor:
    """The notice with one new heading, ready for the preview."""
    editor = Editor(admin, "privacy")
    editor.fields |= {
        "text.en[1].heading": "Who answers for it",
        "change_note": "Clearer.",
    }
    return editor


def test_what_is_previewed_is_published_and_read(
    editor: Editor, boss: Moderator, session: Session
) -> None:
    preview = editor.presses("preview")

    assert "Who answers for it" in words(preview)
    assert published(session) == 1
    assert editor.presses("publish").status_code == 303
    notice = json_of(editor.client.get("/privacy.json"))
    assert notice["version"] == 2
    assert notice["sections"][0]["heading"] == "Who answers for it"
    assert (
        notice["sections"][1:] == [dict(s) for s in builtin("notice")["text"]["en"]][1:]
    )
    session.rollback()
    kinds = LogEntry.kind == "privacy.published"
    [entry] = session.scalars(select(LogEntry).where(kinds))
    assert (entry.subject, entry.moderator) == ("2", boss)


def test_parts_are_added_moved_and_removed_without_losing_a_word(
    editor: Editor, session: Session
) -> None:
    editor.presses("add")
    editor.fields |= {
        "text.de[8].heading": "Wer fragt",
        "text.de[8].paragraphs": "Erster Absatz.\r\n\r\nZweiter Absatz.",
        "text.en[8].heading": "Who asks",
        "text.en[8].paragraphs": "First paragraph.\r\n \r\nSecond paragraph.",
    }
    editor.presses("up-8")
    editor.presses("remove-1")

    assert editor.fields["text.en[6].heading"] == "Who asks"
    assert editor.fields["change_note"] == "Clearer."
    assert published(session) == 1
    editor.presses("preview")
    editor.presses("publish")
    sections = json_of(editor.client.get("/privacy.json"))["sections"]
    assert len(sections) == 7
    assert sections[5] == {
        "heading": "Who asks",
        "paragraphs": ["First paragraph.", "Second paragraph."],
    }
    # The tone that is not on the form says it as its language does.
    session.rollback()
    document = session.scalars(
        select(PrivacyNotice).where(PrivacyNotice.version == 2)
    ).one()
    assert document.document["text"]["de-formal"][5]["heading"] == "Wer fragt"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text.de[2].heading", "", "This is needed."),
        ("box.en", "I agree.", "in double square brackets"),
        ("sentence.de", "", "This is needed."),
        ("change_note", "", "Say in a sentence what changes"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_published(
    editor: Editor, session: Session, field: str, value: str, said: str
) -> None:
    page = editor.presses("publish", **{field: value})

    assert page.status_code == 422
    assert said in words(page)
    fields = elements(page, "input") + elements(page, "textarea")
    assert [f.get("name") for f in fields if f.get("aria-invalid")] == [field]
    assert published(session) == 1


def test_who_was_slower_is_told_what_happened_and_keeps_the_draft(
    editor: Editor, heidi: PageClient, session: Session
) -> None:
    fast = Editor(heidi, "privacy")
    fast.fields |= {"box.en": "I agree to the [[notice]].", "change_note": "Shorter."}
    fast.presses("preview")
    fast.presses("publish")

    page = editor.presses("publish")

    assert page.status_code == 409
    assert published(session) == 2
    assert "by Heidi. Shorter." in words(page)
    assert editor.fields["text.en[1].heading"] == "Who answers for it"


def test_hostile_words_stay_words(editor: Editor) -> None:
    hostile = "\n".join(VECTORS)
    editor.fields |= {
        "text.en[2].heading": hostile.replace("\n", " "),
        "text.en[2].paragraphs": hostile,
        "sentence.en": f"{VECTORS[0]} [[{VECTORS[4]}]]",
    }

    editor.presses("preview")

    assert editor.presses("publish").status_code == 303
    for path in ("/desk/privacy", "/desk/privacy/new", "/privacy"):
        page = editor.client.get(path)
        assert page.status_code == 200
        assert VECTORS[0] in words(page)


def test_the_page_counts_who_agreed_to_which_version(
    admin: PageClient, session: Session, site: Site
) -> None:
    a_comment(session)
    a_comment(session)
    later = NOON + timedelta(days=1)
    publish_notice(session, site.id, builtin("notice"), now=later, change_note="Same.")
    session.commit()

    rows = elements(admin.get("/desk/privacy"), "tr")

    cells = [[" ".join(text_of(cell).split()) for cell in row] for row in rows[1:]]
    assert [(cell[0], cell[2], cell[3]) for cell in cells] == [
        ("2", "Same.", "0"),
        ("1", "–", "2"),
    ]


def test_the_way_of_asking_is_chosen_beside_its_sentences(
    admin: PageClient, boss: Moderator, session: Session, site: Site
) -> None:
    fields = {
        "csrf_token": csrf_token(admin.get("/desk/privacy")),
        "consent_mode": "box",
    }

    answer = admin.post("/desk/settings/consent", data=fields)

    assert answer.status_code == 303
    assert "Saved." in words(admin.get(answer.headers["Location"]))
    session.rollback()
    assert site.consent_mode is ConsentMode.BOX
    [entry] = session.scalars(select(LogEntry).where(LogEntry.kind == "site.changed"))
    assert entry.facts == {"consent_mode": {"old": "sentence", "new": "box"}}
    assert entry.moderator == boss
    wrong = admin.post("/desk/settings/consent", data=fields | {"consent_mode": "none"})
    assert wrong.status_code == 422
