"""Passwords: 12 to 128 characters, no other rule, kept as argon2id."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from commentbox.domain.errors import InvalidFields
from commentbox.web.i18n import gettext as _

MIN_LENGTH, MAX_LENGTH = 12, 128

#: OWASP's first recommendation: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Return what is stored. Raises ``InvalidFields`` for a length out of bounds."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        message = _("A password has 12 to 128 characters.")
        raise InvalidFields({"password": [message]})
    return _hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Return whether the password fits. For an unknown user (None) it works as long."""
    try:
        matches = _hasher.verify(stored or _nobodys_hash(), password[: MAX_LENGTH + 1])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return matches and stored is not None


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("the password of nobody at all")
