"""What a feed says, whatever its format: entries, tombstones, the feed itself.

Its strings come from guests and from web pages, so they are made fit once, when a
value is built; the renderers may then write every field as it stands.
"""

import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

#: The year is part of every id ever handed out: changing it makes each entry of each
#: subscriber unread again.
MINTED = "2026"

#: What XML 1.0 forbids (ElementTree writes it all the same, and fails on lone
#: surrogates), and the C1 controls, which XML discourages and readers garble.
_UNFIT = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: They would turn round what a reader prints after a name or a title.
_BIDI_CONTROLS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_GAPS = re.compile(r"[\t\n \u2028\u2029]+")
#: Everything that stands in no web address, and a per cent sign that escapes nothing.
_UNFIT_IN_URL = re.compile(r"[^\w!#$%&'()*+,\-./:;=?@\[\]~]|%(?![0-9A-Fa-f]{2})")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A public comment. Ids are tag URIs, addresses absolute, times aware."""

    id: str
    #: Permalink.
    url: str
    #: Worded by the caller in the feed's language.
    title: str
    #: Never empty: the caller has a word for those who gave no name.
    author: str
    author_url: str | None
    #: As whom somebody of the site speaks, for programs; ``author`` says it in words.
    badge: str | None = None
    #: Sanitised.
    html: str
    published: datetime
    updated: datetime
    article_id: str
    article_url: str
    article_title: str
    #: None at the top level, where the comment answers the article.
    parent_id: str | None
    parent_url: str | None
    #: Public direct replies, the address of their feed in the same format, and when the
    #: latest of them changed.
    replies: int
    replies_url: str | None
    replies_updated: datetime | None = None
    language: str

    def __post_init__(self) -> None:
        _make_fit(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """An entry that once stood in the feed and is gone."""

    id: str
    at: datetime

    def __post_init__(self) -> None:
        _make_fit(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed in the order in which its entries are given.

    ``updated`` is the caller's, so that a feed without entries says the same each time.
    """

    id: str
    title: str
    subtitle: str
    #: The page for people.
    url: str
    #: The feed's own address.
    feed_url: str
    language: str
    updated: datetime
    entries: tuple[Entry, ...]
    deletions: tuple[Deletion, ...] = ()
    generator: str = "commentbox"
    #: All public comments that the feed is about, not only those that it lists.
    total: int | None = None

    def __post_init__(self) -> None:
        _make_fit(self)


def tag_uri(host: str, kind: str, id: str) -> str:  # noqa: A002 - the field's own word
    """Return the id of a thing in feeds (RFC 4151).

    ``host`` is the site's host name as it was when its first feed went out, without
    port; kept so, ids survive a move to another address.
    """
    name = host.lower()
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    authority, *thing = (
        quote(part, safe="", errors="replace") for part in (name, kind, id)
    )
    return f"tag:{authority},{MINTED}:{'/'.join(thing)}"


def rfc3339(at: datetime) -> str:
    """Return ``at`` to the second, as Atom and JSON Feed write times."""
    return at.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def one_line(text: str) -> str:
    """Return ``text`` fit for any feed, on one line and in one direction."""
    return _GAPS.sub(" ", _BIDI_CONTROLS.sub("", _legal(text))).strip(" ")


def _make_fit(said: Entry | Deletion | Feed) -> None:
    for field in fields(said):
        value = getattr(said, field.name)
        object.__setattr__(said, field.name, _fit(field.name, value))


def _fit(name: str, value: object) -> object:
    match value:
        case datetime():
            return _utc(value)
        case str() if name == "html":
            return _legal(value)
        case str() if name == "language":
            return value if _LANGUAGE.fullmatch(value) else ""
        case str() if name.endswith("url"):
            return _web_address(value)
        case str():
            return one_line(value)
    return value


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time in a feed needs its time zone")
    return at.astimezone(UTC)


def _legal(text: str) -> str:
    """Return ``text`` with a replacement character for each that no feed may carry.

    None is simply left out: that could join the halves of a tag or of ``javascript:``.
    """
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _web_address(text: str) -> str:
    """Return ``text`` as an address of the web, or nothing if it is none."""
    url = _UNFIT_IN_URL.sub(lambda unfit: quote(unfit[0]), _legal(text.strip()))
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that never closes
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""
