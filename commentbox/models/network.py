"""Recognise a sender's network for a few days by a keyed hash, and then no more.

A site has one key. It is deleted after ``Site.network_days``, at most seven; with it
end the hashes and the blocks made by them, since nobody can make the same hash again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, select, true, update
from sqlalchemy.orm import Session

from commentbox.domain.tokens import keyed_hash, new_token
from commentbox.models.block import Block, BlockKind, NetworkKey
from commentbox.models.blocking import holds
from commentbox.models.comment import Comment
from commentbox.models.log import log
from commentbox.models.site import Site
from commentbox.models.upsert import take

IN_USE = select(NetworkKey.key, NetworkKey.made_at).where(
    NetworkKey.site_id == bindparam("site"), NetworkKey.made_at > bindparam("since")
)

#: So many hashes are emptied in one go; SQLite lets others write in between.
AT_ONCE = 1_000


def network_hash(
    session: Session, site: Site, network: str, *, secret_key: str, now: datetime
) -> str | None:
    """Return the hash of a network under the site's key, or None where none is kept.

    A key that is too old is replaced at once. Two at the same moment agree on one. The
    caller, who holds the transaction that writes, commits.
    """
    if not site.network_days:
        return None
    if (key := _key(session, site, now)) is None:
        values = {"site_id": site.id, "key": new_token(), "made_at": now}
        over = NetworkKey.made_at <= now - timedelta(days=site.network_days)
        session.flush()
        take(session.connection(), NetworkKey, values, expired=over)
        # Another may have been faster: then the key is theirs.
        key = _key(session, site, now)
    # The secret key as well: who has stolen the database alone can try no addresses.
    return keyed_hash(secret_key, "network", key.key, network) if key else None


def hash_ends_at(
    session: Session, comment: Comment, site: Site, *, now: datetime
) -> datetime | None:
    """Return until when this comment's network is known again; None: not any more."""
    key = _key(session, site, now) if comment.network_hash else None
    if key is None or comment.posted_at < key.made_at:
        return None
    made_at: datetime = key.made_at
    return made_at + timedelta(days=site.network_days)


def end_keys(session: Session, *, now: datetime) -> None:
    """Delete the keys whose time is over, and end what they were for.

    The hashes say nothing from here on; ``end_hashes`` empties them. The caller
    commits.
    """
    for site in session.scalars(select(Site).order_by(Site.id)):
        session.execute(
            delete(NetworkKey).where(
                NetworkKey.site_id == site.id,
                NetworkKey.made_at <= now - timedelta(days=site.network_days),
            )
        )
        _end_blocks(session, site, now)


def end_hashes(session: Session) -> int:
    """Empty some hashes of keys that are gone; return how many. The caller commits.

    A comment that somebody is at work on is left for the next round.
    """
    over = [
        comment
        for site_id in session.scalars(select(Site.id).order_by(Site.id))
        for comment in _hashes_over(session, site_id)
    ]
    if over:
        session.execute(
            update(Comment)
            .where(Comment.id.in_(over))
            .values(network_hash=None)
            .execution_options(synchronize_session=False)
        )
    return len(over)


def _key(session: Session, site: Site, now: datetime) -> Row[str, datetime] | None:
    """Return the key that is in use, as it stands in the database."""
    since = now - timedelta(days=site.network_days)
    asked = {"site": site.id, "since": since}
    return session.connection().execute(IN_USE, asked).one_or_none()


def _made_before_the_key(site_id: int, moment: Any) -> ColumnElement[bool]:
    """Return whether something of this moment is of a key that is gone."""
    made_at = select(NetworkKey.made_at).where(NetworkKey.site_id == site_id)
    return func.coalesce(moment < made_at.scalar_subquery(), true())


def _end_blocks(session: Session, site: Site, now: datetime) -> None:
    query = select(Block).where(
        Block.site_id == site.id,
        Block.kind == BlockKind.NETWORK,
        _made_before_the_key(site.id, Block.made_at),
        holds(now),
    )
    for block in session.scalars(query.order_by(Block.id)).all():
        block.until = now
        log(
            session,
            "block.ended",
            site_id=site.id,
            moderator=None,
            now=now,
            comment_id=block.comment_id,
            by=block.kind,
        )


def _hashes_over(session: Session, site_id: int) -> list[UUID]:
    query = select(Comment.id).where(
        # By the index of the hash, which a week's comments have; those of the site
        # are all. The sum keeps its indexes out, and "not null" would ask for none.
        Comment.site_id + 0 == site_id,
        Comment.network_hash > "",
        _made_before_the_key(site_id, Comment.posted_at),
    )
    few = query.limit(AT_ONCE).with_for_update(skip_locked=True)
    return list(session.scalars(few))
