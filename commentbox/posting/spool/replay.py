"""Store what was spooled: screened now, under its own id, and never refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import KeyReused
from commentbox.domain.submission import Submission
from commentbox.domain.verdict import Finding, Outcome, Verdict
from commentbox.extensions import begin_write
from commentbox.models import Article, Comment, Discussion, Site
from commentbox.posting import guard
from commentbox.posting.author import known_author, withdraw
from commentbox.posting.blocked import held_back, recognised
from commentbox.posting.draw import is_blind
from commentbox.posting.facts import gather
from commentbox.posting.spool.entry import Entry
from commentbox.posting.spool.folder import Waiting
from commentbox.posting.store import Landing, parent_of, store
from commentbox.screening.facts import Facts
from commentbox.screening.screen import screen
from commentbox.text.sanitise import render

#: The name under which a finding says what did not fit any more.
LATE = "late"
CLOSED, NO_PARENT = "closed", "parent"


class Homeless(Exception):
    """There is no such article any more, so a person must say where it belongs."""


@dataclass(frozen=True, slots=True)
class Late:
    """A post with what does not fit any more."""

    submission: Submission
    landing: Landing
    findings: tuple[Finding, ...]


def replay(session: Session, entry: Entry, *, secret_key: str, by_speed: bool) -> bool:
    """Store a spooled post, or find that it is stored already: False.

    The caller commits. Raises ``Homeless`` where it cannot be stored anywhere.
    """
    article = _article(session, entry)
    submission = replace(
        entry.submission, article_id=article.id, author_id=_author(session, entry)
    )
    late = _as_it_fits(session, article, submission)
    facts = _facts(session, entry, article, late.submission, by_speed=by_speed)
    site_id = article.site_id
    # The connection goes back: nobody holds one while a text is screened.
    session.rollback()
    verdict = screen(late.submission, facts)
    html = render(submission.body, format="markdown")

    begin_write(session)
    if _is_there(session, entry, submission):
        return False
    site = session.get_one(Site, site_id)
    # What fitted may have changed while it was screened.
    late = _as_it_fits(session, session.get_one(Article, article.id), submission)
    moment, sender = submission.posted_at, entry.sender
    connection = session.connection()
    guard.take_key(connection, submission, sender, entry.id, now=moment)
    guard.note_double(connection, sender, entry.id, now=moment)
    posted = recognised(
        session, site, late.submission, network=entry.network, secret_key=secret_key
    )
    verdict = held_back(session, site_id, posted, verdict, secret_key=secret_key)
    verdict = Verdict((*verdict.findings, *late.findings))
    drawn = is_blind(site, verdict, entry.id, secret_key=secret_key)
    store(
        session,
        posted,
        verdict,
        comment_id=entry.id,
        secret_key=secret_key,
        # What is drawn shows no findings, and this one must be seen.
        blind=drawn and not late.findings,
        html=html,
        place=late.landing,
    )
    return True


def erase_stored(session: Session, post: Waiting, *, now: datetime) -> None:
    """Erase a post that was withdrawn in the spool, where it was stored all the same.

    So it may be where the answer of a commit was lost. The caller commits.
    """
    begin_write(session)
    comment = session.get(Comment, post.id)
    if comment is not None:
        withdraw(session, comment, now=now)


def _article(session: Session, entry: Entry) -> Article:
    query = (
        select(Article)
        .join(Site, Site.id == Article.site_id)
        .where(Site.name == entry.site, Article.key == entry.article)
    )
    article = session.scalar(query)
    if article is None:
        raise Homeless("there is no such article any more")
    return article


def _author(session: Session, entry: Entry) -> UUID | None:
    query = select(Site.id).where(Site.name == entry.site)
    site_id = session.scalar(query)
    if entry.author_hash is None or site_id is None:
        return None
    return known_author(session, site_id, entry.author_hash)


def _is_there(session: Session, entry: Entry, submission: Submission) -> bool:
    """Return whether it was stored before, or another with its key has been."""
    if session.get(Comment, entry.id) is not None:
        return True
    moment = submission.posted_at
    try:
        made = guard.replayed(session, submission, entry.sender, now=moment)
    except KeyReused:
        # Two machines took the key, each a body; both were told that theirs is taken.
        return False
    return made is not None


def _as_it_fits(session: Session, article: Article, submission: Submission) -> Late:
    found = []
    if article.comments is not Discussion.OPEN:
        found.append(_late(CLOSED))
    parent = parent_of(session.connection(), submission)
    if submission.parent_id is not None and parent is None:
        found.append(_late(NO_PARENT))
        submission = replace(submission, parent_id=None)
    root_id, depth = parent or (None, 0)
    landing = Landing(article.site_id, article.title, root_id, depth + 1)
    return Late(submission, landing, tuple(found))


def _late(detail: str) -> Finding:
    return Finding(check=LATE, score=None, detail=detail, outcome=Outcome.FLAG)


def _facts(
    session: Session,
    entry: Entry,
    article: Article,
    submission: Submission,
    *,
    by_speed: bool,
) -> Facts:
    return gather(
        session,
        article,
        body=submission.body,
        parent_id=submission.parent_id,
        now=submission.posted_at,
        client_hash=entry.sender.client_hash if by_speed else None,
        honeypot_filled=entry.honeypot_filled,
        stamp_wrong=entry.stamp_wrong,
    )
