"""Take each comment in once: idempotency keys, and a guard against the double click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import DuplicateComment, KeyReused
from commentbox.domain.submission import Submission
from commentbox.domain.tokens import keyed_hash
from commentbox.models import IdempotencyKey, PostFingerprint
from commentbox.models.upsert import take

KEY_LIFE = timedelta(hours=48)
FINGERPRINT_LIFE = timedelta(seconds=60)

KEY_EXPIRED = IdempotencyKey.created_at < bindparam("deadline")
FINGERPRINT_EXPIRED = PostFingerprint.created_at < bindparam("deadline")
#: How many comments a client has sent since a moment.
RECENT = select(func.count()).where(
    PostFingerprint.client_hash == bindparam("client"),
    PostFingerprint.created_at >= bindparam("a_moment_ago"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What is known of who sends, as keyed hashes only."""

    client_hash: str
    key_hash: str | None
    body_hash: str
    fingerprint: str


def recognise(
    secret_key: str, submission: Submission, *, client: str, key: str | None
) -> Sender:
    """Return the marks by which the same submission is known again."""
    fields = (
        str(submission.article_id),
        str(submission.parent_id),
        submission.author_name,
        str(submission.author_email),
        str(submission.author_url),
        submission.body,
    )
    return Sender(
        client_hash=keyed_hash(secret_key, "client", client),
        key_hash=keyed_hash(secret_key, "idempotency-key", key) if key else None,
        body_hash=keyed_hash(secret_key, "idempotency-body", *fields),
        fingerprint=keyed_hash(secret_key, "fingerprint", client, *fields),
    )


def replayed(
    session: Session, submission: Submission, sender: Sender, *, now: datetime
) -> UUID | None:
    """Return the comment that this key has already made.

    Raises ``KeyReused`` where the key came with another body.
    """
    if sender.key_hash is None:
        return None
    row = session.get(
        IdempotencyKey,
        (submission.article_id, sender.key_hash),
        populate_existing=True,
    )
    if row is None or row.created_at < now - KEY_LIFE:
        return None
    if row.body_hash != sender.body_hash:
        raise KeyReused("the key was used with another body")
    return row.comment_id


def take_key(
    connection: Connection,
    submission: Submission,
    sender: Sender,
    comment_id: UUID,
    *,
    now: datetime,
) -> bool:
    """Bind the key to the comment. False if another request was first with it."""
    if sender.key_hash is None:
        return True
    values = {
        "article_id": submission.article_id,
        "key_hash": sender.key_hash,
        "body_hash": sender.body_hash,
        "comment_id": comment_id,
        "created_at": now,
    }
    deadline = now - KEY_LIFE
    expired = KEY_EXPIRED
    return take(connection, IdempotencyKey, values, expired=expired, deadline=deadline)


def refuse_double(
    connection: Connection, sender: Sender, comment_id: UUID, *, now: datetime
) -> None:
    """Raise ``DuplicateComment`` if the same client sent exactly this a moment ago."""
    if not note_double(connection, sender, comment_id, now=now):
        raise DuplicateComment("exactly this was sent a moment ago")


def note_double(
    connection: Connection, sender: Sender, comment_id: UUID, *, now: datetime
) -> bool:
    """Note that this was sent. False if the same client has sent it a moment ago."""
    deadline = now - FINGERPRINT_LIFE
    values = {
        "fingerprint": sender.fingerprint,
        "comment_id": comment_id,
        "client_hash": sender.client_hash,
        "created_at": now,
    }
    expired = FINGERPRINT_EXPIRED
    return take(connection, PostFingerprint, values, expired=expired, deadline=deadline)


def purge(session: Session, *, now: datetime) -> None:
    """Delete what has expired: the notice says how long it is kept."""
    lives = ((IdempotencyKey, KEY_LIFE), (PostFingerprint, FINGERPRINT_LIFE))
    for table, life in lives:
        session.execute(delete(table).where(table.created_at < now - life))


def forget(session: Session, comment_id: UUID) -> None:
    """Delete every mark of a comment that is erased."""
    for table in (IdempotencyKey, PostFingerprint):
        session.execute(delete(table).where(table.comment_id == comment_id))
