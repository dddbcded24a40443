"""Whether a post came before: the same guards as the database's, in the spool."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from commentbox.domain.errors import DuplicateComment, KeyReused
from commentbox.domain.submission import Submission
from commentbox.posting.guard import FINGERPRINT_LIFE, KEY_LIFE, Sender
from commentbox.posting.spool.folder import Folder


def spooled_before(
    folder: Folder, submission: Submission, sender: Sender, *, now: datetime
) -> UUID | None:
    """Return the spooled post that this key has already made.

    Raises ``KeyReused`` where the key came with another body.
    """
    for entry in folder.of_key(sender):
        known, same = entry.sender, entry.submission
        if known.key_hash != sender.key_hash or (
            same.article_id != submission.article_id or same.posted_at < now - KEY_LIFE
        ):
            continue
        if known.body_hash != sender.body_hash:
            raise KeyReused("the key was used with another body")
        return entry.id
    return None


def refuse_spooled_double(folder: Folder, sender: Sender, *, now: datetime) -> None:
    """Raise ``DuplicateComment`` if the same client sent exactly this a moment ago."""
    for entry in folder.of_text(sender):
        is_same = entry.sender.fingerprint == sender.fingerprint
        if is_same and entry.submission.posted_at >= now - FINGERPRINT_LIFE:
            raise DuplicateComment("exactly this was sent a moment ago")
