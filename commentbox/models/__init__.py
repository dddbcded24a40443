"""The tables. Later ones point to earlier ones; nothing here knows of the web."""

from commentbox.models.article import Article, Discussion
from commentbox.models.base import Base, SafeHTML, UTCDateTime
from commentbox.models.comment import Comment
from commentbox.models.consent import ConsentRecord
from commentbox.models.decision import Decision, Via
from commentbox.models.lane_count import LaneCount
from commentbox.models.moderator import (
    DeskSession,
    Membership,
    Moderator,
    Role,
    SignInFailures,
)
from commentbox.models.posting_guard import IdempotencyKey, PostFingerprint
from commentbox.models.revision import Revision
from commentbox.models.rulebook import PrivacyNotice, RuleBook
from commentbox.models.site import Address, Site
from commentbox.models.token import Token, TokenKind

__all__ = [
    "Address",
    "Article",
    "Base",
    "Comment",
    "ConsentRecord",
    "Decision",
    "DeskSession",
    "Discussion",
    "IdempotencyKey",
    "LaneCount",
    "Membership",
    "Moderator",
    "PostFingerprint",
    "PrivacyNotice",
    "Revision",
    "Role",
    "RuleBook",
    "SafeHTML",
    "SignInFailures",
    "Site",
    "Token",
    "TokenKind",
    "UTCDateTime",
    "Via",
]
