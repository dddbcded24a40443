"""The pages of an edition: the form, and what readers will see of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Response

from commentbox.extensions import db
from commentbox.models import PrivacyNotice, RuleBook, Site
from commentbox.rulebook.check import CHECKS
from commentbox.rulebook.editor import wording
from commentbox.rulebook.editor.changes import thresholds
from commentbox.rulebook.editor.complaints import Errors
from commentbox.rulebook.editor.fields import language_of, shown_variants, variant_name
from commentbox.rulebook.editor.kinds import (
    RULES,
    Draft,
    Kind,
    rows_of,
    seen_by_readers,
)
from commentbox.rulebook.editor.outlook import FEWEST, LookBack, outlooks
from commentbox.rulebook.editor.past import publishers
from commentbox.rulebook.editor.places import place_name
from commentbox.web.desk import desk_page
from commentbox.web.i18n import speech

Row = RuleBook | PrivacyNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A draft on its way: what it was made from, and what is to be said about it."""

    kind: Kind
    site: Site
    base: Row
    draft: Draft
    look_back: LookBack
    note: str = ""
    #: Also the wordings that readers of this site do not meet.
    all_variants: bool = False
    errors: Errors = field(default_factory=dict)
    #: The version that somebody published in between, and who that was.
    newer: Row | None = None
    #: The row that a button was pressed at.
    row: int | None = None

    @property
    def document(self) -> dict[str, Any]:
        return self.draft.document(self.base.document, self.site.language)


def preview(work: Work) -> Response:
    kind, document, version = work.kind, work.document, work.base.version + 1
    base, site = work.base.document, work.site
    looked = outlooks(work.look_back, db.session(), site, base, document)
    return desk_page(
        f"settings/{kind.name}_preview.html",
        site,
        section=kind.name,
        path=kind.path,
        work=work,
        version=version,
        seen=seen_by_readers(kind, document, version, site),
        changes=kind.changes(base, document),
        outlooks=list(looked) if kind is RULES else [],
        thresholds=thresholds,
        fewest=FEWEST,
        wording=wording,
    )


def form(work: Work, status: int = 200) -> Response:
    kind, shown = work.kind, shown_variants(work.site)
    others = [v for v in work.draft.variants if v not in shown]
    places = {part for name in work.errors for part in re.split(r"[.\[\]]", name)}
    every = work.all_variants or not places.isdisjoint(others)
    newer = work.newer
    return desk_page(
        f"settings/{kind.name}_form.html",
        work.site,
        status,
        section=kind.name,
        path=kind.path,
        work=work,
        base=newer.version if newer else work.base.version,
        shown=work.draft.variants if every else shown,
        others=[] if every else others,
        other_names=", ".join(map(variant_name, others)),
        every=every,
        flawed=_flawed(work.errors),
        place_name=place_name,
        since=kind.changes(work.base.document, newer.document) if newer else [],
        publishers=publishers(db.session(), work.site.id, kind.table),
        variant_name=variant_name,
        language_of=language_of,
        known_codes={rule["code"] for rule in work.base.document.get("rules", ())},
        checks=CHECKS,
        most=kind.most,
        titles=[work.draft.title(r, speech().language) for r in rows_of(work.draft)],
        wording=wording,
    )


def _flawed(errors: Errors) -> set[str]:
    """Return the parts that something is wrong in: ``rules[2]``, ``text[3]``."""
    found = (re.match(r"(rules|text)\b[^\[]*(\[\d+\])", name) for name in errors)
    return {part[1] + part[2] for part in found if part}
