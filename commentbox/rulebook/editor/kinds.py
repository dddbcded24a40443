"""The two documents that are edited here, and what differs between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from commentbox.domain.submission import ConsentMode
from commentbox.models import Address, PrivacyNotice, RuleBook, Site
from commentbox.rulebook.check import MAX_RULES
from commentbox.rulebook.document import SENTENCES, Notice, Rules, read_notice
from commentbox.rulebook.document import read_rules as rules_in
from commentbox.rulebook.editor import changes, complaints, notice_draft, rules_draft
from commentbox.rulebook.editor.notice_draft import NoticeDraft
from commentbox.rulebook.editor.rows import Rows
from commentbox.rulebook.editor.rules_draft import RulesDraft
from commentbox.rulebook.publish import publish_notice, publish_rulebook
from commentbox.web.i18n import LANGUAGES, Speech, speaking
from commentbox.web.i18n import gettext as _

Draft = RulesDraft | NoticeDraft
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A document as readers of one language will see it."""

    language: str
    content: Rules | Notice
    #: A heading of the page, in that language.
    heading: str
    #: The sentence of each way to ask for consent.
    sentences: Mapping[ConsentMode, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A document that is versioned: how it is read, written and published."""

    #: Its part of the address, its section in the head, its templates.
    name: str
    table: Any
    draft: type[RulesDraft] | type[NoticeDraft]
    variants_of: Callable[[Document, tuple[str, ...]], tuple[str, ...]]
    errors: Callable[[Document], complaints.Errors]
    changes: Callable[[Document, Document], list[changes.Change]]
    publish: Callable[..., Any]
    #: What readers see of it in the language that is spoken.
    seen: Callable[[Document, int, Speech], Seen]
    #: So many rules or parts there may be.
    most: int

    @property
    def path(self) -> str:
        return f"/desk/{self.name}"


def rows_of(draft: Draft) -> Rows[Any]:
    return draft.rules if isinstance(draft, RulesDraft) else draft.sections


def seen_by_readers(
    kind: Kind, document: Document, version: int, site: Site
) -> list[Seen]:
    """Return the document in each language, in the tone of the site."""
    found = []
    for language in LANGUAGES:
        said = Speech(language, site.address is Address.SIE, site.timezone)
        with speaking(said):
            found.append(kind.seen(document, version, said))
    return found


def _seen_rules(document: Document, version: int, speech: Speech) -> Seen:
    rules = rules_in(document, version, speech.variant)
    return Seen(speech.language, rules, _("And also"), {})


def _seen_notice(document: Document, version: int, speech: Speech) -> Seen:
    notices = {
        mode: read_notice(document, version, speech.variant, mode) for mode in SENTENCES
    }
    sentences = {mode: notice.sentence for mode, notice in notices.items()}
    content = notices[ConsentMode.SENTENCE]
    return Seen(speech.language, content, _("What stands at the form"), sentences)


RULES = Kind(
    name="rules",
    table=RuleBook,
    draft=RulesDraft,
    variants_of=rules_draft.variants_of,
    errors=complaints.rules_errors,
    changes=changes.rules_changes,
    publish=publish_rulebook,
    seen=_seen_rules,
    most=MAX_RULES,
)
PRIVACY = Kind(
    name="privacy",
    table=PrivacyNotice,
    draft=NoticeDraft,
    variants_of=notice_draft.variants_of,
    errors=complaints.notice_errors,
    changes=changes.notice_changes,
    publish=publish_notice,
    seen=_seen_notice,
    most=notice_draft.MAX_SECTIONS,
)
