"""The tables. Later ones point to earlier ones; nothing here knows of the web."""

from commentbox.models.article import Article, Discussion
from commentbox.models.base import Base, SafeHTML, UTCDateTime
from commentbox.models.block import Block, BlockKind, NetworkKey
from commentbox.models.chain import LogHead, LogLink
from commentbox.models.comment import Comment
from commentbox.models.consent import ConsentRecord
from commentbox.models.decision import Decision, Via
from commentbox.models.desk import Audience, Claim, IntendedDecision, Note, Redaction
from commentbox.models.job import Job
from commentbox.models.lane_count import LaneCount
from commentbox.models.learning import LayerVersion, Training
from commentbox.models.log import LogEntry, log
from commentbox.models.moderator import (
    DeskSession,
    Invitation,
    InvitationKind,
    Membership,
    Moderator,
    RecoveryCode,
    Role,
    SignInFailures,
)
from commentbox.models.page import Page, PageState
from commentbox.models.posting_guard import IdempotencyKey, PostFingerprint
from commentbox.models.purged import Purged
from commentbox.models.revision import Revision
from commentbox.models.rulebook import PrivacyNotice, RuleBook

# Whoever has the tables has what links their log, whatever else was imported.
from commentbox.models.sealing import added_decisions, erase_words
from commentbox.models.search import FindingRow, FoundText
from commentbox.models.site import Address, Site
from commentbox.models.site_list import ListKind, SiteList
from commentbox.models.token import QueueFeed, Token, TokenKind

__all__ = [
    "Address",
    "Article",
    "Audience",
    "Base",
    "Block",
    "BlockKind",
    "Claim",
    "Comment",
    "ConsentRecord",
    "Decision",
    "DeskSession",
    "Discussion",
    "FindingRow",
    "FoundText",
    "IdempotencyKey",
    "IntendedDecision",
    "Invitation",
    "InvitationKind",
    "Job",
    "LaneCount",
    "LayerVersion",
    "ListKind",
    "LogEntry",
    "LogHead",
    "LogLink",
    "Membership",
    "Moderator",
    "NetworkKey",
    "Note",
    "Page",
    "PageState",
    "PostFingerprint",
    "PrivacyNotice",
    "Purged",
    "QueueFeed",
    "RecoveryCode",
    "Redaction",
    "Revision",
    "Role",
    "RuleBook",
    "SafeHTML",
    "SignInFailures",
    "Site",
    "SiteList",
    "Token",
    "TokenKind",
    "Training",
    "UTCDateTime",
    "Via",
    "added_decisions",
    "erase_words",
    "log",
]
