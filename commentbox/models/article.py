"""An article of the site, as far as its discussion needs to know it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from commentbox.models.base import Base, next_second
from commentbox.models.site import Site


class Discussion(StrEnum):
    """What an article's discussion does; ``hidden`` reads as unknown outside."""

    OPEN = "open"
    CLOSED = "closed"
    HIDDEN = "hidden"


class Article(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("site_id", "key"),
        Index(None, "site_id", "changed_at"),
        Index(None, "site_id", "comments", "changed_at"),
        Index(None, "site_id", "site_version"),
        # A tree of PostgreSQL has no room for long addresses, but it has hashes. SQLite
        # prefers whatever index begins with the site, unless this one does so, too.
        Index(None, "url", info={"postgresql_using": "hash"}).ddl_if(
            dialect="postgresql"
        ),
        Index(None, "site_id", "url").ddl_if(dialect="sqlite"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False)
    #: The publisher's own name for it: a slug, a number, a URL.
    key: Mapped[str] = mapped_column(String(2000))
    url: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Text, default=None)
    language: Mapped[str] = mapped_column(String(10))
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    #: Plain text, for the screening only; never shown.
    body: Mapped[str] = mapped_column(Text, default="")
    comments: Mapped[Discussion] = mapped_column(default=Discussion.OPEN)
    #: A person opened it again: it does not close by itself any more.
    kept_open: Mapped[bool] = mapped_column(default=False)
    #: Grows with every change that a reader could see.
    version: Mapped[int] = mapped_column(default=1)
    #: The version that its site had got with that change: by it one finds what is new.
    site_version: Mapped[int] = mapped_column(default=0)
    #: When that was, in whole seconds: what ``Last-Modified`` can say.
    changed_at: Mapped[datetime]
    #: Approved and in view.
    comment_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True)

    def touch(self, now: datetime) -> None:
        """Note a public change, of the article and with it of its site."""
        self.site.touch(now)
        self.renew(now)

    def renew(self, now: datetime) -> None:
        """Note what has changed with the site, which was touched before."""
        self.version += 1
        self.site_version = self.site.version
        self.changed_at = next_second(self.changed_at, now)
