"""Keep what the desk searches and filters by in step with the texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commentbox.domain.verdict import Finding, Outcome
from commentbox.models import Article, Comment, FindingRow, FoundText, Revision
from commentbox.text.fold import fold


def index_revision(
    session: Session, comment: Comment, revision: Revision, findings: Iterable[Finding]
) -> None:
    """Make a new text findable. The caller commits."""
    words = Words(revision.body, comment.article.title, comment.author_name)
    words = words._replace(email=comment.author_email, url=comment.author_url)
    ids = (comment.site_id, comment.id, revision.number)
    session.add(FoundText(**found_text(*ids, words)))
    if not revision.findings_hidden:
        index_findings(session, revision, findings)


def index_findings(
    session: Session, revision: Revision, findings: Iterable[Finding]
) -> None:
    """Let a text be sorted and filtered by what was found in it. The caller commits."""
    found = list(findings)
    revision.outcome, revision.risk = weight_of(found)
    ids = (revision.site_id, revision.comment_id, revision.number)
    session.add_all(FindingRow(**row) for row in finding_rows(*ids, found))


class Words(NamedTuple):
    """By what a text can be found."""

    body: str
    title: str
    author: str
    email: str | None = None
    url: str | None = None


def found_text(
    site_id: int, comment_id: UUID, number: int, words: Words
) -> dict[str, Any]:
    """Return the row by which a text is found."""
    author, email = fold(words.author), fold(words.email or "")
    given = (fold(words.body), author, email, fold(words.url or ""), fold(words.title))
    return {
        "site_id": site_id,
        "comment_id": comment_id,
        "revision": number,
        "text": " ".join(filter(None, given)),
        "author": author,
        "email": email,
    }


def weight_of(findings: Sequence[Finding]) -> tuple[int, float]:
    """Return the strongest outcome and the highest score that reached a threshold."""
    reached = [f.score or 0.0 for f in findings if f.outcome is not Outcome.NOTE]
    strongest = max((f.outcome for f in findings), default=Outcome.NOTE)
    return strongest, max(reached, default=0.0)


def finding_rows(
    site_id: int, comment_id: UUID, number: int, findings: Iterable[Finding]
) -> list[dict[str, Any]]:
    """Return one row for each check: the highest score that it gave."""
    by_check: dict[str, Finding] = {}
    for finding in findings:
        known = by_check.get(finding.check)
        if finding.score is not None and (
            known is None or finding.score > (known.score or 0.0)
        ):
            by_check[finding.check] = finding
    return [
        {
            "site_id": site_id,
            "comment_id": comment_id,
            "revision": number,
            "check": finding.check,
            "score": finding.score or 0.0,
            "rule": finding.rule,
            "outcome": finding.outcome,
        }
        for finding in by_check.values()
    ]


def reveal(session: Session, revision: Revision) -> None:
    """Let what was found in a text be seen that somebody decides about blindly."""
    drop_findings(session, revision)
    found = [Finding.from_json(row) for row in revision.findings]
    index_findings(session, revision, found)


def index_title(session: Session, article: Article) -> None:
    """Make the comments of an article findable by its new title. The caller commits."""
    query = (
        select(FoundText, Comment, Revision.body)
        .join(Comment, Comment.id == FoundText.comment_id)
        .join(
            Revision,
            (Revision.comment_id == FoundText.comment_id)
            & (Revision.number == FoundText.revision),
        )
        .where(Comment.article_id == article.id)
        .execution_options(yield_per=500)
    )
    for row, comment, body in session.execute(query):
        words = Words(body, article.title, comment.author_name)
        words = words._replace(email=comment.author_email, url=comment.author_url)
        row.text = found_text(row.site_id, comment.id, row.revision, words)["text"]


def drop_findings(session: Session, revision: Revision) -> None:
    """Let a text be found by nothing that was found in it. The caller commits."""
    session.execute(
        delete(FindingRow).where(
            FindingRow.comment_id == revision.comment_id,
            FindingRow.revision == revision.number,
        )
    )


def drop_from_index(session: Session, comment_id: UUID) -> None:
    """Let nothing of an erased comment be found. The caller commits."""
    for table in (FoundText, FindingRow):
        session.execute(delete(table).where(table.comment_id == comment_id))
