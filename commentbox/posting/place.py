"""Where somebody writes: an article with all that each text under it is held against.

A process keeps what it has read of the busy ones. One query, for the rows themselves,
says whether that still stands, so nobody who changes them has to think of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from flask import g, request
from sqlalchemy import Engine, Select, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NULLTYPE

from commentbox.domain.errors import NotFound
from commentbox.extensions import db
from commentbox.models import (
    Article,
    Membership,
    Moderator,
    PrivacyNotice,
    RuleBook,
    Site,
)
from commentbox.posting.facts import Surroundings, surroundings
from commentbox.rulebook.document import Notice, read_notice
from commentbox.rulebook.queries import notice_in_force
from commentbox.web.asked import asked_site, check_origin, speak_for
from commentbox.web.i18n import speech

#: So many articles; the text of one may be long.
HELD = 64


@dataclass(frozen=True, slots=True)
class Place:
    """An article as it was read: of no session, and changed by nobody."""

    article: Article
    notice: PrivacyNotice
    around: Surroundings
    #: The notice as it was read in each language that was asked for.
    notices: dict[str, Notice] = field(default_factory=dict)

    def notice_as_shown(self) -> Notice:
        """Return the notice in the language of this request."""
        variant = speech().variant
        if variant not in self.notices:
            mode = self.article.site.consent_mode
            document, version = self.notice.document, self.notice.version
            self.notices[variant] = read_notice(document, version, variant, mode)
        return self.notices[variant]


@dataclass(frozen=True, slots=True)
class _Held:
    rows: Sequence[Any]
    sites: list[Site]
    #: By the id of its site.
    places: dict[int, Place] = field(default_factory=dict)


#: By the key of an article; each database has its own.
_held: WeakKeyDictionary[Engine, dict[str, _Held]] = WeakKeyDictionary()


def asked_place(key: str | None = None) -> Place:
    """Return the place that a request writes to; from here on it speaks its language.

    Raises ``NotFound``, and ``NotAllowed`` where a page of somewhere else sent it.
    """
    key = request.args.get("article", "") if key is None else key
    held = _as_it_is(db.session(), key if "\x00" not in key else "")
    g.sites = held.sites
    site = asked_site()
    check_origin(site)
    place = held.places.get(site.id)
    if place is None:
        raise NotFound("no such article")
    speak_for(site, place.article.language)
    return place


def _as_it_is(session: Session, key: str) -> _Held:
    """Return what is held under a key of an article, read anew unless it still holds.

    Ends what the session has read: its connection goes back before another is taken.
    """
    engine = db.engine
    known = _held.setdefault(engine, {})
    rows = session.connection().execute(ROWS, {"key": key}).all()
    held = known.get(key)
    if held is not None and held.rows == rows:
        return held
    session.rollback()
    with Session(engine, expire_on_commit=False) as reading:
        held = _read(reading, key, rows)
    if held.places:
        while len(known) >= HELD:
            known.pop(next(iter(known)), None)
        known[key] = held
    return held


def _read(session: Session, key: str, rows: Sequence[Any]) -> _Held:
    """Read all of it, after the rows: what is newer than they are is read again."""
    sites = list(session.scalars(select(Site).order_by(Site.id)))
    articles = session.scalars(select(Article).where(Article.key == key)) if key else ()
    places = {
        article.site_id: Place(
            article=article,
            notice=notice_in_force(session, article.site_id),
            around=surroundings(session, article),
        )
        for article in list(articles)
    }
    return _Held(rows, sites, places)


def _rows() -> Select[*tuple[Any, ...]]:
    """Return the query for all that decides, as it stands in the database."""
    columns = [*Site.__table__.c, *Article.__table__.c]
    versions = [
        select(func.max(table.version))
        .where(table.site_id == Site.id)
        .correlate(Site)
        .scalar_subquery()
        for table in (RuleBook, PrivacyNotice)
    ]
    staff = (
        select(func.aggregate_strings(Moderator.name, "\n"))
        .join(Membership, Membership.moderator_id == Moderator.id)
        .where(Membership.site_id == Site.id)
        .correlate(Site)
        .scalar_subquery()
    )
    here = (Article.site_id == Site.id) & (Article.key == bindparam("key"))
    return (
        # Compared and nothing else: nobody need make values of them.
        select(*[type_coerce(column, NULLTYPE) for column in columns], *versions, staff)
        .select_from(Site)
        .outerjoin(Article, here)
        .order_by(Site.id)
    )


ROWS = _rows()
