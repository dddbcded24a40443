"""One's own comment while it is in the spool: its state, and its withdrawal."""

from __future__ import annotations

import hmac
from typing import Any
from uuid import UUID

from werkzeug.exceptions import ServiceUnavailable

from commentbox.domain.errors import NotFound, NotSignedIn
from commentbox.domain.states import State
from commentbox.domain.tokens import author_token
from commentbox.posting.spool.entry import Damaged, Entry
from commentbox.posting.spool.folder import Folder
from commentbox.text.sanitise import render
from commentbox.web.i18n import N_, gettext, rfc3339

#: Longer than anybody stores before it is the turn of others.
PATIENCE_S = 3.0
RETRY_AFTER_S = 5

RECEIVED = N_(
    "It is kept safely here. As soon as our database is back, it will appear for "
    "checking, by itself: there is no need to send it again."
)


def own_entry(
    folder: Folder, id_: UUID, token: str, *, secret_key: str
) -> Entry | None:
    """Return the spooled comment that ``token`` belongs to; None where none is spooled.

    Raises ``NotSignedIn`` for a wrong token, ``NotFound`` where it was withdrawn.
    """
    post = folder.find(id_)
    if post is None:
        return None
    expected = author_token(secret_key, id_).encode()
    if not hmac.compare_digest(expected, token.encode("utf-8", "replace")):
        raise NotSignedIn("the token does not belong to this comment")
    if post.is_withdrawn:
        raise NotFound("the comment was withdrawn")
    try:
        return folder.read(post)
    except FileNotFoundError:
        # It was stored this moment.
        return None
    except Damaged as error:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_S) from error


def withdraw_spooled(folder: Folder, id_: UUID) -> bool:
    """Erase a spooled comment; False where it was stored meanwhile.

    The caller has seen its token. Whoever stores it at this moment is waited for.
    """
    with folder.storing(PATIENCE_S) as is_ours:
        if is_ours:
            with folder.writing():
                return _erase(folder, id_)
    raise ServiceUnavailable(retry_after=RETRY_AFTER_S)


def _erase(folder: Folder, id_: UUID) -> bool:
    post = folder.find(id_)
    if post is None:
        return False
    if not post.is_withdrawn:
        folder.withdraw(post)
    return True


def spooled_json(entry: Entry) -> dict[str, Any]:
    """Return the status of a comment that the database does not have yet."""
    submission = entry.submission
    return {
        "id": str(entry.id),
        "state": State.PENDING.value,
        "spooled": gettext(RECEIVED),
        "revision": 1,
        "public": False,
        "posted_at": rfc3339(submission.posted_at),
        "permalink": None,
        "html": str(render(submission.body, format="markdown")),
        "body": submission.body,
        "decisions": [],
        "held_back": None,
        "statement": None,
        "redactions": [],
        "messages": [],
    }
