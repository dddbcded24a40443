"""Admins set how the site is reached, how it speaks and what it keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.articles.change_site import change_site
from commentbox.models import Address, LogEntry, Moderator, Site
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_notice
from tests.desk import csrf_token, elements, sign_in, words
from tests.factories import NOON, a_moderator, an_article
from tests.hostile import VECTORS
from tests.integration.rulebook.editing import fields_of
from tests.page import PageClient, text_of

PATH = "/desk/settings"


@pytest.fixture
def fields(admin: PageClient) -> dict[str, str]:
    """What the form sends when nobody has touched it."""
    return fields_of(admin.get(PATH), PATH)


def entries(session: Session) -> list[LogEntry]:
    session.rollback()
    kinds = LogEntry.kind == "site.changed"
    return list(session.scalars(select(LogEntry).where(kinds)))


def test_what_is_changed_is_saved_and_logged_with_old_and_new(
    admin: PageClient,
    boss: Moderator,
    session: Session,
    site: Site,
    fields: dict[str, str],
) -> None:
    article = an_article(session, site=site)
    session.commit()
    before = admin.get(f"/articles/{article.key}").headers["ETag"]
    fields |= {
        "origins": "https://www.example.org\r\n\r\nhttps://Example.net/about",
        "words": "casino*\r\nfree money",
        "address": "sie",
        "close_after_days": "30",
        "name_required": "1",
        "sitemap_url": "https://blog.example.org/s.xml",
    }

    answer = admin.post(PATH, data=fields)

    assert answer.status_code == 303
    assert "Saved." in words(admin.get(answer.headers["Location"]))
    [entry] = entries(session)
    assert entry.moderator == boss
    assert entry.facts == {
        "origins": {
            "old": [],
            "new": ["https://www.example.org", "https://example.net"],
        },
        "words": {"old": [], "new": ["casino*", "free money"]},
        "address": {"old": "du", "new": "sie"},
        "close_after_days": {"old": None, "new": 30},
        "name_required": {"old": False, "new": True},
        "sitemap_url": {"old": None, "new": "https://blog.example.org/s.xml"},
    }
    assert site.address is Address.SIE
    assert admin.get(f"/articles/{article.key}").headers["ETag"] != before


def test_to_save_without_a_change_changes_nothing_and_says_so(
    admin: PageClient, session: Session, fields: dict[str, str]
) -> None:
    answer = admin.post(PATH, data=fields)

    assert "Nothing was changed." in words(admin.get(answer.headers["Location"]))
    assert entries(session) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "blog.example.org", "This must be an address with http or https."),
        ("url", "javascript:alert(1)", "This must be an address with http or https."),
        ("feed_url", "feed", "This must be an address with http or https."),
        ("sitemap_url", "s.xml", "This must be an address with http or https."),
        ("origins", "https://a.example\r\n*", "“*” is not an origin"),
        (
            "origins",
            "\r\n".join(f"https://{n}.example" for n in range(1, 52)),
            "At most 50 of these, please.",
        ),
        ("timezone", "Mars/Base", "This must be a time zone"),
        ("language", "fr", "Please choose one of these."),
        ("max_depth", "11", "a whole number from 1 to 10"),
        ("undo_seconds", "", "a whole number from 0 to 60"),
        ("network_days", "8", "a whole number from 0 to 7"),
        ("close_after_days", "soon", "a whole number from 1 to 3650"),
        ("words", "x" * 101, "At most 1000 entries, of 100 characters each."),
        *(("url", vector, "This must be an address") for vector in VECTORS[:3]),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_saved(
    admin: PageClient,
    session: Session,
    fields: dict[str, str],
    field: str,
    value: str,
    said: str,
) -> None:
    page = admin.post(PATH, data=fields | {field: value, "edit_minutes": "7"})

    assert page.status_code == 422
    assert said in words(page)
    found = [
        e
        for tag in ("input", "textarea", "select")
        for e in elements(page, tag)
        if e.get("aria-invalid")
    ]
    assert [e.get("name") for e in found] == [field]
    assert f"{field}-wrong" in (found[0].get("aria-describedby") or "").split()
    again = fields_of(page, PATH)
    assert again["edit_minutes"] == "7"
    if found[0].tag.endswith(("input", "textarea")):
        assert again[field] == value
    assert entries(session) == []


def test_who_was_slower_sees_what_was_set_and_keeps_what_was_typed(
    admin: PageClient, session: Session, site: Site, fields: dict[str, str]
) -> None:
    heidi = a_moderator(session, "heidi@example.org", site=site, name="Heidi")
    change_site(session, site, {"words": ["casino"]}, moderator=heidi, now=NOON)
    session.commit()

    page = admin.post(PATH, data=fields | {"max_depth": "3"})

    assert page.status_code == 409
    said = words(page)
    assert "Heidi changed these settings in the meantime." in said
    assert "Set now: casino" in said
    assert "Set now: 5" in said
    again = fields_of(page, PATH)
    assert (again["words"], again["max_depth"]) == ("", "3")
    assert admin.post(PATH, data=again).status_code == 303
    session.rollback()
    assert (site.words, site.max_depth) == ([], 3)


def test_the_notice_must_know_of_networks(
    admin: PageClient, session: Session, site: Site, fields: dict[str, str]
) -> None:
    warning = "The privacy notice is older than what you set about networks."
    assert warning not in words(admin.get(PATH))

    admin.post(PATH, data=fields | {"network_days": "5"})

    assert warning in words(admin.get(PATH))
    [entry] = entries(session)
    later = entry.logged_at + timedelta(seconds=1)
    publish_notice(session, site.id, builtin("notice"), now=later)
    session.commit()
    assert warning not in words(admin.get(PATH))
    session.rollback()
    change_site(session, site, {"network_days": 0}, moderator=None, now=later)
    session.commit()
    assert warning not in words(admin.get(PATH))


def test_limits_of_the_server_are_shown_by_their_names_and_no_secret_is(
    admin: PageClient, app: Flask
) -> None:
    page = admin.get(PATH)

    rows = [[text_of(cell) for cell in row] for row in elements(page, "tr")]
    assert ["COMMENTBOX_RATE_LIMITS", "off"] in rows
    assert ["COMMENTBOX_BASE_URL", "https://comments.example.org"] in rows
    assert app.config["SECRET_KEY"] not in page.text


@pytest.mark.parametrize("path", [PATH, f"{PATH}/consent"])
def test_settings_are_for_admins(
    client: PageClient, session: Session, site: Site, path: str
) -> None:
    a_moderator(session, site=site)
    session.commit()
    sign_in(client)
    token = csrf_token(client.get("/desk/"))

    assert client.get(PATH).status_code == 403
    answer = client.post(path, data={"csrf_token": token, "consent_mode": "box"})
    assert answer.status_code == 403
    assert entries(session) == []


def test_settings_need_a_form_of_our_own(
    admin: PageClient, session: Session, fields: dict[str, str]
) -> None:
    stolen = {**fields, "csrf_token": "x", "max_depth": "1"}

    assert admin.post(PATH, data=stolen).status_code == 400
    assert entries(session) == []
