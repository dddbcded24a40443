"""Where somebody writes: an article with all that each text under it is held against.

A process keeps what it has read of the busy ones. One query, for the rows themselves,
says whether that still stands, so nobody who changes them has to think of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from flask import g, request
from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    bindparam,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, lazyload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import NULLTYPE

from commentbox.domain.errors import NotFound
from commentbox.extensions import begin_look, db
from commentbox.models import (
    Article,
    Membership,
    Moderator,
    PrivacyNotice,
    RuleBook,
    Site,
)
from commentbox.posting.facts import (
    Measures,
    Surroundings,
    measures,
    surroundings,
)
from commentbox.rulebook.document import Notice, read_notice
from commentbox.rulebook.queries import notice_in_force
from commentbox.web.asked import asked_site, check_origin, speak_for
from commentbox.web.i18n import speech

#: So many articles, and so many characters of their texts and threads.
HELD, HELD_CHARACTERS = 1_024, 2_000_000


#: Of a site. Every public change counts these up, and no post asks for them.
COUNTED_UP = frozenset({"version", "changed_at"})


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
class _Sites:
    """What is the same for all articles of a site, and the rows that it came from."""

    rows: list[Any]
    sites: list[Site]
    #: By the id of the site.
    measures: dict[int, Measures]
    notices: dict[int, PrivacyNotice]


@dataclass(frozen=True, slots=True)
class _Held:
    rows: list[Any]
    of: _Sites
    #: By the id of its site.
    places: dict[int, Place] = field(default_factory=dict)

    @property
    def characters(self) -> int:
        befores = (place.around.before for place in self.places.values())
        return sum(len(b.body) + sum(map(len, b.thread)) for b in befores)


@dataclass(slots=True)
class _Memory:
    """What a process has read of one database."""

    of: _Sites | None = None
    #: By the key of an article.
    held: dict[str, _Held] = field(default_factory=dict)
    #: Of all that are held: to count them anew would cost more than to read one.
    characters: int = 0
    lock: Lock = field(default_factory=Lock)

    def keep(self, key: str, held: _Held) -> None:
        with self.lock:
            if key in self.held:
                self._drop(key)
            room = HELD_CHARACTERS - held.characters
            while self.held and (self.characters > room or len(self.held) >= HELD):
                self._drop(next(iter(self.held)))
            self.held[key] = held
            self.characters += held.characters

    def _drop(self, key: str) -> None:
        self.characters -= self.held.pop(key).characters


_memories: WeakKeyDictionary[Engine, _Memory] = WeakKeyDictionary()


def asked_place(key: str | None = None) -> Place:
    """Return the place that a request writes to; from here on it speaks its language.

    Raises ``NotFound``, and ``NotAllowed`` where a page of somewhere else sent it.
    """
    key = request.args.get("article", "") if key is None else key
    held = _as_it_is(db.session(), key if "\x00" not in key else "")
    g.sites = held.of.sites
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
    memory = _memories.setdefault(engine, _Memory())
    found = begin_look(session).connection().execute(ROWS, {"key": key}).all()
    of_sites = [row[:OF_SITE] for row in found]
    of_article = [row[OF_SITE:] for row in found]
    known, held = memory.of, memory.held.get(key)
    if known is not None and known.rows == of_sites:
        if held is not None and held.of is known and held.rows == of_article:
            return held
    else:
        known = None
    session.rollback()
    # What is newer than the rows by now is read again: they are not the same then.
    with Session(engine, expire_on_commit=False) as reading:
        if known is None:
            known = memory.of = _read_sites(reading, of_sites)
        held = _read_article(reading, key, of_article, known)
    if held.places:
        memory.keep(key, held)
    return held


def _read_sites(session: Session, rows: list[Any]) -> _Sites:
    sites = list(session.scalars(SITES))
    return _Sites(
        rows,
        sites,
        {site.id: measures(session, site) for site in sites},
        {site.id: notice_in_force(session, site.id) for site in sites},
    )


def _read_article(session: Session, key: str, rows: list[Any], of: _Sites) -> _Held:
    held = _Held(rows, of)
    found = session.scalars(ARTICLES, {"key": key}).all() if key else ()
    articles = {article.site_id: article for article in found}
    for site in of.sites:
        if article := articles.get(site.id):
            set_committed_value(article, "site", site)
            held.places[site.id] = Place(
                article=article,
                notice=of.notices[site.id],
                around=surroundings(session, article, of.measures[site.id]),
            )
    return held


def _rows() -> Select[*tuple[Any, ...]]:
    """Return the query for all that decides, as it stands in the database.

    What is of the article comes last.
    """
    columns = [c for c in Site.__table__.c if c.name not in COUNTED_UP]
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
    of_site = [*map(_as_stored, columns), *versions, staff]
    of_article = map(_as_stored, Article.__table__.c)
    here = (Article.site_id == Site.id) & (Article.key == bindparam("key"))
    return (
        select(*of_site, *of_article)
        .select_from(Site)
        .outerjoin(Article, here)
        .order_by(Site.id)
    )


def _as_stored(column: ColumnElement[Any]) -> ColumnElement[Any]:
    # Compared and nothing else: nobody need make values of them.
    return type_coerce(column, NULLTYPE)


ROWS = _rows()
OF_SITE = len(ROWS.selected_columns) - len(Article.__table__.c)
SITES = select(Site).order_by(Site.id)
ARTICLES = (
    select(Article)
    .options(lazyload(Article.site))
    .where(Article.key == bindparam("key"))
)
