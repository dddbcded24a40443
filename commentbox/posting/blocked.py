"""Hold back what a blocked author sends; the answer is the same as ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from commentbox.domain.submission import Submission
from commentbox.domain.verdict import BLOCK_CHECK, Finding, Outcome, Verdict
from commentbox.models import Block, Comment, Site
from commentbox.models.blocking import Marks, blocks_against
from commentbox.models.network import network_hash


def recognised(
    session: Session,
    site: Site,
    submission: Submission,
    *,
    network: str | None,
    secret_key: str,
) -> Submission:
    """Return the submission with the hash of its network, where the site keeps one.

    ``network`` is None where nothing may act by networks.
    """
    if network is None:
        return submission
    mark = network_hash(
        session, site, network, secret_key=secret_key, now=submission.posted_at
    )
    return replace(submission, network_hash=mark)


def held_back(
    session: Session,
    site_id: int,
    submission: Submission,
    verdict: Verdict,
    *,
    secret_key: str,
) -> Verdict:
    """Return the verdict on a new comment with the blocks that it meets.

    Counts them. The caller commits.
    """
    marks = Marks(
        identity=submission.author_id,
        email=submission.author_email,
        networks=frozenset(filter(None, [submission.network_hash])),
    )
    moment = submission.posted_at
    return _with_blocks(session, site_id, marks, verdict, secret_key, moment)


def edit_held_back(
    session: Session,
    comment: Comment,
    verdict: Verdict,
    *,
    network: str | None,
    secret_key: str,
    now: datetime,
) -> Verdict:
    """Return the verdict on a new text of a comment with the blocks that it meets.

    From whichever network it is edited, that of the first text counts as well.
    """
    networks = set()
    if network is not None:
        site = comment.article.site
        networks.add(
            network_hash(session, site, network, secret_key=secret_key, now=now)
        )
        networks.add(comment.network_hash)
    marks = Marks(
        identity=comment.identity,
        email=comment.author_email,
        networks=frozenset(filter(None, networks)),
    )
    return _with_blocks(session, comment.site_id, marks, verdict, secret_key, now)


def _with_blocks(
    session: Session,
    site_id: int,
    marks: Marks,
    verdict: Verdict,
    secret_key: str,
    now: datetime,
) -> Verdict:
    connection = session.connection()
    blocks = blocks_against(connection, site_id, marks, secret_key=secret_key, now=now)
    if blocks:
        session.execute(
            update(Block)
            .where(Block.id.in_(blocks))
            .values(held_back=Block.held_back + 1)
        )
    # First: of several that are equally sure, the first decides on the lane.
    return Verdict((*map(_finding, blocks), *verdict.findings))


def _finding(block_id: int) -> Finding:
    return Finding(
        check=BLOCK_CHECK, score=1.0, detail=str(block_id), outcome=Outcome.FILTER
    )
