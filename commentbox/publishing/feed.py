"""What a feed says, whatever its format: entries, what is gone, the feed itself.

Its strings come from guests and from web pages, so they are made fit once, when a
value is built; the renderers may then write every field as it stands.
"""

from dataclasses import dataclass, fields
from datetime import UTC, datetime

from commentbox.publishing.thread import Removal
from commentbox.text.feeds import LANGUAGE_TAG, legal, one_line, web_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A public comment, or what is left of one. Ids are tag URIs, addresses absolute,
    times aware.
    """

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
    #: Readers had it and it is gone: ``html`` says so, and ``author`` is the site.
    removal: Removal | None = None

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
    #: Where to subscribe: the address of its first page.
    feed_url: str
    #: The address of this page, and of those around it (RFC 5005).
    page_url: str
    previous_url: str | None = None
    next_url: str | None = None
    last_url: str | None = None
    language: str
    updated: datetime
    entries: tuple[Entry, ...]
    generator: str = "commentbox"
    #: All public comments that the feed is about, not only those that it lists.
    total: int | None = None
    #: How it looks where a browser opens it, and what people then read first.
    style_url: str | None = None
    about: str = ""
    page_label: str = ""

    def __post_init__(self) -> None:
        _make_fit(self)

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Return relation and address of the pages around, if there is more than one.

        Paged, never archived: an archive must not change, and what is removed does.
        """
        around = (
            ("first", self.feed_url),
            ("previous", self.previous_url),
            ("next", self.next_url),
            ("last", self.last_url),
        )
        paged = self.previous_url or self.next_url
        return [(rel, url) for rel, url in around if url and paged]


def _make_fit(said: Entry | Feed) -> None:
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
            return value if LANGUAGE_TAG.fullmatch(value) else ""
        case str() if name.endswith("url"):
            return web_address(value)
        case str():
            return one_line(value)
    return value


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time in a feed needs its time zone")
    return at.astimezone(UTC)
