"""Tell whoever asked for it, after the commit, what readers see differently now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, inspect
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from commentbox.models.article import Article
from commentbox.models.site import Site


@dataclass(slots=True)
class Change:
    """What one transaction has changed of a site for readers."""

    site: int
    #: The version that the site has got.
    version: int
    #: The last version with which all of it changed.
    renewed: int
    articles: set[int] = field(default_factory=set)


Hear = Callable[[Change], None]

_hearers: WeakKeyDictionary[Engine, list[Hear]] = WeakKeyDictionary()

NOTED = "public changes"


def after_public_change(engine: Engine, hear: Hear) -> None:
    """Call ``hear`` after each commit on this engine that readers can see."""
    _hearers.setdefault(engine, []).append(hear)


@event.listens_for(Session, "after_flush")
def _take_note(session: Session, _context: UOWTransaction) -> None:
    sites = [row for row in session.dirty if isinstance(row, Site)]
    for site in sites:
        if inspect(site).attrs.version.history.has_changes():
            change = _noted(session, site)
            change.version, change.renewed = site.version, site.renewed
    for article in session.dirty:
        if not isinstance(article, Article):
            continue
        if inspect(article).attrs.version.history.has_changes():
            _noted(session, article.site).articles.add(article.id)


def _noted(session: Session, site: Site) -> Change:
    noted = session.info.setdefault(NOTED, {})
    engine = session.connection().engine
    fresh = Change(site.id, site.version, site.renewed)
    found: Change = noted.setdefault((engine, site.id), fresh)
    return found


@event.listens_for(Session, "after_transaction_end")
def _tell(session: Session, transaction: SessionTransaction) -> None:
    # A savepoint ends, too. After a rollback it does no harm: pages are made anew.
    if transaction.parent is not None:
        return
    for (engine, _site), change in session.info.pop(NOTED, {}).items():
        for hear in _hearers.get(engine, ()):
            hear(change)
