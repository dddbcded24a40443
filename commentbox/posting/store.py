"""Store a new comment: its rows, one statement each, made before anybody waits.

No unit of work: on SQLite nobody else writes meanwhile, so what is done here counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import Connection, Row, bindparam, insert, select
from sqlalchemy.orm import Session, aliased

from commentbox.articles.indexing import Words, finding_rows, found_text, weight_of
from commentbox.domain.errors import DiscussionClosed, InvalidFields
from commentbox.domain.states import State
from commentbox.domain.submission import Source, Submission
from commentbox.domain.tokens import author_token, hash_token
from commentbox.domain.verdict import Finding, Verdict
from commentbox.models import (
    Article,
    Comment,
    ConsentRecord,
    Decision,
    Discussion,
    FindingRow,
    FoundText,
    Revision,
    Via,
    added_decisions,
)
from commentbox.models.base import table_of
from commentbox.models.lanes import SHIFT, shift_of
from commentbox.models.together import Rows, add_together
from commentbox.posting.facts import body_hash
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.text.sanitise import render
from commentbox.web.i18n import gettext as _

Values = dict[str, Any]

COMMENT, CONSENT, REVISION, FOUND, FINDING = (
    table_of(table)
    for table in (Comment, ConsentRecord, Revision, FoundText, FindingRow)
)
DECISION = insert(table_of(Decision))

Parent = aliased(Comment)
LANDING = (
    select(
        *(Article.site_id, Article.title, Article.comments),
        *(Parent.article_id, Parent.root_id, Parent.depth, Parent.erased_at),
    )
    .outerjoin(Parent, Parent.id == bindparam("parent", type_=Comment.id.type))
    .where(Article.id == bindparam("article"))
)


class Landing(NamedTuple):
    """Where a comment lands: under which article, and how deep in which branch."""

    site_id: int
    title: str
    #: None: it begins a branch.
    root_id: UUID | None
    depth: int


def landing(connection: Connection, submission: Submission) -> Landing:
    """Return where it lands, as it is now.

    Raises ``DiscussionClosed`` or, for a parent that cannot be answered,
    ``InvalidFields``: one of another article, or erased. Its state does not matter: who
    knows the id may answer it.
    """
    asked = {"article": submission.article_id, "parent": submission.parent_id}
    # Of no parent there is nothing, which the types of its columns do not know.
    row: Row[*tuple[Any, ...]] = connection.execute(LANDING, asked).one()
    site_id, title, comments, article_id, root_id, depth, erased_at = row
    if not _takes(comments, submission.source):
        raise DiscussionClosed("this discussion takes no comments")
    if submission.parent_id is None:
        return Landing(site_id, title, None, 1)
    if article_id != submission.article_id or erased_at is not None:
        message = _("The comment you answer does not exist here (any more).")
        raise InvalidFields({"parent": [message]})
    return Landing(site_id, title, root_id, depth + 1)


def parent_of(
    connection: Connection, submission: Submission
) -> tuple[UUID | None, int] | None:
    """Return root and depth of the comment it answers; None where it answers none."""
    asked = {"article": submission.article_id, "parent": submission.parent_id}
    row: Row[*tuple[Any, ...]] = connection.execute(LANDING, asked).one()
    *_article, article_id, root_id, depth, erased_at = row
    is_there = article_id == submission.article_id and erased_at is None
    return (root_id, depth) if is_there else None


def store(
    session: Session,
    submission: Submission,
    verdict: Verdict,
    *,
    comment_id: UUID,
    secret_key: str,
    blind: bool = False,
    html: Markup | None = None,
    place: Landing | None = None,
) -> None:
    """Store a screened submission, drawn blind or not. The caller commits.

    Raises what ``landing`` raises, where no ``place`` is given. ``html`` is what
    ``render`` made of the text.
    """
    connection = session.connection()
    place = place or landing(connection, submission)
    moment = submission.posted_at
    ids = (place.site_id, comment_id, 1)
    placed = placed_text(submission.body, verdict, blind=blind, html=html)
    found = () if blind else verdict.findings
    placed["outcome"], placed["risk"] = weight_of(found)
    text = {"comment_id": comment_id, "site_id": place.site_id, "number": 1, **placed}
    token_hash = hash_token(author_token(secret_key, comment_id))
    text |= {"article_id": submission.article_id, "posted_at": moment}
    added = [
        Rows(COMMENT, [_comment(submission, place, comment_id, token_hash)]),
        Rows(CONSENT, _consent(submission, comment_id)),
        Rows(REVISION, [text]),
        Rows(FOUND, [found_text(*ids, _words(submission, place.title))]),
        Rows(FINDING, finding_rows(*ids, found)),
    ]
    one_more = shift_of(place.site_id, placed["state"], 1)
    add_together(connection, added, SHIFT, one_more)
    record_holding_back(session, ids, verdict, blind=blind, now=moment)


def placed_text(
    body: str, verdict: Verdict, *, blind: bool, html: Markup | None = None
) -> Values:
    """Return what a revision says of its text, in the lane that the screening says.

    One that is drawn ``blind`` waits for a person whatever the screening says.
    """
    decisive = _decisive(verdict, blind=blind)
    state = State.PENDING if blind else verdict.lane
    return {
        "body": body,
        "html": render(body, format="markdown") if html is None else html,
        "state": state,
        "findings": [finding.as_json() for finding in verdict.findings],
        "body_hash": body_hash(body),
        "blind": blind,
        "rule": decisive.rule if decisive and state is State.SPAM else None,
    }


def record_holding_back(
    session: Session,
    ids: tuple[int, UUID, int],
    verdict: Verdict,
    *,
    blind: bool,
    now: datetime,
) -> None:
    """A machine held this back under a rule: that is a decision, and says so."""
    decisive = _decisive(verdict, blind=blind)
    if decisive is None:
        return
    site_id, comment_id, number = ids
    values = {
        "site_id": site_id,
        "comment_id": comment_id,
        "revision": number,
        "from_state": None,
        "to_state": verdict.lane,
        "rule": decisive.rule,
        "rulebook_version": rulebook_in_force(session, site_id).version,
        "note": "",
        "automated": True,
        "via": Via.SCREENING,
        "moderator_id": None,
        "decided_at": now,
        "outcome": weight_of(verdict.findings)[0],
    }
    made = session.connection().execute(DECISION, values).inserted_primary_key
    added_decisions(session, made or ())


def _decisive(verdict: Verdict, *, blind: bool) -> Finding | None:
    return None if blind else verdict.decisive


def _takes(comments: Discussion, source: Source) -> bool:
    """Whether somebody may write here: the site itself has the last word."""
    if comments is Discussion.CLOSED:
        return source is Source.DESK
    return comments is Discussion.OPEN


def _words(submission: Submission, title: str) -> Words:
    given = (submission.author_name, submission.author_email, submission.author_url)
    return Words(submission.body, title, *given)


def _comment(
    submission: Submission, place: Landing, comment_id: UUID, token_hash: str
) -> Values:
    return {
        "id": comment_id,
        "site_id": place.site_id,
        "article_id": submission.article_id,
        "parent_id": submission.parent_id,
        "root_id": place.root_id or comment_id,
        "depth": place.depth,
        "author_name": submission.author_name,
        "author_email": submission.author_email,
        "author_url": submission.author_url,
        "author_id": submission.author_id,
        "network_hash": submission.network_hash,
        "badge": submission.badge,
        "moderator_id": submission.moderator_id,
        "token_hash": token_hash,
        "language": submission.language,
        "source": submission.source,
        "posted_at": submission.posted_at,
    }


def _consent(submission: Submission, comment_id: UUID) -> list[Values]:
    """Return its row; none for what was imported or answered without a form."""
    consent = submission.consent
    if consent is None:
        return []
    row = {
        "comment_id": comment_id,
        "notice_version": consent.notice_version,
        "text_hash": consent.text_hash,
        "mode": consent.mode,
        "language": consent.language,
        "given_at": consent.given_at,
    }
    return [row]
