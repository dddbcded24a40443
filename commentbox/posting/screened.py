"""What an author is told of the part that an automatic check had in a case.

Its words are the author's own; scores, other people's texts and blocks are never said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import BLOCK_CHECK, Finding, Outcome
from commentbox.models import Comment, Decision, Revision
from commentbox.rulebook.document import Rule, read_rules
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import speech

#: More would not make it clearer.
MOST_WORDS = 8
#: Of what the heaviest word weighs.
LEAST_SHARE = 0.1


def held_back_json(session: Session, comment: Comment) -> dict[str, Any] | None:
    """Return why a check holds the newest text back; None where none does.

    What is taken for spam is told nothing (Art. 17(2)), and nobody that they are
    blocked.
    """
    text = comment.latest
    if text.state is not State.FILTERED:
        return None
    found = _strongest(text, Outcome.FILTER)
    if not found:
        return None
    rule = _rule_now(session, comment, found[0].rule)
    words = words_of(found)
    return {
        "text": _(
            "An automatic check on this site's own server held your comment back "
            "because of these words. A person will look at it and decide."
        )
        if words
        else _(
            "An automatic check on this site's own server held your comment back. A "
            "person will look at it and decide."
        ),
        "words": words,
        "rule": found[0].rule,
        "rule_title": rule.title if rule else None,
    }


def part_of_checks(
    comment: Comment, decision: Decision, decisions: Sequence[Decision]
) -> dict[str, Any]:
    """Return what part the checks had in a decision, for a statement of reasons."""
    text = comment.revision(decision.revision)
    blind = text is not None and _was_blind(text, decision, decisions)
    found = _strongest(text) if text is not None and not blind else []
    words = words_of([f for f in found if f.rule == decision.rule])
    if words:
        said = _(
            "An automatic check on this site's own server had pointed at these words. "
            "A person read the text and confirmed it."
        )
    elif found:
        said = _(
            "A program on this site's own server had marked the text. A person read "
            "it and decided."
        )
    elif blind:
        said = _("A person read the text and decided. No program took part.")
    else:
        said = _("A person read the text and decided. No program had marked it.")
    return {
        "automated_detection": bool(found),
        "automated_means": said,
        "automated_words": words,
    }


def words_of(findings: Sequence[Finding]) -> list[str]:
    """Return the words that these rest on, each once, the heaviest first.

    What weighs next to nothing beside the heaviest explains nothing to an author.
    """
    evidence = sorted((e for f in findings for e in f.evidence), key=lambda e: -e.share)
    evidence = [e for e in evidence if e.share >= LEAST_SHARE * evidence[0].share]
    return list(dict.fromkeys(e.text for e in evidence))[:MOST_WORDS]


def _strongest(text: Revision, least: Outcome = Outcome.FLAG) -> list[Finding]:
    """Return what reached a threshold, the surest first; a block is no check."""
    found = [Finding.from_json(row) for row in text.findings]
    reached = [f for f in found if f.outcome >= least and f.check != BLOCK_CHECK]
    return sorted(reached, key=lambda f: -(f.score or 0.0))


def _was_blind(
    text: Revision, decision: Decision, decisions: Sequence[Decision]
) -> bool:
    """Return whether whoever decided saw nothing of what was found."""
    first = next((d for d in decisions if d.revision == text.number), decision)
    return text.blind and first.id == decision.id


def _rule_now(session: Session, comment: Comment, code: str | None) -> Rule | None:
    book = rulebook_in_force(session, comment.site_id)
    return read_rules(book.document, book.version, speech().variant).get(code)
