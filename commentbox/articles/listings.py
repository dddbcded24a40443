"""What a sitemap or a feed of articles lists, whatever hostile thing it may be.

XML is read as a stream by expat and refused as soon as it declares a document type:
without one there are no entities that could swell or lead elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from xml.parsers import expat

from commentbox.domain.messages import N_
from commentbox.outside.refusals import Refused
from commentbox.outside.unpacking import STEP, bounded, unpacked

#: Unpacked; fifty thousand addresses, which is what a sitemap may have, fit in.
MOST_BYTES: Final = 10_000_000
MOST_LISTED: Final = 50_000
#: Longer than any address that browsers and servers agree on.
MOST_TEXT: Final = 2_048
#: Feeds carry pages as text; only a hostile one is nested like this.
MOST_DEPTH: Final = 200
GZIP: Final = b"\x1f\x8b"

#: What stands for one page, or for one further sitemap.
HOLDERS: Final = frozenset({"url", "item", "entry", "sitemap"})
ADDRESSES: Final = frozenset({"loc", "link"})
DATES: Final = frozenset({"lastmod", "pubDate", "date", "updated", "published"})


@dataclass(frozen=True, slots=True)
class Listed:
    """An address, and when it is said to have changed."""

    url: str
    at: datetime | None = None


@dataclass(slots=True)
class Listing:
    """The pages that are listed, and the sitemaps that list more."""

    pages: list[Listed] = field(default_factory=list)
    sitemaps: list[Listed] = field(default_factory=list)

    def add(self, listed: Listed, *, to_sitemaps: bool = False) -> None:
        """Keep it. Raises ``Refused`` where that is one too many."""
        if len(self.pages) + len(self.sitemaps) >= MOST_LISTED:
            raise Refused(N_("it lists more than %(most)s addresses"), most=MOST_LISTED)
        (self.sitemaps if to_sitemaps else self.pages).append(listed)


def read_listing(body: bytes) -> Listing:
    """Return what a sitemap, its index or a feed lists. Raises ``Refused``."""
    if body.startswith(GZIP):
        chunks = (body[at : at + STEP] for at in range(0, len(body), STEP))
        body = b"".join(bounded(unpacked(chunks), MOST_BYTES))
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _read_json(body)
    return _Reader().read(body)


class _Reader:
    """Follows the elements of one document."""

    def __init__(self) -> None:
        self.listing = Listing()
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._url = self._at = ""

    def read(self, body: bytes) -> Listing:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            for at in range(0, len(body), STEP):
                parser.Parse(body[at : at + STEP], False)  # noqa: FBT003
            parser.Parse(b"", True)  # noqa: FBT003
        except (expat.ExpatError, LookupError, ValueError):
            raise Refused(N_("it is neither a sitemap nor a feed")) from None
        return self.listing

    def _refuse(self, *_declared: object) -> None:
        raise Refused(N_("it declares a document type, which is not read"))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self._path.append(name)
        if len(self._path) > MOST_DEPTH:
            raise Refused(N_("it is nested too deeply"))
        self._text, self._length = [], 0
        if name in HOLDERS:
            self._url = self._at = ""
        elif (name, self._holder) == ("link", "entry") and (
            attributes.get("rel", "alternate") == "alternate"
        ):
            self._url = self._url or attributes.get("href", "")[:MOST_TEXT]

    def _data(self, text: str) -> None:
        # What is cut here is too long to be anything that is looked for.
        if self._length <= MOST_TEXT:
            self._text.append(text[: MOST_TEXT + 1])
            self._length += len(text)

    def _end(self, _tag: str) -> None:
        text = "".join(self._text).strip() if self._length <= MOST_TEXT else ""
        name, holder = self._path[-1], self._holder
        self._path.pop()
        self._text, self._length = [], 0
        if name in HOLDERS and self._url:
            listed = Listed(self._url, date_of(self._at))
            self.listing.add(listed, to_sitemaps=name == "sitemap")
            self._url = ""
        elif holder in HOLDERS and name in ADDRESSES:
            self._url = self._url or text
        elif holder in HOLDERS and name in DATES:
            self._at = self._at or text

    @property
    def _holder(self) -> str:
        return self._path[-2] if len(self._path) > 1 else ""


def _read_json(body: bytes) -> Listing:
    try:
        feed: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(N_("it is no feed")) from None
    listing = Listing()
    items = feed.get("items")
    for item in items if isinstance(items, list) else ():
        url = item.get("url") if isinstance(item, dict) else None
        if isinstance(url, str) and len(url) <= MOST_TEXT:
            at = item.get("date_modified") or item.get("date_published")
            listing.add(Listed(url, date_of(str(at or ""))))
    return listing


def date_of(text: str) -> datetime | None:
    """Return the time that a sitemap or a feed says; None where it says none."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None
