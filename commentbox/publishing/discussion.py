"""The discussion as people see it: page and fragment, complete without scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request
from sqlalchemy.orm import Session

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.models import Article, Comment, Discussion
from commentbox.publishing import cursors
from commentbox.publishing.page import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    Sort,
    ThreadPage,
    more_of,
    thread_page,
)
from commentbox.publishing.queries import public_comment
from commentbox.rulebook.document import Notice, Rules, read_notice, read_rules
from commentbox.rulebook.queries import notice_in_force, rulebook_in_force
from commentbox.web.asked import asked_id, now
from commentbox.web.badge import badge_name
from commentbox.web.form_state import FormState
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import speech
from commentbox.web.stamp import HONEYPOT, stamp


def rules_and_notice(session: Session, article: Article) -> tuple[Rules, Notice]:
    """Return what stands under every discussion, in the language of the answer."""
    site, variant = article.site, speech().variant
    book = rulebook_in_force(session, site.id)
    notice = notice_in_force(session, site.id)
    return (
        read_rules(book.document, book.version, variant),
        read_notice(notice.document, notice.version, variant, site.consent_mode),
    )


def asked_page() -> dict[str, Any]:
    """Return sort, cursor and limit of the request. Raises ``InvalidFields``."""
    try:
        sort = Sort(request.args.get("sort", Sort.OLDEST))
    except ValueError:
        raise InvalidFields({"sort": [_("This is oldest or newest.")]}) from None
    text = request.args.get("limit", str(DEFAULT_LIMIT))
    allowed = {str(number) for number in range(1, MAX_LIMIT + 1)}
    if text not in allowed:
        message = _("This must be a number from 1 to %(max)s.", max=MAX_LIMIT)
        raise InvalidFields({"limit": [message]})
    cursor = request.args.get("cursor")
    return {
        "sort": sort,
        "cursor": cursors.read(cursor) if cursor else None,
        "limit": int(text),
    }


def render_discussion(
    session: Session,
    article: Article,
    form: FormState | None = None,
    *,
    page: ThreadPage | None = None,
    fragment: bool = False,
) -> str:
    """Return the page, or only its discussion, with what a reader has typed so far."""
    rules, notice = rules_and_notice(session, article)
    asked = asked_page()
    form = form or FormState()
    page = page or thread_page(session, article, **asked)
    answered = _answered(session, article, form)
    return render_template(
        "publishing/_discussion.html" if fragment else "publishing/discussion.html",
        article=article,
        site=article.site,
        page=page,
        first_page=asked["cursor"] is None,
        more_of=more_of,
        write_cursor=cursors.write,
        badge_name=badge_name,
        is_open=article.comments is Discussion.OPEN,
        rules=rules,
        notice=notice,
        form=form,
        answered=answered,
        branch=_branch(page, asked["cursor"], answered),
        stamp=stamp(now()),
        honeypot=HONEYPOT,
    )


def _branch(
    page: ThreadPage, cursor: cursors.Cursor | None, answered: Comment | None
) -> UUID | None:
    """Return a public comment of the branch that the page is about, if it is of one."""
    if answered is not None:
        return answered.id
    if not isinstance(cursor, cursors.BranchCursor):
        return None
    return next((node.id for node in page.nodes if not node.removal), None)


def _answered(session: Session, article: Article, form: FormState) -> Comment | None:
    """Return the comment that the form answers, by the address or the form."""
    wanted = form.values.get("parent") or request.args.get("reply_to")
    if not wanted:
        return None
    try:
        comment = public_comment(session, asked_id(wanted))
    except NotFound:
        return None
    return comment if comment and comment.article_id == article.id else None
