"""Whether the servers that commentbox was told to use can be reached, and answer."""

from __future__ import annotations

from collections.abc import Iterator

from commentbox.checkup.check import Result, result_of
from commentbox.config import Config
from commentbox.web.counts import why_alone

VALKEY = (
    "start it, or set COMMENTBOX_VALKEY_URL right; until then each process counts for "
    "itself, and a reader may send as often as there are processes"
)


def results(config: Config) -> Iterator[Result]:
    """Look at what is set: where nothing is, nobody is asked."""
    if config.valkey_url:
        yield result_of("valkey", _valkey(config), VALKEY)


def _valkey(config: Config) -> Iterator[str]:
    if why := why_alone(config.valkey_url):
        yield f"does not count: {why}"
