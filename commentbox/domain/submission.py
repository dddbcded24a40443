"""What an author sends in: the text, and the consent without which it is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ConsentMode(StrEnum):
    """How a site asks: only informing, by submitting, or by a box."""

    NOTICE = "notice"
    SENTENCE = "sentence"
    BOX = "box"


class Source(StrEnum):
    """The door through which a comment came."""

    PAGE = "page"
    API = "api"
    #: Written at the desk, by somebody of the site.
    DESK = "desk"


class Badge(StrEnum):
    """As whom somebody of the site speaks; shown beside the name."""

    #: The author of the article.
    AUTHOR = "author"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Which wording the author was shown, so that it can be proven later."""

    notice_version: int
    text_hash: str
    mode: ConsentMode
    language: str
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text as its author sent it: all that the screening may look at."""

    body: str
    language: str
    author_name: str = ""
    author_email: str | None = None
    author_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(Draft):
    """A draft that its author consented to have stored under an article."""

    article_id: int
    parent_id: UUID | None
    source: Source
    #: None only from the desk: who writes for the site has none to give.
    consent: Consent | None
    posted_at: datetime
    #: The first comment of the same author, where a token proved it.
    author_id: UUID | None = None
    #: A keyed hash of the sender's network, where the site keeps one.
    network_hash: str | None = None
    #: From the desk: who wrote it, and as whom.
    badge: Badge | None = None
    moderator_id: int | None = None
