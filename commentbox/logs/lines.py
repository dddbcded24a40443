"""From a record of the standard library to a line, whoever has written it.

Our own modules log constant words and values of their own making, such as the kind of a
job. What a library puts into its lines cannot be known, so of theirs only the constant
part is kept: the values, which may be an address or a text, stay out.
"""

from __future__ import annotations

import os
import re
from logging import Formatter, LogRecord
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.typing import EventDict, Processor

from commentbox.logs.failures import kinds_of, places_of

if TYPE_CHECKING:
    from collections.abc import Mapping


#: Whose words are constant and whose values are their own: ours, and the server's.
TRUSTED = re.compile(r"(commentbox|_granian)(\.|$)")

#: What may be said beside the words of a line. Everything else is left out.
TOLD: Final = frozenset({"method", "ms", "route", "status"})

#: Longer lines than this are no news but a flood.
MOST_LETTERS = 500
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def make_formatter(form: str) -> Formatter:
    """Return what turns each record into a line; named by ``road.configuration``."""
    last: Processor = structlog.processors.JSONRenderer()
    if form == "console":
        last = structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, pad_level=False, timestamp_key="time"
        )
    return ProcessorFormatter(
        processors=[ProcessorFormatter.remove_processors_meta, last],
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            _whose,
            _worded,
            ExtraAdder(allow=TOLD),
            _without_messages,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            _on_one_line,
        ],
        # The words and the values come apart, so that they can be told apart.
        use_get_message=False,
        pass_foreign_args=True,
        logger=None,
    )


def _whose(_logger: Any, _method: str, event: EventDict) -> EventDict:
    record: LogRecord = event["_record"]
    event["logger"] = record.name
    event["process"] = os.getpid()
    return event


def _worded(_logger: Any, _method: str, event: EventDict) -> EventDict:
    record: LogRecord = event["_record"]
    values = event.pop("positional_args", ())
    if TRUSTED.match(record.name):
        event["event"] = _filled(str(record.msg), values)
        return event
    event["at"] = f"{PurePath(record.pathname).name}:{record.lineno}"
    # Without values to fill in, the words themselves may have been put together.
    event["event"] = str(record.msg) if values else "a library has something to say"
    return event


def _filled(words: str, values: tuple[Any, ...] | Mapping[str, Any]) -> str:
    try:
        return words % values if values else words
    except (TypeError, ValueError, KeyError):
        return words


def _without_messages(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Say of an exception what it is and where it was, and nothing that it says."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else None
    event.pop("stack_info", None)
    if error is not None:
        event["error"] = kinds_of(error)
        event["places"] = places_of(error)
    return event


def _on_one_line(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Let no value begin a line of its own, or move the cursor of a terminal."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = CONTROL.sub(" ", value)[:MOST_LETTERS]
    return event
