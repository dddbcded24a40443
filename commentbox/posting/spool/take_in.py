"""Take a post into the spool: what can be said without the database is said at once."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from functools import partial

from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ServiceUnavailable

from commentbox.domain.errors import DiscussionClosed, NotSignedIn
from commentbox.domain.submission import Source, Submission
from commentbox.domain.tokens import author_token, hash_token
from commentbox.extensions import is_away
from commentbox.models import Article, Discussion
from commentbox.posting import guard
from commentbox.posting.attempt import Attempt, Taken, check_notice, checked_key
from commentbox.posting.forms import CommentForm
from commentbox.posting.guard import Sender
from commentbox.posting.spool.asked import NotKnown
from commentbox.posting.spool.before import refuse_spooled_double, spooled_before
from commentbox.posting.spool.entry import Entry
from commentbox.posting.spool.folder import SpoolFull
from commentbox.posting.spool.in_time import KeptWaiting, in_time
from commentbox.posting.spool.spooling import spooling
from commentbox.rulebook.document import read_notice
from commentbox.web import limits
from commentbox.web.asked import bearer_token, now
from commentbox.web.client import client_network
from commentbox.web.i18n import speech
from commentbox.web.json_form import check
from commentbox.web.settings import settings
from commentbox.web.stamp import HONEYPOT, stamp_is_good

log = logging.getLogger(__name__)

#: The database may be back soon; a full spool empties no faster.
RETRY_AFTER_S = 10

Work = Callable[[Attempt], Response]


class Awaited(Exception):
    """What it answers is in the spool itself."""


def stored_or_spooled(store: Work, spool: Work) -> Response:
    """Answer by storing the post, or by spooling it where the database is away.

    What ``store`` reads of the body of the request must have been read before.
    """
    attempt, office = Attempt(), spooling()
    if not office.is_away():
        try:
            return in_time(partial(store, attempt), office.answers)
        except Awaited:
            pass
        except (KeptWaiting, SQLAlchemyError) as error:
            if isinstance(error, SQLAlchemyError) and not is_away(error):
                raise
            log.warning("a post goes to the spool: %s", type(error).__name__)
            office.went_away()
    try:
        return spool(attempt)
    except (NotKnown, SpoolFull, OSError, sqlite3.Error) as error:
        log.warning("a post cannot go to the spool: %s", type(error).__name__)
        raise ServiceUnavailable(retry_after=RETRY_AFTER_S) from error


def spool_post(
    attempt: Attempt, article: Article, data: MultiDict[str, str], *, source: Source
) -> Taken:
    """Validate a post and keep it in the spool, once; it is screened when it is stored.

    Raises what ``take_in`` raises, and ``SpoolFull``.
    """
    site, office = article.site, spooling()
    stored = office.known.notice(site)
    variant = speech().variant
    notice = read_notice(stored.document, stored.version, variant, site.consent_mode)
    key = checked_key(request.headers.get("Idempotency-Key"))
    form = CommentForm(data, name_required=site.name_required)
    check(form)
    moment, secret_key = now(), settings().secret_key
    submission = form.to_submission(article, notice, source=source, now=moment)
    sender = guard.recognise(secret_key, submission, client=client_network(), key=key)
    with office.folder.writing():
        made = spooled_before(office.folder, submission, sender, now=moment)
        if made is None:
            check_notice(form.notice_version.data, notice)
            attempt.count(client_network(), article.id)
            if article.comments is not Discussion.OPEN:
                raise DiscussionClosed("this discussion takes no comments")
            refuse_spooled_double(office.folder, sender, now=moment)
            office.folder.put(_entry(attempt, article, submission, sender))
    id_ = made or attempt.id
    return Taken(id_, author_token(secret_key, id_), is_spooled=True)


def _entry(
    attempt: Attempt, article: Article, submission: Submission, sender: Sender
) -> Entry:
    is_form = request.mimetype != "application/json"
    by_network = limits.are_on() and article.site.network_days > 0
    stamp = request.form.get("stamp", "")
    return Entry(
        id=attempt.id,
        site=article.site.name,
        article=article.key,
        submission=submission,
        sender=sender,
        author_hash=_earlier_token(),
        network=client_network() if by_network else None,
        honeypot_filled=is_form and bool(request.form.get(HONEYPOT)),
        stamp_wrong=is_form and not stamp_is_good(stamp, submission.posted_at),
    )


def _earlier_token() -> str | None:
    try:
        return hash_token(bearer_token())
    except NotSignedIn:
        return None
