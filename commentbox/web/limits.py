"""Rate limits: how much one client, and one article, may take in a while."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, current_app
from limits import RateLimitItem, parse_many

from commentbox.config import Config
from commentbox.domain.errors import TooManyAttempts
from commentbox.web.counts import Counts
from commentbox.web.metrics import EXTENSION as METRICS
from commentbox.web.metrics import Metrics
from commentbox.web.settings import CONFIG_KEY, settings

EXTENSION = "commentbox.counts"

_parse = lru_cache(maxsize=32)(parse_many)


def hit(name: str, *subject: str) -> None:
    """Count a request. Raises ``TooManyAttempts`` beyond the limits of that name.

    It is asked for by name where a request is known to count: a replay or a preview is
    no post.
    """
    for item in _limits(name):
        if seconds_left := _counts().hit(item, name, *subject):
            raise TooManyAttempts(seconds_left)


def are_on() -> bool:
    """Return whether limits, and checks by speed or repetition, are in force."""
    return bool(settings().rate_limits)


def register(app: Flask) -> None:
    config: Config = app.config[CONFIG_KEY]
    metrics: Metrics = app.extensions[METRICS]
    app.extensions[EXTENSION] = Counts(
        config.valkey_url, config.secret_key, count_alone=metrics.count_alone
    )


def _limits(name: str) -> list[RateLimitItem]:
    given = settings().rate_limits.get(name)
    return _parse(given) if given else []


def _counts() -> Counts:
    counts: Counts = current_app.extensions[EXTENSION]
    return counts
