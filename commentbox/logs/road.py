"""Put the road in place: every logger of the process ends in one handler.

It goes to standard error, where systemd, containers and terminals look for it.
"""

from __future__ import annotations

import logging
import logging.config
import sys
import threading
from typing import Any

log = logging.getLogger(__name__)


def configuration(form: str) -> dict[str, Any]:
    """Return the same as a dict, for a server that sets up logging itself."""
    own = {"level": "INFO", "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": "commentbox.logs.lines.make_formatter", "form": form}
        },
        "filters": {"argued": {"()": "commentbox.logs.road.Argued"}},
        "handlers": {
            "lines": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "WARNING", "handlers": ["lines"]},
        "loggers": {
            "commentbox": dict(own),
            "_granian": {**own, "filters": ["argued"]},
        },
    }


class Argued(logging.Filter):
    """Leave out that there are many threads: ``THREADS`` of ``serve`` says why."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Configuration allows spawning")


def lay(form: str) -> None:
    """Send all that is logged in this process down the one road."""
    logging.config.dictConfig(configuration(form))
    # A line that cannot be written would be shown on standard error with its values.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    threading.excepthook = _tell_of_thread
    sys.unraisablehook = _tell_of_unraisable


def _tell_of_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        found = (args.exc_type, args.exc_value, args.exc_traceback)
        log.error("a thread has ended by an error", exc_info=found)


def _tell_of_unraisable(args: sys.UnraisableHookArgs) -> None:
    if args.exc_value is not None:
        found = (args.exc_type, args.exc_value, args.exc_traceback)
        log.error("an error could not be raised", exc_info=found)
