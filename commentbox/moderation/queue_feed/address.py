"""The address of a moderator's feed: made, known again, revoked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.tokens import hash_token, new_token
from commentbox.models import Membership, Moderator, QueueFeed, Site, log


def make_feed(
    session: Session, site: Site, moderator: Moderator, *, now: datetime
) -> str:
    """Return the secret of a new address; an earlier one ends. The caller commits."""
    for feed in _feeds(session, site, moderator):
        session.delete(feed)
    token = new_token()
    session.add(
        QueueFeed(
            token_hash=hash_token(token),
            site=session.get_one(Site, site.id),
            moderator=moderator,
            created_at=now,
        )
    )
    log(session, "feed.made", site_id=site.id, moderator=moderator, now=now)
    return token


def revoke_feed(
    session: Session, site: Site, moderator: Moderator, *, now: datetime
) -> bool:
    """End the address. False if there is none any more. The caller commits."""
    feeds = _feeds(session, site, moderator)
    for feed in feeds:
        session.delete(feed)
    if feeds:
        log(session, "feed.revoked", site_id=site.id, moderator=moderator, now=now)
    return bool(feeds)


def own_feed(session: Session, site: Site, moderator: Moderator) -> QueueFeed | None:
    return next(iter(_feeds(session, site, moderator)), None)


def feed_of(session: Session, token: str) -> QueueFeed | None:
    """Return the feed that a secret opens, while its owner moderates the site."""
    feed = session.get(QueueFeed, hash_token(token))
    if feed is None:
        return None
    membership = session.get(Membership, (feed.moderator_id, feed.site_id))
    return feed if membership is not None else None


def _feeds(session: Session, site: Site, moderator: Moderator) -> list[QueueFeed]:
    query = select(QueueFeed).where(
        QueueFeed.site_id == site.id, QueueFeed.moderator_id == moderator.id
    )
    return list(session.scalars(query))
