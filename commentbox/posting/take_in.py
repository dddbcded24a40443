"""From a request to a stored comment: the one road of page form and API."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from commentbox.domain.errors import DiscussionClosed, NotSignedIn
from commentbox.domain.submission import Source, Submission
from commentbox.domain.tokens import author_token, hash_token
from commentbox.domain.verdict import Verdict
from commentbox.extensions import begin_write
from commentbox.models import Article, Discussion, Site
from commentbox.posting import guard
from commentbox.posting.attempt import Attempt, Taken, check_notice, checked_key
from commentbox.posting.author import known_author
from commentbox.posting.blocked import held_back, recognised
from commentbox.posting.draw import is_blind
from commentbox.posting.facts import gather
from commentbox.posting.forms import CommentForm
from commentbox.posting.guard import Sender
from commentbox.posting.place import Place
from commentbox.posting.spool.before import refuse_spooled_double, spooled_before
from commentbox.posting.spool.spooling import spooling
from commentbox.posting.spool.take_in import Awaited
from commentbox.posting.store import landing, store
from commentbox.screening.facts import Facts
from commentbox.screening.screen import screen
from commentbox.text.sanitise import render
from commentbox.web import limits
from commentbox.web.asked import bearer_token, now
from commentbox.web.client import client_network
from commentbox.web.json_form import check
from commentbox.web.metrics import of_app
from commentbox.web.settings import settings
from commentbox.web.stamp import HONEYPOT, stamp_is_good


def take_in(
    session: Session,
    place: Place,
    data: MultiDict[str, str],
    *,
    attempt: Attempt,
    source: Source,
    is_form: bool,
) -> Taken:
    """Validate, screen and store one comment; commits. A replay gives the same answer.

    All that takes time is done outside of the transaction that writes: on SQLite others
    wait for that one.
    """
    article, notice = place.article, place.notice_as_shown()
    key = checked_key(request.headers.get("Idempotency-Key"))
    form = CommentForm(data, name_required=article.site.name_required)
    check(form)
    submission = form.to_submission(article, notice, source=source, now=now())
    secret_key = settings().secret_key
    sender = guard.recognise(secret_key, submission, client=client_network(), key=key)
    # The spool is asked first: what leaves it is in the database by then.
    spool = spooling().folder
    if (made := spooled_before(spool, submission, sender, now=now())) is not None:
        return Taken(made, author_token(secret_key, made), is_spooled=True)
    if (made := guard.replayed(session, submission, sender, now=now())) is not None:
        return Taken(made, author_token(secret_key, made))
    check_notice(form.notice_version.data, notice)
    attempt.count(client_network(), article.id)
    refuse_spooled_double(spool, sender, now=now())
    if article.comments is not Discussion.OPEN:
        raise DiscussionClosed("this discussion takes no comments")
    if submission.parent_id is not None:
        if spool.find(submission.parent_id) is not None:
            raise Awaited("its parent is in the spool")
        landing(session.connection(), submission)
    submission = replace(submission, author_id=_earlier_self(session, article))
    facts = _facts(session, place, submission, sender, is_form)
    # The connection goes back: nobody holds one while a text is screened.
    session.rollback()
    with of_app().screening():
        verdict = screen(submission, facts)
    return _store(session, article.site, submission, verdict, sender, attempt.id)


def _store(
    session: Session,
    site: Site,
    submission: Submission,
    verdict: Verdict,
    sender: Sender,
    comment_id: UUID,
) -> Taken:
    """Store what was screened, once; commits."""
    secret_key, moment = settings().secret_key, submission.posted_at
    html = render(submission.body, format="markdown")
    begin_write(session)
    connection = session.connection()
    if not guard.take_key(connection, submission, sender, comment_id, now=moment):
        # Another request with this key was faster; its answer is ours.
        made = guard.replayed(session, submission, sender, now=moment)
        if made is not None:
            return Taken(made, author_token(secret_key, made))
    guard.refuse_double(connection, sender, comment_id, now=moment)
    network = client_network() if limits.are_on() else None
    submission = recognised(
        session, site, submission, network=network, secret_key=secret_key
    )
    verdict = held_back(session, site.id, submission, verdict, secret_key=secret_key)
    store(
        session,
        submission,
        verdict,
        comment_id=comment_id,
        secret_key=secret_key,
        blind=is_blind(site, verdict, comment_id, secret_key=secret_key),
        html=html,
    )
    session.commit()
    return Taken(comment_id, author_token(secret_key, comment_id))


def _earlier_self(session: Session, article: Article) -> UUID | None:
    """Return the author whose token came along, where a comment of the site has it.

    No token, or one that opens nothing, is no error: it only says nothing.
    """
    try:
        return known_author(session, article.site_id, hash_token(bearer_token()))
    except NotSignedIn:
        return None


def _facts(
    session: Session,
    place: Place,
    submission: Submission,
    sender: Sender,
    is_form: bool,  # noqa: FBT001 - private, named at the one call
) -> Facts:
    return gather(
        session,
        place.article,
        around=place.around,
        body=submission.body,
        parent_id=submission.parent_id,
        now=now(),
        client_hash=sender.client_hash if limits.are_on() else None,
        honeypot_filled=is_form and bool(request.form.get(HONEYPOT)),
        stamp_wrong=is_form and not stamp_is_good(request.form.get("stamp", ""), now()),
    )
