"""Small worlds for tests: valid defaults, and only what a test is about is named.

Factories flush and never commit; what they store has gone the same road as in life.
Ada writes, Grace moderates, Mallory spams.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.accounts.enrol import create_moderator, create_token
from commentbox.articles.found_site import found_site
from commentbox.articles.put_article import ArticleFacts, put_article
from commentbox.domain.states import State
from commentbox.domain.submission import Consent, ConsentMode, Source, Submission
from commentbox.domain.verdict import Binding, Finding, Outcome, Verdict
from commentbox.models import (
    Article,
    Comment,
    Decision,
    Moderator,
    Role,
    Site,
    TokenKind,
    Via,
)
from commentbox.models.ids import new_id
from commentbox.moderation.decide import Intent, decide
from commentbox.posting.submit import submit

SECRET_KEY = "a secret key that only tests know, long enough"
PASSWORD = "correct horse battery"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

NOTHING_FOUND = Verdict(())


def a_site(session: Session, name: str = "blog", **values: Any) -> Site:
    # Decisions count at once and nothing is drawn by chance, save where a test is about
    # that.
    defaults = {"language": "en", "undo_seconds": 0, "blind_share": 0.0}
    values = {"url": "https://blog.example.org", **defaults, **values}
    site, _new = found_site(session, name, now=NOON, **values)
    return site


def the_site(session: Session) -> Site:
    """Return the site that there is, or found one."""
    return session.scalar(select(Site).order_by(Site.id)) or a_site(session)


def an_article(session: Session, key: str = "first", **values: Any) -> Article:
    site = values.pop("site", None) or the_site(session)
    facts = {
        "url": f"https://blog.example.org/{key}",
        "title": "A lamp that never flickers",
        **values,
    }
    article, _new = put_article(session, site, key, ArticleFacts(**facts), now=NOON)
    return article


def a_submission(article: Article, **values: Any) -> Submission:
    moment = values.get("posted_at", NOON)
    consent = Consent(
        notice_version=1,
        text_hash="0" * 64,
        mode=ConsentMode.SENTENCE,
        language="en",
        given_at=moment,
    )
    fields: dict[str, Any] = {
        "article_id": article.id,
        "parent_id": None,
        "author_name": "Ada",
        "body": "Well said.",
        "language": article.language,
        "source": Source.API,
        "consent": consent,
        "posted_at": moment,
        **values,
    }
    return Submission(**fields)


def a_comment(
    session: Session,
    article: Article | None = None,
    *,
    parent: Comment | UUID | None = None,
    state: State = State.PENDING,
    verdict: Verdict = NOTHING_FOUND,
    **values: Any,
) -> Comment:
    """Store a comment and decide until it is in ``state``."""
    article = article or an_article(session)
    if parent is not None:
        values["parent_id"] = parent.id if isinstance(parent, Comment) else parent
    if state in {State.FILTERED, State.SPAM} and verdict is NOTHING_FOUND:
        verdict = held_back("spam" if state is State.SPAM else "respect")
    comment = submit(
        session,
        a_submission(article, **values),
        verdict,
        comment_id=new_id(),
        secret_key=SECRET_KEY,
    )
    session.flush()
    if state in {State.APPROVED, State.REMOVED}:
        decided(session, comment, State.APPROVED)
    if state in {State.REJECTED, State.REMOVED}:
        decided(session, comment, state, rule="respect")
    return comment


def decided(
    session: Session,
    comment: Comment,
    to: State,
    *,
    rule: str | None = None,
    moderator: Moderator | None = None,
    revision: int | None = None,
    note: str = "",
    now: datetime = NOON,
) -> Decision:
    """Decide about the newest text of a comment."""
    return decide(
        session,
        comment.id,
        Intent(to=to, revision=revision or comment.latest.number, rule=rule, note=note),
        moderator=moderator or the_moderator(session, comment.site_id),
        via=Via.API,
        now=now,
    )


def held_back(check: str, score: float = 0.95) -> Verdict:
    """A verdict that passed a filter threshold."""
    rule = "spam" if check == "spam" else check
    finding = Finding(check=check, score=score, rule=rule, outcome=Outcome.FILTER)
    return Verdict((finding,))


def a_binding(check: str, rule: str | None = None, **values: Any) -> Binding:
    values = {"flag_from": 0.5, "filter_from": None, **values}
    return Binding(check, rule, **values)


def a_moderator(
    session: Session,
    email: str = "grace@example.org",
    *,
    site: Site | None = None,
    name: str = "Grace",
    role: Role = Role.MODERATOR,
) -> Moderator:
    return create_moderator(
        session,
        email,
        name=name,
        role=role,
        site=site or the_site(session),
        password=PASSWORD,
        now=NOON,
    )


def the_moderator(session: Session, site_id: int) -> Moderator:
    """Return the moderator that there is, or make Grace one."""
    known = session.scalar(select(Moderator).order_by(Moderator.id))
    return known or a_moderator(session, site=session.get_one(Site, site_id))


def a_token(
    session: Session,
    kind: TokenKind,
    *,
    site: Site | None = None,
    moderator: Moderator | None = None,
) -> str:
    """Return a token; a moderator's is Grace's unless another is named."""
    site = site or the_site(session)
    if kind is TokenKind.MODERATOR:
        moderator = moderator or the_moderator(session, site.id)
    return create_token(session, kind, site=site, moderator=moderator, now=NOON)
