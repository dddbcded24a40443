"""The rules and the privacy notice at the desk: versions, the next one, its preview."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, request

from commentbox.domain.errors import NotFound, StaleVersion
from commentbox.extensions import db
from commentbox.models import Site
from commentbox.rulebook.editor import pages, wording
from commentbox.rulebook.editor.complaints import Errors, note_errors
from commentbox.rulebook.editor.fields import shown_variants
from commentbox.rulebook.editor.kinds import (
    PRIVACY,
    RULES,
    Kind,
    rows_of,
    seen_by_readers,
)
from commentbox.rulebook.editor.outlook import LookBack, unearned
from commentbox.rulebook.editor.pages import Row, Work
from commentbox.rulebook.editor.past import consents, publishers, version_of
from commentbox.rulebook.queries import latest, versions
from commentbox.text.incoming import tidy, xml_safe
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import (
    asked_admin_site,
    desk_blueprint,
    desk_page,
    link,
    writing,
)
from commentbox.web.i18n import gettext as _


def editing(look_back: LookBack) -> Blueprint:
    """Return the routes of both editors; ``look_back`` judges by what was decided."""
    bp = desk_blueprint("editor", __name__)

    @bp.get("/desk/rules")
    def show_rules() -> Response:
        return _overview(RULES)

    @bp.get("/desk/rules/new")
    def new_rules() -> Response:
        return pages.form(_begun(RULES, look_back))

    @bp.post("/desk/rules/new")
    def write_rules() -> Response:
        return _answered(_taken(RULES, look_back))

    @bp.get("/desk/privacy")
    def show_privacy() -> Response:
        return _overview(PRIVACY)

    @bp.get("/desk/privacy/new")
    def new_privacy() -> Response:
        return pages.form(_begun(PRIVACY, look_back))

    @bp.post("/desk/privacy/new")
    def write_privacy() -> Response:
        return _answered(_taken(PRIVACY, look_back))

    return bp


def _overview(kind: Kind) -> Response:
    site, session = asked_admin_site(), db.session()
    known = versions(session, kind.table, site.id)
    pair = [_known(kind, site, request.args.get(name)) for name in ("from", "to")]
    old, new = pair
    changes = None
    if old is not None and new is not None:
        changes = kind.changes(old.document, new.document)
    return desk_page(
        f"settings/{kind.name}.html",
        site,
        section=kind.name,
        path=kind.path,
        versions=known,
        publishers=publishers(session, site.id, kind.table),
        compared=(old or known[min(1, len(known) - 1)], new or known[0]),
        changes=changes,
        seen=seen_by_readers(kind, known[0].document, known[0].version, site),
        consents=consents(session, site.id) if kind is PRIVACY else {},
        threshold_sentence=wording.threshold_sentence,
    )


def _known(kind: Kind, site: Site, text: str | None) -> Row | None:
    """Return the version that an address names. Raises ``NotFound`` for no such."""
    if text is None:
        return None
    row: Row | None = version_of(db.session(), kind.table, site.id, text)
    if row is None:
        raise NotFound("no such version")
    return row


def _begun(kind: Kind, look_back: LookBack) -> Work:
    site = asked_admin_site()
    base = _newest(kind, site)
    draft = kind.draft.from_document(base.document, shown_variants(site))
    return Work(kind=kind, site=site, base=base, draft=draft, look_back=look_back)


def _taken(kind: Kind, look_back: LookBack) -> Work:
    """Return what a form brings, made from the version that it names."""
    site = asked_admin_site()
    # What no page has room for cannot be shown again either.
    form = {name: xml_safe(text) for name, text in request.form.items()}
    base = _known(kind, site, form.get("base", ""))
    if base is None:
        raise NotFound("no such version")
    variants = kind.variants_of(base.document, shown_variants(site))
    return Work(
        kind=kind,
        site=site,
        base=base,
        draft=kind.draft.from_form(form, variants),
        look_back=look_back,
        note=tidy(form.get("change_note", "")),
        all_variants="all_variants" in form or form.get("do") == "all",
    )


def _answered(work: Work) -> Response:
    """Do what the pressed button says; only the last one publishes."""
    asked = request.form.get("do", "")
    if asked in {"preview", "publish"}:
        if (newest := _newest(work.kind, work.site)).version != work.base.version:
            return _superseded(work, newest)
        if errors := _errors(work):
            return pages.form(replace(work, errors=errors), 422)
        return _publish(work) if asked == "publish" else pages.preview(work)
    rows = rows_of(work.draft)
    row = rows.move(asked)
    if asked == "add":
        work.draft.add()
        row = len(rows)
    return pages.form(replace(work, row=row))


def _errors(work: Work) -> Errors:
    if work.document == work.base.document:
        return {"draft": [_("Nothing has changed: this is what is in force already.")]}
    errors = work.kind.errors(work.document)
    # What is unsound cannot be judged by what was decided.
    if not errors and work.kind is RULES:
        errors = unearned(
            work.look_back, db.session(), work.site, work.base.document, work.document
        )
    return {**errors, **note_errors(work.note)}


def _publish(work: Work) -> Response:
    kind, site, base, document = work.kind, work.site, work.base.version, work.document
    session, moderator = writing()
    try:
        row = kind.publish(
            session,
            site.id,
            document,
            now=now(),
            change_note=work.note,
            moderator=moderator,
            base=base,
        )
        if kind is RULES:
            work.look_back.renew(session, session.get_one(Site, site.id))
        session.commit()
    except StaleVersion:
        session.rollback()
        return _superseded(work, _newest(kind, site))
    flash(_("Version %(version)s is in force.", version=row.version), "")
    return see_other(link(kind.path, site))


def _superseded(work: Work, newest: Row) -> Response:
    """Say what happened in between; the draft goes on from the newest version."""
    return pages.form(replace(work, newer=newest), 409)


def _newest(kind: Kind, site: Site) -> Row:
    row: Row | None = latest(db.session(), kind.table, site.id)
    if row is None:
        raise NotFound("a site that is not founded yet")
    return row
