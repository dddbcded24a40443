"""Which form of an answer a client takes, and whether it has the answer already.

RFC 9110: content codings (12.5.3), entity tags and dates in conditions (13.1, 13.2.2).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

IDENTITY = "identity"
#: Codings that we make, the better first: among equals the first is taken.
CODINGS = ("br", "gzip")

#: A tag in a list, strong or weak: ``If-None-Match`` compares weakly.
TAG = re.compile(r'(?:W/)?"([^"]*)"')
#: ``gzip;q=0.5``; a weight that is none counts as absent, and the coding with it.
WISH = re.compile(r"\s*([^\s;,]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.I)


def tag_of(digest: str, coding: str) -> str:
    """Return the entity tag of one coding: other bytes, so another tag."""
    return f'"{digest}"' if coding == IDENTITY else f'"{digest}-{coding}"'


@lru_cache(maxsize=512)
def codings_by_wish(accepted: str) -> tuple[str, ...]:
    """Return which codings a client takes, the most welcome first.

    ``identity`` is always among them: where a client excludes all that there is, plain
    bytes serve it better than an error.
    """
    weights = _weights(accepted)
    rest = weights.get("*")
    wished = {coding: weights.get(coding, rest or 0.0) for coding in CODINGS}
    plain = weights.get(IDENTITY, 1.0 if rest is None else rest)
    # Named or not, plain bytes are the last resort among equals.
    named = plain if IDENTITY in weights else min(plain, 0.001)
    order = sorted(CODINGS, key=lambda coding: -wished[coding])
    return (*(c for c in order if wished[c] > 0 and wished[c] >= named), IDENTITY)


def _weights(accepted: str) -> dict[str, float]:
    found = {}
    for part in accepted.lower().split(","):
        if wish := WISH.fullmatch(part):
            name = wish[1].removeprefix("x-") if wish[1] == "x-gzip" else wish[1]
            found[name] = min(float(wish[2]), 1.0) if wish[2] else 1.0
    return found


def matching_tag(header: str, digest: str, coding: str) -> str | None:
    """Return the tag that a 304 carries; None where the client has something else.

    That of the coding which this client would get, if it has it; else the one it has:
    it shall find the answer that it keeps.
    """
    wanted = tag_of(digest, coding)
    if header.strip() == "*":
        return wanted
    listed = set(TAG.findall(header))
    own = [tag_of(digest, known) for known in (coding, IDENTITY, *CODINGS)]
    return next((tag for tag in own if tag[1:-1] in listed), None)


def is_older(changed_at: datetime | None, since: str) -> bool:
    """Return whether nothing has changed since that date (``If-Modified-Since``)."""
    if changed_at is None:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    if known.tzinfo is None:
        known = known.replace(tzinfo=UTC)
    return changed_at.replace(microsecond=0) <= known
