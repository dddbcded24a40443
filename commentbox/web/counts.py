"""Counts of what was asked for: in a process's own memory, or of all together.

Where a Valkey server is named, all processes and machines count there. It is a help and
no condition: while it does not answer, each counts for itself, and nobody waits for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from commentbox.web.own_counts import OwnCounts

log = logging.getLogger(__name__)

#: A server that is near answers within a thousandth of that; a post waits no longer.
TIMEOUT_S: Final = 0.25
#: So long it is not asked again after it has not answered.
REST_S: Final = 5.0

#: Gone after a minute, and never used up.
LOOK: Final = RateLimitItemPerMinute(1_000_000)


class Counts:
    def __init__(
        self, valkey_url: str, secret_key: str, *, count_alone: Callable[[], None]
    ) -> None:
        self._own = OwnCounts()
        self._shared = _shared(valkey_url) if valkey_url else None
        self._key = blake2b(secret_key.encode()).digest()
        self._rests_until = 0.0
        self._count_alone = count_alone

    def hit(self, item: RateLimitItem, *subject: str) -> int:
        """Count once; return 0, or for how many seconds the limit is used up."""
        if self._shared is not None:
            if time.monotonic() >= self._rests_until:
                try:
                    return _hit(self._shared, item, self._unnamed(subject))
                except StorageError as error:
                    self._rest(error)
            self._count_alone()
        return self._own.hit(item, *subject)

    def _unnamed(self, subject: tuple[str, ...]) -> str:
        """Return what stands for a client there: its address leaves no machine.

        Installations that share a server do not share a key, so neither their counts.
        """
        named = "\0".join(subject).encode()
        return blake2b(named, key=self._key, digest_size=16).hexdigest()

    def _rest(self, error: StorageError) -> None:
        self._rests_until = time.monotonic() + REST_S
        kind = type(error.storage_error).__name__
        log.warning("Valkey does not answer (%s): this process counts alone", kind)


def why_alone(valkey_url: str) -> str:
    """Count once, as serving processes do; return why that cannot be, or nothing."""
    try:
        _hit(_shared(valkey_url), LOOK, "doctor")
    except StorageError as error:
        return str(error.storage_error)
    return ""


def _shared(url: str) -> FixedWindowRateLimiter:
    storage = storage_from_string(
        url,
        wrap_exceptions=True,
        key_prefix="commentbox",
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
    )
    return FixedWindowRateLimiter(storage)


def _hit(limiter: FixedWindowRateLimiter, item: RateLimitItem, *subject: str) -> int:
    if limiter.hit(item, *subject):
        return 0
    window = limiter.get_window_stats(item, *subject)
    return max(1, int(window.reset_time - time.time()) + 1)
