"""One attempt to post: what is the same whether database or spool takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from commentbox.domain.errors import InvalidFields, NoticeSuperseded
from commentbox.models.ids import new_id
from commentbox.rulebook.document import Notice
from commentbox.web import limits
from commentbox.web.i18n import gettext as _

MAX_KEY = 255


@dataclass(slots=True)
class Attempt:
    #: Chosen before anything is tried: whoever stores the post stores it under this.
    id: UUID = field(default_factory=new_id)
    _is_counted: bool = False

    def count(self, client: str, article_id: int) -> None:
        """Count it against the limits, once however often it is tried."""
        if not self._is_counted:
            self._is_counted = True
            limits.hit("client", client)
            limits.hit("article", str(article_id))


@dataclass(frozen=True, slots=True)
class Taken:
    """What the author is told: the id, and the token that proves whose it is."""

    id: UUID
    token: str
    #: It waits in the spool, for the database.
    is_spooled: bool = False


def check_notice(stated: str | None, notice: Notice) -> None:
    """Refuse consent to a wording that no longer holds.

    Compared as text: a number that a stranger sends may be of any length.
    """
    if stated and stated != str(notice.version):
        raise NoticeSuperseded(notice.version, notice.plain_sentence)


def checked_key(key: str | None) -> str | None:
    """Return the key that came with a request: 1-255 visible ASCII characters."""
    if key is None:
        return None
    visible = all("!" <= letter <= "~" for letter in key)
    if not 1 <= len(key) <= MAX_KEY or not visible:
        message = _("An Idempotency-Key has 1 to 255 visible ASCII characters.")
        raise InvalidFields({"Idempotency-Key": [message]})
    return key
