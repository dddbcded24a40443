"""One round: what has changed since a cache was last told, piece by piece.

How far it has come is kept in the database, so that a round which is broken off goes on
where it was. Whoever calls these commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from commentbox.models import Article, Comment, Purged, Site
from commentbox.publishing.purging import addresses

#: Articles of one piece.
PIECE: Final = 20
#: The time of a change is taken before its commit.
SLACK: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some articles' addresses, and where the round stands after them."""

    urls: list[str]
    reached: tuple[int, int]


def find_purged(session: Session, site_id: int) -> Purged:
    found = session.get(Purged, site_id)
    if found is None:
        session.add(found := Purged(site_id=site_id))
    return found


def next_piece(session: Session, site: Site, base: str, *, now: datetime) -> Piece:
    """Return what is to be told next; nothing (no addresses) where all is told."""
    purged = session.get(Purged, site.id) or Purged(site_id=site.id)
    reached = (purged.reached_version, purged.reached_article)
    names = _names(session, site)
    urls = [] if any(reached) else list(_of_all(session, site, base, names, purged))
    place = tuple_(Article.site_version, Article.id)
    query = (
        select(Article)
        .where(Article.site_id == site.id, Article.site_version > purged.version)
        .where(place > tuple_(*reached))
        .order_by(Article.site_version, Article.id)
        .limit(PIECE)
    )
    since = (purged.told_at or now) - SLACK
    for article in session.scalars(query):
        reached = (article.site_version, article.id)
        urls += addresses.of_article(base, article.key, names)
        urls += addresses.of_branches(base, _branches(session, article, since))
    return Piece(urls, reached if any(reached) else (0, site.id))


def _of_all(
    session: Session, site: Site, base: str, names: addresses.Names, purged: Purged
) -> Iterable[str]:
    query = select(Comment.language).where(Comment.site_id == site.id).distinct()
    languages = sorted(filter(None, session.scalars(query)))
    yield from addresses.of_site(base, names, languages)
    if site.renewed > purged.version:
        yield from addresses.of_frame(base, names)


def _names(session: Session, site: Site) -> addresses.Names:
    alone = len(session.scalars(select(Site.id).limit(2)).all()) == 1
    return (None, site.name) if alone else (site.name,)


def _branches(session: Session, article: Article, since: datetime) -> list[UUID]:
    """Return the comments above and below those that changed, as far as ever public.

    With one that goes out of view goes all that hangs below.
    """
    columns = (Comment.id, Comment.parent_id, Comment.changed_at, Comment.published_at)
    query = select(*columns).where(Comment.article_id == article.id)
    rows = {row.id: row for row in session.execute(query)}
    changed = {i for i, row in rows.items() if (row.changed_at or since) > since}
    found: set[UUID] = set()
    for id_ in rows:
        way, at = [], id_
        while at in rows and at not in way:
            way.append(at)
            at = rows[at].parent_id
        if changed.intersection(way):
            # The uppermost that changed: all on the way to it, and above it.
            found.update(way)
    return sorted(i for i in found if rows[i].published_at is not None)
