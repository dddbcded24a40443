"""A comment: who, where, when, and what of it is known outside."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from commentbox.domain.standing import Standing
from commentbox.domain.states import State
from commentbox.domain.submission import Badge, Source
from commentbox.models.article import Article
from commentbox.models.base import Base
from commentbox.models.consent import ConsentRecord
from commentbox.models.revision import Revision


def feed_index(name: str, *columns: str) -> Index:
    """Return an index of what feeds tell, in the order in which they do."""
    return Index(
        f"ix_comment_{name}_feed",
        *(*columns, "changed_at", "id"),
        # As each database writes the condition of the query, or it would not see that
        # the index fits. An option of ``Index`` would load both databases' dialects in
        # every process, and only a migration looks (``with_conditions``).
        info={
            "sqlite_where": text("in_feed = 1"),
            "postgresql_where": text("in_feed"),
        },
    )


class Comment(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint(
            "standing <> 'public' OR (published_at IS NOT NULL AND shown IS NOT NULL)",
            name="public_has_time_and_text",
        ),
        CheckConstraint(
            "erased_at IS NULL OR (author_name = '' AND author_email IS NULL"
            " AND author_url IS NULL AND standing IN ('hidden', 'placeholder'))",
            name="erased_is_empty",
        ),
        # A page of a thread: top-level comments by key, then their branches.
        Index("ix_comment_thread", "article_id", "in_view", "depth", "id"),
        Index("ix_comment_branch", "root_id", "id"),
        # The answers to a comment, by key.
        Index(None, "parent_id", "id"),
        # What the same author wrote: proven by a token, or the same typed address.
        Index(None, "site_id", "author_id", "id"),
        Index(None, "site_id", "author_email", "id"),
        Index(None, "network_hash"),
        # Feeds: the latest public change first. What waits is in none of these, so
        # that a post need not write them.
        feed_index("article", "article_id"),
        feed_index("thread", "root_id"),
        feed_index("site", "site_id"),
        feed_index("language", "site_id", "language"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), init=False)
    #: The comment that is answered.
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("comment.id"), default=None
    )
    #: The top-level comment of its branch; its own id there.
    root_id: Mapped[UUID]
    #: How many levels down, from 1; not capped (the thread caps what it shows).
    depth: Mapped[int]
    author_name: Mapped[str] = mapped_column(Text)
    author_email: Mapped[str | None] = mapped_column(Text, default=None)
    author_url: Mapped[str | None] = mapped_column(Text, default=None)
    #: SHA-256 of the author token.
    token_hash: Mapped[str] = mapped_column(String(64), index=True)
    #: The first comment of the same author, where the token of an earlier one came with
    #: this one; None: nobody else is known to be its author.
    author_id: Mapped[UUID | None] = mapped_column(default=None)
    #: A keyed hash of the sender's network, for as long as its key lives.
    network_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    #: Somebody of the site wrote it, at the desk: who, and as whom.
    badge: Mapped[Badge | None] = mapped_column(default=None)
    moderator_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderator.id"), default=None
    )
    language: Mapped[str] = mapped_column(String(10))
    source: Mapped[Source]
    posted_at: Mapped[datetime]
    standing: Mapped[Standing] = mapped_column(default=Standing.HIDDEN)
    #: ``standing`` is not hidden, nor is that of any ancestor.
    in_view: Mapped[bool] = mapped_column(default=False)
    #: Readers have seen its text, so programs of theirs may have a copy.
    was_in_view: Mapped[bool] = mapped_column(default=False)
    #: Feeds tell of it: it is in view, or it was and its author withdrew it.
    in_feed: Mapped[bool] = mapped_column(default=False)
    #: Number of the revision that readers see, or saw before it was removed.
    shown: Mapped[int | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    #: Set when the shown text is an edit that came after the free minutes.
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    #: The latest change of what readers see.
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
    removed_rule: Mapped[str | None] = mapped_column(String(40), default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    erased_at: Mapped[datetime | None] = mapped_column(default=None)

    article: Mapped[Article] = relationship()
    # Without a default: a comment without consent is a type error. Only who writes for
    # the site has none to give.
    consent: Mapped[ConsentRecord | None] = relationship(cascade="all, delete-orphan")
    revisions: Mapped[list[Revision]] = relationship(
        order_by=Revision.number, cascade="all, delete-orphan", default_factory=list
    )

    @property
    def public_since(self) -> datetime:
        """Return when it became public. Raises ``LookupError`` if it never was."""
        return _known(self.published_at)

    @property
    def gone_since(self) -> datetime:
        """Return when it was withdrawn or removed. Raises ``LookupError`` if not."""
        return _known(self.erased_at or self.removed_at)

    @property
    def identity(self) -> UUID:
        """Return what all comments share that are proven to be of one author."""
        return self.author_id or self.id

    @property
    def latest(self) -> Revision:
        return self.revisions[-1]

    def revision(self, number: int) -> Revision | None:
        return next((r for r in self.revisions if r.number == number), None)

    @property
    def decided_public(self) -> Revision | None:
        """Return what settles the standing: the latest approved or removed text."""
        settled = (State.APPROVED, State.REMOVED)
        return next((r for r in reversed(self.revisions) if r.state in settled), None)


def _known(moment: datetime | None) -> datetime:
    if moment is None:
        raise LookupError("this has not happened to the comment")
    return moment
