"""What a feed says, whatever its format: entries, tombstones, the feed itself.

Its strings come from guests and from web pages, so they are made fit once, when a
value is built; the renderers may then write every field as it stands.
"""

import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from commentbox.text.feeds import legal, one_line, web_address

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


def _make_fit(said: Entry | Deletion | Feed) -> None:
    for field in fields(said):
        value = getattr(said, field.name)
        object.__setattr__(said, field.name, _fit(field.name, value))


def _fit(name: str, value: object) -> object:
    match value:
        case datetime():
            return _utc(value)
        case str() if name == "html":
            return legal(value)
        case str() if name == "language":
            return value if _LANGUAGE.fullmatch(value) else ""
        case str() if name.endswith("url"):
            return web_address(value)
        case str():
            return one_line(value)
    return value


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time in a feed needs its time zone")
    return at.astimezone(UTC)
