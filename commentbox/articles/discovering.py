"""Read what a site itself lists: a sitemap with all that it names, or a feed.

The list only says where to look, as a box does that reports itself: each page is then
fetched by us, and only one that carries a box becomes an article (docs/decisions/0024).
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from commentbox.articles.listings import (
    MOST_BYTES,
    MOST_LISTED,
    Listed,
    Listing,
    read_listing,
)
from commentbox.articles.site_address import on_site
from commentbox.domain.messages import N_
from commentbox.outside.door import Answer, Door
from commentbox.outside.refusals import OutsideError, Refused
from commentbox.web.asked import origin_of

TYPES: Final = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/gzip",
        "application/json",
        "application/octet-stream",
        "application/rss+xml",
        "application/x-gzip",
        "application/xml",
        "text/xml",
    }
)
#: An index within an index is against its rules, and still met.
MOST_DEPTH: Final = 2
MOST_FILES: Final = 50
#: Of what is shown of a list that is wrong in many places.
MOST_TROUBLES: Final = 5
#: A longer mark of a version is as good as none.
MOST_MARK: Final = 500
Values = dict[str, str | int]

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a file said, and by which marks it knows whether that still holds."""

    etag: str = ""
    modified: str = ""
    listed: int = 0
    sitemaps: tuple[str, ...] = ()

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Heard:
        return cls(**{**row, "sitemaps": tuple(row["sitemaps"])})

    def to_row(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def conditions(self) -> dict[str, str]:
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What did not work with one address: a text of the catalogues, and its gaps."""

    url: str
    text: str
    values: Values = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.url}: {self.text % self.values if self.values else self.text}"


@dataclass(slots=True)
class Found:
    """What a list came to, over all of its files."""

    pages: dict[str, Listed] = field(default_factory=dict)
    files: dict[str, Heard] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    #: Where it was found, if elsewhere than it was asked for.
    moved_to: str = ""

    @property
    def listed(self) -> int:
        return sum(file.listed for file in self.files.values())

    def tell(self, url: str, text: str, values: Values | None = None) -> None:
        if len(self.troubles) < MOST_TROUBLES:
            self.troubles.append(Trouble(url, text, values or {}))

    def newest_first(self) -> list[Listed]:
        """Return the pages, each under its one address, the latest change first."""
        own = (Listed(address, page.at) for address, page in self.pages.items())
        return newest_first(own)


def listed_pages(
    door: Door,
    site_url: str,
    url: str,
    *,
    before: Mapping[str, Heard] | None = None,
    most_s: float = math.inf,
) -> Found:
    """Return the pages of the site that an address lists.

    The address itself failing raises ``OutsideError``; a further sitemap that fails is
    told, and the others are read. None leads to another origin than the first. What
    was heard ``before`` is only asked for if it has changed, and counted as it was.
    """
    found, known = Found(), before or {}
    until = time.monotonic() + most_s
    waiting, seen = [(url, 0)], {url}
    while waiting:
        here, depth = waiting.pop(0)
        if time.monotonic() > until:
            found.tell(here, N_("there was no time left for it"))
            break
        try:
            file = _hear(door, site_url, here, url, known.get(here), found)
        except OutsideError as error:
            if here == url:
                raise
            found.tell(here, error.text, error.values)
            continue
        found.files[here] = file
        further = [u for u in file.sitemaps if u not in seen and depth < MOST_DEPTH]
        if len(seen) + len(further) > MOST_FILES:
            found.tell(here, N_("not all of its files are read"))
        for one in further[: MOST_FILES - len(seen)]:
            seen.add(one)
            waiting.append((one, depth + 1))
    return found


def _hear(
    door: Door, site_url: str, here: str, first: str, known: Heard | None, found: Found
) -> Heard:
    """Read one file and put its pages to those that were found."""
    answer = _ask(door, here, origin_of(first), known)
    if here == first and answer.url != here:
        found.moved_to = answer.url
    if answer.is_unchanged:
        if known is None:
            raise Refused(N_("it answers %(status)s"), status=answer.status)
        return known
    listing = read_listing(answer.body)
    own = 0
    for listed in listing.pages:
        address = on_site(site_url, listed.url)
        if address is None:
            continue
        if len(found.pages) >= MOST_LISTED:
            values: Values = {"most": MOST_LISTED}
            found.tell(here, N_("it lists more than %(most)s addresses"), values)
            break
        own += 1
        found.pages.setdefault(address, listed)
    return _heard(answer, listing, own)


def _ask(door: Door, url: str, origin: str, known: Heard | None) -> Answer:
    def fits(hop: str) -> bool:
        try:
            return origin_of(hop) == origin
        except ValueError:
            return False

    conditions = known.conditions if known else {}
    return door.get(url, types=TYPES, most=MOST_BYTES, fits=fits, headers=conditions)


def _heard(answer: Answer, listing: Listing, own: int) -> Heard:
    # One more than is read, so that it is told that there are more.
    further = newest_first(listing.sitemaps)[: MOST_FILES + 1]
    return Heard(
        etag=_mark(answer.headers.get("etag", "")),
        modified=_mark(answer.headers.get("last-modified", "")),
        listed=own,
        sitemaps=tuple(dict.fromkeys(one.url for one in further)),
    )


def _mark(text: str) -> str:
    """Return what a server says of a version, if it may be said to it again."""
    fits = text.isascii() and text.isprintable() and len(text) <= MOST_MARK
    return text if fits else ""


def newest_first(listed: Iterable[Listed]) -> list[Listed]:
    """Put what changed last first; what does not say when comes last, as it stood."""
    return sorted(listed, key=lambda one: one.at or LONG_AGO, reverse=True)
