"""Keep what the desk searches and filters by in step with the texts."""

from __future__ import annotations

from collections.abc import Iterable
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
    session.add(
        FoundText(
            site_id=comment.site_id,
            comment_id=comment.id,
            revision=revision.number,
            text=_words(comment, revision.body, comment.article.title),
            author=fold(comment.author_name),
            email=fold(comment.author_email or ""),
        )
    )
    if not revision.findings_hidden:
        index_findings(session, revision, findings)


def index_findings(
    session: Session, revision: Revision, findings: Iterable[Finding]
) -> None:
    """Let a text be sorted and filtered by what was found in it. The caller commits."""
    found = list(findings)
    revision.outcome = max((f.outcome for f in found), default=Outcome.NOTE)
    revision.risk = max(
        (f.score or 0.0 for f in found if f.outcome is not Outcome.NOTE), default=0.0
    )
    session.add_all(_strongest(revision, found))


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
        row.text = _words(comment, body, article.title)


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


def _words(comment: Comment, body: str, title: str) -> str:
    given = (body, comment.author_name, comment.author_email, comment.author_url, title)
    return fold(" ".join(words for words in given if words))


def _strongest(revision: Revision, findings: list[Finding]) -> list[FindingRow]:
    """Return one row for each check: the highest score that it gave."""
    by_check: dict[str, Finding] = {}
    for finding in findings:
        known = by_check.get(finding.check)
        if finding.score is not None and (
            known is None or finding.score > (known.score or 0.0)
        ):
            by_check[finding.check] = finding
    return [
        FindingRow(
            site_id=revision.site_id,
            comment_id=revision.comment_id,
            revision=revision.number,
            check=finding.check,
            score=finding.score or 0.0,
            rule=finding.rule,
            outcome=finding.outcome,
        )
        for finding in by_check.values()
    ]
