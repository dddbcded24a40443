"""The rules and the privacy notice as pages and as JSON, every version of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request

from commentbox.domain.errors import NotFound
from commentbox.extensions import db
from commentbox.models import PrivacyNotice, RuleBook
from commentbox.rulebook.document import read_notice, read_rules
from commentbox.rulebook.queries import Document
from commentbox.rulebook.queries import versions as versions_of
from commentbox.web.answers import public, public_json, readable_anywhere
from commentbox.web.asked import asked_site
from commentbox.web.holding import frame_of, held
from commentbox.web.i18n import rfc3339, speech
from commentbox.web.urls import absolute, site_name

bp = Blueprint("rulebook", __name__)
bp.after_request(readable_anywhere)

HTML = "text/html; charset=utf-8"


@bp.get("/rules")
@held("version")
def rules() -> Response:
    site = asked_site()
    versions = versions_of(db.session(), RuleBook, site.id)
    book = _asked_version(versions)
    page = render_template(
        "rulebook/rules.html",
        site=site,
        rules=read_rules(book.document, book.version, speech().variant),
        book=book,
        versions=versions,
    )
    return public(page, HTML, changed_at=versions[0].published_at, of=frame_of(site))


@bp.get("/rules.json")
@held("version")
def rules_json() -> Response:
    site = asked_site()
    versions = versions_of(db.session(), RuleBook, site.id)
    book = _asked_version(versions)
    rules = read_rules(book.document, book.version, speech().variant)
    answer = {
        "version": book.version,
        "language": speech().language,
        "published_at": rfc3339(book.published_at),
        "intro": rules.intro,
        "rules": [
            {"number": r.number, "code": r.code, "title": r.title, "text": r.text}
            for r in rules.rules
        ],
        "notes": list(rules.notes),
        "versions": [
            _version_json(v, "/rules.json", site_name(site)) for v in versions
        ],
    }
    return public_json(answer, changed_at=versions[0].published_at, of=frame_of(site))


@bp.get("/privacy")
@held("version")
def privacy() -> Response:
    site = asked_site()
    versions = versions_of(db.session(), PrivacyNotice, site.id)
    row = _asked_version(versions)
    page = render_template(
        "rulebook/privacy.html",
        site=site,
        notice=read_notice(
            row.document, row.version, speech().variant, site.consent_mode
        ),
        row=row,
        versions=versions,
    )
    return public(page, HTML, changed_at=versions[0].published_at, of=frame_of(site))


@bp.get("/privacy.json")
@held("version")
def privacy_json() -> Response:
    site = asked_site()
    versions = versions_of(db.session(), PrivacyNotice, site.id)
    row = _asked_version(versions)
    variant = speech().variant
    notice = read_notice(row.document, row.version, variant, site.consent_mode)
    answer = {
        "version": row.version,
        "language": speech().language,
        "published_at": rfc3339(row.published_at),
        "mode": notice.mode.value,
        "sentence": notice.plain_sentence,
        "text": notice.text,
        "sections": [
            {"heading": s.heading, "paragraphs": list(s.paragraphs)}
            for s in notice.sections
        ],
        "versions": [
            _version_json(v, "/privacy.json", site_name(site)) for v in versions
        ],
    }
    return public_json(answer, changed_at=versions[0].published_at, of=frame_of(site))


def _asked_version(versions: Sequence[Document]) -> Document:
    """Return the version that ``version=`` names, or the current one."""
    wanted = request.args.get("version")
    if wanted is None:
        return versions[0]
    for row in versions:
        if str(row.version) == wanted:
            return row
    raise NotFound("no such version")


def _version_json(
    row: RuleBook | PrivacyNotice, path: str, site: str | None
) -> dict[str, Any]:
    return {
        "version": row.version,
        "published_at": rfc3339(row.published_at),
        "change_note": row.change_note,
        "url": absolute(path, version=str(row.version), site=site),
    }
