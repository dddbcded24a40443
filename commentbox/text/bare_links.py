"""Web addresses that stand bare in a text, with and without their scheme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from linkify_it import LinkifyIt

START: Final = re.compile(r"(?<![\w@/.:-])(?:https?://|www\.(?=\w))", re.IGNORECASE)
#: What linkify-it takes for a part of the address: emphasis, quotation marks.
AFTER: Final = "*~“”„«»‹›‘’….,;:!?"
#: Both bound the work on addresses full of brackets that never close.
MAX_URL: Final = 2000
MAX_STARTS: Final = 100


@dataclass(frozen=True, slots=True)
class BareLink:
    """What markdown-it asks of a match: ``schema`` is only said when it is unusual."""

    text: str
    url: str
    index: int
    last_index: int
    schema: str = "http:"


class BareLinks:
    """Finds them for markdown-it, which calls these methods.

    linkify-it knows where an address ends (brackets, quotes, full stops). Where it
    begins is decided here: no bare domains, no e-mail, and nothing is looked at twice.
    """

    def __init__(self) -> None:
        self._library = LinkifyIt()

    def pretest(self, text: str) -> bool:
        return START.search(text) is not None

    test = pretest

    def match(self, text: str) -> list[BareLink]:
        found: list[BareLink] = []
        position = 0
        for _ in range(MAX_STARTS):
            if not (start := START.search(text, position)):
                break
            link = self._link(text, start)
            position = link.last_index if link else start.end()
            found += [link] if link else []
        return found

    def match_at(self, text: str, position: int) -> BareLink | None:
        start = START.match(text, position)
        return self._link(text, start) if start else None

    def _link(self, text: str, start: re.Match[str]) -> BareLink | None:
        tail = "//" + text[start.end() : start.end() + MAX_URL]
        length: int = self._library.test_schema_at(tail, "http:", 0)
        if not 0 < length < MAX_URL:
            return None
        end = start.end() + length - len("//")
        written = text[start.start() : end].rstrip(AFTER)
        url = written if "://" in start.group() else f"https://{written}"
        return BareLink(written, url, start.start(), start.start() + len(written))
