"""E-mail addresses, checked by their form alone: nothing is asked of the network."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from email_validator import ValidatedEmail


def checked_email(address: str) -> str:
    """Return the address in its normal form. Raises ``ValueError`` with the reason."""
    found = _validate()(
        address.strip(), check_deliverability=False, globally_deliverable=False
    )
    return found.normalized


@cache
def _validate() -> Callable[..., ValidatedEmail]:
    # Imported here: a server that only answers readers has no use for it.
    import email_validator  # noqa: PLC0415

    # Names such as ``blog.local`` cannot be reached from everywhere; in the publisher's
    # own network they can.
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
    return email_validator.validate_email
