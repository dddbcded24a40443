"""A signed mark of the hour in page forms, and the field that people do not see.

Both tell a machine that fills in every form from a person. A wrong one is a finding
for the desk and never an error: somebody may have left a page open overnight.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from commentbox.domain.tokens import keyed_hash
from commentbox.web.settings import settings

#: Hidden from people by the style sheet and from screen readers; machines fill it in.
HONEYPOT = "subject"

#: A page may stay open for so long before its stamp is a finding.
LIFE = timedelta(hours=24)


def stamp(now: datetime) -> str:
    """Return the stamp of this hour: the same for all, so that pages are shared."""
    hour = _hour(now)
    return f"{hour}.{_signature(hour)}"


def stamp_is_good(value: str, now: datetime) -> bool:
    hour, _, signature = value.partition(".")
    if not hour.isdecimal() or not hour.isascii():
        return False
    # Bytes: a stranger may send anything, and text must be ASCII to be compared.
    genuine = hmac.compare_digest(signature.encode(), _signature(hour).encode())
    return genuine and _hour(now - LIFE) <= hour <= _hour(now)


def _hour(moment: datetime) -> str:
    return moment.strftime("%Y%m%d%H")


def _signature(hour: str) -> str:
    return keyed_hash(settings().secret_key, "form-stamp", hour)[:32]
