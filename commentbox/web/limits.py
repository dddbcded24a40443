"""Rate limits: how much one client, and one article, may take in a while."""

from __future__ import annotations

import time

from flask_limiter import Limiter
from limits import RateLimitItem, parse_many

from commentbox.domain.errors import TooManyAttempts
from commentbox.web.client import client_network
from commentbox.web.settings import settings

#: Counts in the process's own memory. Limits are asked for by name (``hit``), where
#: a request is known to count: a replay or a preview is no post.
limiter = Limiter(client_network, storage_uri="memory://", default_limits=[])


def hit(name: str, *subject: str) -> None:
    """Count a request. Raises ``TooManyAttempts`` beyond the limits of that name."""
    limits = settings().rate_limits.get(name)
    if not limits:
        return
    for item in parse_many(limits):
        if not limiter.limiter.hit(item, name, *subject):
            raise TooManyAttempts(_seconds_left(item, name, *subject))


def are_on() -> bool:
    """Return whether limits, and checks by speed or repetition, are in force."""
    return bool(settings().rate_limits)


def _seconds_left(item: RateLimitItem, *subject: str) -> int:
    window = limiter.limiter.get_window_stats(item, *subject)
    return max(1, int(window.reset_time - time.time()) + 1)
