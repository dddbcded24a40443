"""Take a comment in: comment, consent and verdict are one transaction."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from commentbox.articles.indexing import index_revision
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
    Revision,
    Via,
)
from commentbox.models.lanes import lanes_of, shift_lanes
from commentbox.posting.facts import body_hash
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.text.sanitise import render
from commentbox.web.i18n import gettext as _


def submit(
    session: Session,
    submission: Submission,
    verdict: Verdict,
    *,
    comment_id: UUID,
    secret_key: str,
    blind: bool = False,
) -> Comment:
    """Store a screened submission, drawn blind or not. The caller commits.

    Raises ``DiscussionClosed`` or, for a parent that cannot be answered,
    ``InvalidFields``.
    """
    article = session.get_one(Article, submission.article_id)
    if not _takes(article, submission.source):
        raise DiscussionClosed("this discussion takes no comments")
    parent = find_parent(session, submission)
    comment = Comment(
        id=comment_id,
        site_id=article.site_id,
        article=article,
        parent_id=parent.id if parent else None,
        root_id=parent.root_id if parent else comment_id,
        depth=parent.depth + 1 if parent else 1,
        author_name=submission.author_name,
        author_email=submission.author_email,
        author_url=submission.author_url,
        author_id=submission.author_id,
        network_hash=submission.network_hash,
        badge=submission.badge,
        moderator_id=submission.moderator_id,
        token_hash=hash_token(author_token(secret_key, comment_id)),
        language=submission.language,
        source=submission.source,
        posted_at=submission.posted_at,
        consent=_consent_record(submission),
    )
    session.add(comment)
    moment = submission.posted_at
    add_revision(session, comment, submission.body, verdict, now=moment, blind=blind)
    return comment


def add_revision(
    session: Session,
    comment: Comment,
    body: str,
    verdict: Verdict,
    *,
    now: datetime,
    blind: bool = False,
) -> Revision:
    """Add a text to a comment, in the lane that the screening says.

    One that is drawn ``blind`` waits for a person whatever the screening says.
    """
    decisive = None if blind else verdict.decisive
    revision = Revision(
        site_id=comment.site_id,
        article_id=comment.article.id,
        number=len(comment.revisions) + 1,
        body=body,
        html=render(body, format="markdown"),
        state=State.PENDING if blind else verdict.lane,
        findings=[finding.as_json() for finding in verdict.findings],
        posted_at=now,
        body_hash=body_hash(body),
        blind=blind,
    )
    if decisive is not None:
        revision.rule = decisive.rule if revision.state is State.SPAM else None
    comment.revisions.append(revision)
    session.flush()
    index_revision(session, comment, revision, verdict.findings)
    session.flush()
    if len(comment.revisions) == 1:
        shift_lanes(session, comment.site_id, Counter(), lanes_of([revision]))
    if decisive is not None:
        _record_holding_back(session, comment, revision, decisive)
    return revision


def find_parent(session: Session, submission: Submission) -> Comment | None:
    """Return the comment that is answered: of the same article and not erased.

    Its state does not matter: who knows the id may answer it.
    """
    if submission.parent_id is None:
        return None
    parent = session.get(Comment, submission.parent_id)
    if (
        parent is None
        or parent.article_id != submission.article_id
        or parent.erased_at is not None
    ):
        message = _("The comment you answer does not exist here (any more).")
        raise InvalidFields({"parent": [message]})
    return parent


def _takes(article: Article, source: Source) -> bool:
    """Whether somebody may write here: the site itself has the last word."""
    if article.comments is Discussion.CLOSED:
        return source is Source.DESK
    return article.comments is Discussion.OPEN


def _consent_record(submission: Submission) -> ConsentRecord | None:
    consent = submission.consent
    if consent is None:
        return None
    return ConsentRecord(
        notice_version=consent.notice_version,
        text_hash=consent.text_hash,
        mode=consent.mode,
        language=consent.language,
        given_at=consent.given_at,
    )


def _record_holding_back(
    session: Session, comment: Comment, revision: Revision, decisive: Finding
) -> None:
    """A machine held this back under a rule: that is a decision, and says so."""
    session.add(
        Decision(
            site_id=comment.site_id,
            comment_id=comment.id,
            revision=revision.number,
            from_state=None,
            to_state=revision.state,
            rule=decisive.rule,
            rulebook_version=rulebook_in_force(session, comment.site_id).version,
            automated=True,
            via=Via.SCREENING,
            moderator=None,
            decided_at=revision.posted_at,
            outcome=revision.outcome,
        )
    )
