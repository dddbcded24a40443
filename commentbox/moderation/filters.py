"""What narrows a lane: read from the address, turned into conditions and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, union_all
from sqlalchemy.sql.expression import exists

from commentbox.domain.errors import InvalidFields
from commentbox.domain.states import NEEDS_RULE, State
from commentbox.domain.verdict import Outcome
from commentbox.models import Article, Comment, FindingRow, FoundText, Revision, Site
from commentbox.moderation.clock import begins
from commentbox.text.fold import fold
from commentbox.web.i18n import N_
from commentbox.web.i18n import gettext as _

#: The longest key that an article may have.
MAX_LENGTH = 2000
SCORE = re.compile(r"[01](?:[.,][0-9]{1,4})?")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All that can be asked for at once; what is empty narrows nothing."""

    #: The key of the article.
    article: str = ""
    #: The ``code`` of the rule: decided under it, or found to be against it.
    rule: str = ""
    check: str = ""
    #: The least score that the check must have given; None: enough to be flagged.
    least: float | None = None
    language: str = ""
    #: A name or an e-mail address, whole, however it is spelled.
    author: str = ""
    #: What all comments share that are proven to be of one author.
    identity: UUID | None = None
    #: Days on the site's clock, both included.
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.query)

    @property
    def query(self) -> dict[str, str]:
        """Return what the address says of them."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: str(value) for name, value in given.items() if value not in {None, ""}
        }

    def without(self, name: str) -> Filters:
        """Return them with one taken away, and what makes no sense without it."""
        empty: dict[str, Any] = {name: getattr(Filters(), name)}
        if name == "check":
            empty["least"] = None
        return replace(self, **empty)


def read_filters(given: Mapping[str, str]) -> Filters:
    """Return what an address asks for. Raises ``InvalidFields`` for all of it."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, read in READERS.items():
        text = given.get(name, "").strip()[:MAX_LENGTH]
        if not text:
            continue
        try:
            values[name] = read(text)
        except ValueError:
            errors[name] = [_(WRONG[name])]
    if "least" in values and not values.get("check"):
        errors["check"] = [_("Please say which check gave the score.")]
    if {"since", "until"} <= set(values) and values["since"] > values["until"]:
        errors["until"] = [_("This day is before the first one.")]
    if errors:
        raise InvalidFields(errors)
    return Filters(**values)


def conditions(
    filters: Filters, site: Site, state: State | None = None
) -> list[ColumnElement[bool]]:
    """Return what must hold of a ``Revision`` joined with its ``Comment``.

    ``state`` is that of all texts in question, where they have one.
    """
    asked = [(filters, site, state)] * len(filters.query)
    named = zip(filters.query, asked, strict=True)
    return [CONDITIONS[name](*given) for name, given in named if name in CONDITIONS]


def _score(text: str) -> float:
    if not SCORE.fullmatch(text) or (value := float(text.replace(",", "."))) > 1:
        raise ValueError("not a score")
    return value


READERS: dict[str, Callable[[str], Any]] = {
    "article": str,
    "rule": str,
    "check": str,
    "least": _score,
    "language": str.lower,
    "author": str,
    "identity": UUID,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
}

WRONG = {
    "least": N_("This must be a number from 0 to 1, such as 0.8."),
    "identity": N_("There is no such author."),
    "since": N_("This must be a day, such as 2026-03-31."),
    "until": N_("This must be a day, such as 2026-03-31."),
}


def _of_article(
    filters: Filters, site: Site, state: State | None
) -> ColumnElement[bool]:
    known = select(Article.id).where(
        Article.site_id == site.id, Article.key == filters.article
    )
    known_id = known.scalar_subquery()
    # In all lanes at once the comments of an article have an index, its texts have not.
    return (Revision if state else Comment).article_id == known_id


def _under_rule(
    filters: Filters, _site: Site, state: State | None
) -> ColumnElement[bool]:
    """Decided under the rule; what is not decided under any: found to be against it."""
    decided = Revision.rule == filters.rule
    found = exists().where(
        *_findings_of_revision(),
        FindingRow.rule == filters.rule,
        FindingRow.outcome >= Outcome.FLAG,
    )
    if state in NEEDS_RULE:
        return decided
    # Only spam is filed under a rule without a person who names it.
    if state is not None and state is not State.SPAM:
        return found
    undecided = Revision.state.not_in(sorted(NEEDS_RULE))
    return or_(decided, and_(Revision.rule.is_(None), undecided, found))


def _by_check(
    filters: Filters, _site: Site, _state: State | None
) -> ColumnElement[bool]:
    enough = (
        FindingRow.outcome >= Outcome.FLAG
        if filters.least is None
        else FindingRow.score >= filters.least
    )
    return exists().where(
        *_findings_of_revision(), FindingRow.check == filters.check, enough
    )


def _findings_of_revision() -> tuple[ColumnElement[bool], ...]:
    return (
        FindingRow.comment_id == Revision.comment_id,
        FindingRow.revision == Revision.number,
    )


def _in_language(
    filters: Filters, _site: Site, _state: State | None
) -> ColumnElement[bool]:
    return Comment.language == filters.language


def _by_author(
    filters: Filters, site: Site, _state: State | None
) -> ColumnElement[bool]:
    name = fold(filters.author)
    found = [
        select(FoundText.comment_id).where(FoundText.site_id == site.id, column == name)
        for column in (FoundText.author, FoundText.email)
    ]
    return Revision.comment_id.in_(union_all(*found))


def _of_identity(
    filters: Filters, site: Site, _state: State | None
) -> ColumnElement[bool]:
    first = and_(Comment.id == filters.identity, Comment.author_id.is_(None))
    same = or_(Comment.author_id == filters.identity, first)
    return and_(Comment.site_id == site.id, same)


def _since(filters: Filters, site: Site, _state: State | None) -> ColumnElement[bool]:
    return Revision.posted_at >= _midnight(filters.since, site)


def _until(filters: Filters, site: Site, _state: State | None) -> ColumnElement[bool]:
    last = filters.until
    if last is None or last == date.max:
        return Revision.posted_at.is_not(None)
    return Revision.posted_at < _midnight(last + DAY, site)


def _midnight(day: date | None, site: Site) -> datetime:
    """Return when a day begins where the site is; the calendar has its ends."""
    return begins(min(max(day or date.min, date.min + DAY), date.max), site.timezone)


Condition = Callable[[Filters, Site, State | None], ColumnElement[bool]]

CONDITIONS: dict[str, Condition] = {
    "article": _of_article,
    "rule": _under_rule,
    "check": _by_check,
    "language": _in_language,
    "author": _by_author,
    "identity": _of_identity,
    "since": _since,
    "until": _until,
}
