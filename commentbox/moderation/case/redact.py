"""Hide a passage of a text from readers, and show it again; the gap says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import InvalidFields, NotFound, StaleDecision
from commentbox.models import Comment, Moderator, Redaction, Revision, RuleBook, log
from commentbox.models.settle import changing
from commentbox.moderation.decide import held_comment
from commentbox.rulebook.document import Rule
from commentbox.rulebook.queries import rulebook_in_force, rules_then
from commentbox.text.redact import Gap, redacted
from commentbox.text.sanitise import Format
from commentbox.web.asked import speech_of
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import ngettext, speaking

#: A text with more gaps than this is better rejected as a whole.
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words as they stand in a text, and the rule that they break."""

    text: str
    rule: str
    revision: int
    #: Which of several, from 1; None: each of them.
    occurrence: int | None = None


def hide(
    session: Session,
    comment_id: UUID,
    passage: Passage,
    *,
    moderator: Moderator,
    now: datetime,
) -> list[Redaction]:
    """Cut a passage out of what readers see. The caller commits.

    The text as it was sent stays; nothing is decided by this. Raises ``NotFound``,
    ``StaleDecision`` (a newer text took its place) and ``InvalidFields``.
    """
    comment, revision = _text_in_force(session, comment_id, passage.revision)
    book = rulebook_in_force(session, comment.site_id)
    _check_rule(passage.rule, book)
    places = _new_places(session, revision, passage)
    rows = [
        Redaction(
            site_id=comment.site_id,
            comment_id=comment.id,
            revision=revision.number,
            start=start,
            end=start + len(passage.text),
            rule=passage.rule,
            rulebook_version=book.version,
            moderator=moderator,
            made_at=now,
        )
        for start in places
    ]
    session.add_all(rows)
    _render_anew(session, comment, revision, now)
    facts = {"revision": revision.number, "rule": passage.rule, "times": len(rows)}
    _record(session, "text.redacted", comment, moderator, now, facts)
    return rows


def show_again(
    session: Session,
    comment_id: UUID,
    redaction_id: int,
    *,
    moderator: Moderator,
    now: datetime,
) -> None:
    """Put a passage back into what readers see. The caller commits.

    Raises ``NotFound``, also where somebody was faster, and ``StaleDecision``.
    """
    comment = held_comment(session, comment_id)
    row = session.get(Redaction, redaction_id, populate_existing=True)
    if row is None or row.comment_id != comment.id:
        raise NotFound("no such gap")
    _comment, revision = _text_in_force(session, comment_id, row.revision)
    facts = {"revision": row.revision, "rule": row.rule}
    session.delete(row)
    _render_anew(session, comment, revision, now)
    _record(session, "text.restored", comment, moderator, now, facts)


def redactions_of(
    session: Session, comment_id: UUID, revision: int | None = None
) -> Sequence[Redaction]:
    """Return what is hidden, of all texts or of one, as it stands in them."""
    query = select(Redaction).where(Redaction.comment_id == comment_id)
    if revision is not None:
        query = query.where(Redaction.revision == revision)
    order = (Redaction.revision, Redaction.start, Redaction.id)
    return session.scalars(query.order_by(*order)).all()


def _text_in_force(
    session: Session, comment_id: UUID, number: int
) -> tuple[Comment, Revision]:
    """Return a text, held, that waits or that readers see."""
    comment = held_comment(session, comment_id)
    revision = comment.revision(number)
    if revision is None:
        raise NotFound("no such text")
    if not revision.live:
        raise StaleDecision(None)
    return comment, revision


def _check_rule(code: str, book: RuleBook) -> None:
    if code not in {rule["code"] for rule in book.document["rules"]}:
        raise InvalidFields({"rule": [_("Please say which rule was broken.")]})


def _new_places(session: Session, revision: Revision, passage: Passage) -> list[int]:
    """Return where the passage begins and is not hidden yet."""
    places = _places(revision.body, passage)
    known = redactions_of(session, revision.comment_id, revision.number)
    length = len(passage.text)
    hidden = [(row.start, row.end) for row in known]
    left = [p for p in places if not any(s <= p and p + length <= e for s, e in hidden)]
    if not left:
        raise InvalidFields({"passage": [_("These words are hidden already.")]})
    if len(known) + len(left) > MOST:
        message = _("At most %(n)s passages of one text can be hidden.", n=MOST)
        raise InvalidFields({"passage": [message]})
    return left


def _places(body: str, passage: Passage) -> list[int]:
    found: list[int] = []
    at = body.find(passage.text)
    while at != -1:
        found.append(at)
        at = body.find(passage.text, at + 1)
    if not found:
        message = _("The text does not have these words, letter by letter.")
        raise InvalidFields({"passage": [message]})
    if passage.occurrence is None:
        return found
    if not 1 <= passage.occurrence <= len(found):
        message = ngettext(
            "The text has these words %(n)s time.",
            "The text has these words %(n)s times.",
            len(found),
        )
        raise InvalidFields({"occurrence": [message]})
    return [found[passage.occurrence - 1]]


def _render_anew(
    session: Session, comment: Comment, revision: Revision, now: datetime
) -> None:
    session.flush()
    rows = redactions_of(session, comment.id, revision.number)
    article = comment.article
    with speaking(speech_of(article.site, article.language)):
        gaps = [
            Gap(row.start, row.end, _mark(row, rule))
            for row, rule in zip(rows, rules_then(session, rows), strict=True)
        ]
    form: Format = "html" if revision.format == "html" else "markdown"
    with changing(session, comment, now=now):
        revision.html = redacted(revision.body, gaps, format=form)


def _mark(row: Redaction, rule: Rule | None) -> str:
    """Return what readers see instead."""
    return _(
        "[… removed by %(name)s: rule %(number)s]",
        name=row.moderator.name,
        number=rule.number if rule else row.rule,
    )


def _record(
    session: Session,
    kind: str,
    comment: Comment,
    moderator: Moderator,
    now: datetime,
    facts: dict[str, object],
) -> None:
    log(
        session,
        kind,
        site_id=comment.site_id,
        moderator=moderator,
        now=now,
        subject=comment.article.title,
        comment_id=comment.id,
        **facts,
    )
