"""Gather what the screening may know beyond the text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from commentbox.domain.verdict import Binding
from commentbox.models import (
    Article,
    Comment,
    Membership,
    Moderator,
    Revision,
    Site,
)
from commentbox.posting.guard import FINGERPRINT_LIFE, RECENT
from commentbox.posting.layers import earned_by, layer_of
from commentbox.rulebook.document import read_bindings
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.screening.before import Before
from commentbox.screening.facts import Facts

#: So many of the newest texts of the thread give the topic its words.
THREAD_TEXTS = 20

#: A repeat means something only from this length on: "Danke!" is said by many.
REPEAT_LENGTH = 40
REPEAT_DAYS = 7


NEWEST_TEXTS = (
    select(Revision.body)
    .join(
        Comment,
        (Comment.id == Revision.comment_id) & (Comment.shown == Revision.number),
    )
    .where(Comment.article_id == bindparam("article"), Comment.in_view)
    .order_by(Comment.id.desc())
    .limit(THREAD_TEXTS)
)


REPEATS = select(func.count()).where(
    Revision.site_id == bindparam("site"),
    Revision.body_hash == bindparam("hash"),
    Revision.posted_at >= bindparam("days_ago"),
)
SENT_BEFORE = select(REPEATS.scalar_subquery(), RECENT.scalar_subquery())


@dataclass(frozen=True, slots=True)
class Measures:
    """What each text of a site is held against, until other rules are published."""

    bindings: tuple[Binding, ...]
    earned: Mapping[str, float]
    words: tuple[str, ...]
    #: Of the staff and of the site.
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for each text under an article, until something is decided."""

    measures: Measures
    before: Before
    reserved_names: tuple[str, ...]


def measures(session: Session, site: Site) -> Measures:
    """Return what the texts of a site are held against. Reads only."""
    staff = select(Moderator.name).join(Membership).where(Membership.site_id == site.id)
    return Measures(
        bindings=read_bindings(rulebook_in_force(session, site.id).document),
        earned=earned_by(site),
        words=tuple(site.words),
        names=(*session.scalars(staff), site.name),
    )


def surroundings(session: Session, article: Article, known: Measures) -> Surroundings:
    """Return what surrounds the texts of an article. Reads only."""
    thread = session.connection().scalars(NEWEST_TEXTS, {"article": article.id})
    return Surroundings(
        measures=known,
        before=Before(article.title, article.body, tuple(thread)),
        reserved_names=tuple(filter(None, (*known.names, article.author))),
    )


def gather(
    session: Session,
    article: Article,
    *,
    around: Surroundings | None = None,
    body: str,
    parent_id: UUID | None,
    now: datetime,
    client_hash: str | None = None,
    honeypot_filled: bool = False,
    stamp_wrong: bool = False,
) -> Facts:
    """Return the facts for one text. Reads only.

    ``client_hash`` says who sends it; None where nothing is held against anybody by
    speed or repetition.
    """
    site = article.site
    repeats, recent = 0, 0
    if client_hash is not None:
        repeats, recent = _sent_before(session, site.id, body, client_hash, now)
    around = around or surroundings(session, article, measures(session, site))
    return Facts(
        bindings=around.measures.bindings,
        earned=around.measures.earned,
        layer=layer_of(session, site),
        before=around.before,
        parent=_latest_text(session, parent_id) if parent_id else None,
        words=around.measures.words,
        reserved_names=around.reserved_names,
        repeats=repeats,
        recent_posts=recent,
        honeypot_filled=honeypot_filled,
        stamp_wrong=stamp_wrong,
    )


def body_hash(body: str) -> str:
    """Return the mark by which the same text is found again."""
    return hashlib.sha256(body.casefold().encode("utf-8", "replace")).hexdigest()


def _latest_text(session: Session, comment_id: UUID) -> str | None:
    query = select(Revision.body).where(Revision.comment_id == comment_id)
    return session.scalar(query.order_by(Revision.number.desc()).limit(1))


def _sent_before(
    session: Session, site_id: int, body: str, client_hash: str, now: datetime
) -> tuple[int, int]:
    """Return how often this text came to the site, and how many from this client."""
    asked = {
        "site": site_id,
        # Of no hash there is none: an erased text has an empty one.
        "hash": body_hash(body) if len(body) >= REPEAT_LENGTH else None,
        "days_ago": now - timedelta(days=REPEAT_DAYS),
        "client": client_hash,
        "a_moment_ago": now - FINGERPRINT_LIFE,
    }
    repeats, recent = session.connection().execute(SENT_BEFORE, asked).one()
    return repeats, recent
