"""Which rules and which notice are in force, and what was in force before."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import PrivacyNotice, RuleBook


def latest_rulebook(session: Session, site_id: int) -> RuleBook | None:
    query = select(RuleBook).where(RuleBook.site_id == site_id)
    return session.scalar(query.order_by(RuleBook.version.desc()).limit(1))


def latest_notice(session: Session, site_id: int) -> PrivacyNotice | None:
    query = select(PrivacyNotice).where(PrivacyNotice.site_id == site_id)
    return session.scalar(query.order_by(PrivacyNotice.version.desc()).limit(1))


def rulebook_in_force(session: Session, site_id: int) -> RuleBook:
    """Return the current rule book; every site has one from its first day."""
    book = latest_rulebook(session, site_id)
    if book is None:
        raise LookupError(f"site {site_id} has no rule book")
    return book


def notice_in_force(session: Session, site_id: int) -> PrivacyNotice:
    """Return the current privacy notice; every site has one from its first day."""
    notice = latest_notice(session, site_id)
    if notice is None:
        raise LookupError(f"site {site_id} has no privacy notice")
    return notice


def rulebook_versions(session: Session, site_id: int) -> Sequence[RuleBook]:
    query = select(RuleBook).where(RuleBook.site_id == site_id)
    return session.scalars(query.order_by(RuleBook.version.desc())).all()


def notice_versions(session: Session, site_id: int) -> Sequence[PrivacyNotice]:
    query = select(PrivacyNotice).where(PrivacyNotice.site_id == site_id)
    return session.scalars(query.order_by(PrivacyNotice.version.desc())).all()
