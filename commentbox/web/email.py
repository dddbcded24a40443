"""E-mail addresses, checked by their form alone: nothing is asked of the network."""

from __future__ import annotations

import email_validator

# Names such as ``blog.local`` cannot be reached from everywhere; in the publisher's
# own network they can.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


def checked_email(address: str) -> str:
    """Return the address in its normal form. Raises ``ValueError`` with the reason."""
    found = email_validator.validate_email(
        address.strip(), check_deliverability=False, globally_deliverable=False
    )
    return found.normalized
