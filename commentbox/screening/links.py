"""Find the links in a text, with or without a scheme, in time linear in its length."""

from __future__ import annotations

import re
from typing import NamedTuple

CANDIDATE = re.compile(r"[^\s<>()\[\]{}\"“”„«»|]+")
SCHEME = re.compile(r"(?:h[tx]{2}ps?|ftp)://", re.IGNORECASE)
HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}", re.IGNORECASE)
#: Without a dot inside a name there is no link.
DOTTED = re.compile(r"\.[a-z0-9-]", re.IGNORECASE)
AROUND = "*_~`'’.,;:!?…"

#: Bare names count only under endings that are hardly ever those of files.
BARE_ENDINGS = frozenset(
    {*("com", "net", "org", "info", "biz", "de", "at", "ch", "eu", "uk", "us", "fr")}
    | {*("nl", "it", "es", "pl", "ru", "cn", "io", "tv", "me", "co", "cc", "ly", "gg")}
    | {*("app", "dev", "xyz", "top", "shop", "store", "online", "site", "website")}
    | {*("club", "live", "life", "pro", "vip", "win", "bet", "casino", "click", "link")}
    | {*("space", "fun", "icu", "tk", "ml", "ga", "cf", "gq")}
)


class Link(NamedTuple):
    """A link with its place in the text."""

    host: str
    start: int
    end: int


def links(text: str) -> list[Link]:
    """Return all links of ``text`` in order."""
    if DOTTED.search(text) is None:
        return []
    return [link for match in CANDIDATE.finditer(text) for link in _links_in(match)]


def _links_in(match: re.Match[str]) -> list[Link]:
    """Return the links of one run without spaces; spammers glue them together."""
    run = match[0]
    starts = [scheme.start() for scheme in SCHEME.finditer(run)]
    if not starts:
        return _bare(run, match.start())
    ends = [*starts[1:], len(run)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        address = run[start:end].rstrip(AROUND)
        host = HOST.match(address, address.find("//") + 2)
        if host is not None:
            at = match.start() + start
            found.append(Link(_plain(host[0]), at, at + len(address)))
    return found


def _bare(run: str, at: int) -> list[Link]:
    address = run.strip(AROUND)
    if "." not in address or "@" in address:
        return []
    host = HOST.match(address)
    if host is None or (
        host.end() < len(address) and address[host.end()] not in "/:?#"
    ):
        return []
    if host[0].rpartition(".")[2].lower() not in BARE_ENDINGS:
        return []
    start = at + run.index(address)
    return [Link(_plain(host[0]), start, start + len(address))]


def _plain(host: str) -> str:
    return host.lower().removeprefix("www.")
