"""Which rules and which notice are in force, and what was in force before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from commentbox.models import Decision, PrivacyNotice, Redaction, RuleBook
from commentbox.rulebook.document import Rule, read_rules
from commentbox.web.i18n import speech

Document = TypeVar("Document", RuleBook, PrivacyNotice)


def latest(session: Session, table: type[Document], site_id: int) -> Document | None:
    """Return the newest version, or None for a site that is just being founded."""
    query = select(table).where(table.site_id == site_id)
    return session.scalar(query.order_by(table.version.desc()).limit(1))


def versions(
    session: Session, table: type[Document], site_id: int
) -> Sequence[Document]:
    """Return all versions, the newest first."""
    query = select(table).where(table.site_id == site_id)
    return session.scalars(query.order_by(table.version.desc())).all()


def rulebook_in_force(session: Session, site_id: int) -> RuleBook:
    return _in_force(session, RuleBook, site_id)


def notice_in_force(session: Session, site_id: int) -> PrivacyNotice:
    return _in_force(session, PrivacyNotice, site_id)


def rule_then(session: Session, decision: Decision | Redaction) -> Rule | None:
    """Return the rule that a decision names, as it was worded when it was made."""
    version = (decision.site_id, decision.rulebook_version)
    book = session.get_one(RuleBook, version)
    return read_rules(book.document, book.version, speech().variant).get(decision.rule)


def rules_then(
    session: Session, rows: Sequence[Decision | Redaction]
) -> list[Rule | None]:
    """Return the same for each of these, with one query for all."""
    if not rows:
        return []
    versions_named = {(row.site_id, row.rulebook_version) for row in rows}
    key = tuple_(RuleBook.site_id, RuleBook.version)
    # While they are held, the session finds them without asking the database.
    _held = session.scalars(select(RuleBook).where(key.in_(versions_named))).all()
    return [rule_then(session, row) for row in rows]


def _in_force(session: Session, table: type[Document], site_id: int) -> Document:
    """Return the newest version; every site has one from its first day."""
    row = latest(session, table, site_id)
    if row is None:
        raise LookupError(f"site {site_id} has no {table.__tablename__}")
    return row
