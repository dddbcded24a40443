"""A case as the desk shows it: everything that a decision needs, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup
from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing
from commentbox.domain.states import MOVES, NEEDS_RULE, State
from commentbox.domain.verdict import Outcome
from commentbox.models import Comment, Decision, IntendedDecision, Revision
from commentbox.moderation import ahead
from commentbox.moderation.blocks.words import say_blocks
from commentbox.moderation.decide import intended_decisions
from commentbox.moderation.explain import Told, tell_all
from commentbox.moderation.highlight import highlight, spans_of
from commentbox.moderation.history import Past
from commentbox.moderation.queue import Case
from commentbox.rulebook.queries import rule_then
from commentbox.text.plain import excerpt, plain

#: So much of the comment above is quoted; the rest is one link away.
QUOTE_LENGTH = 240

#: Nobody has decided about these yet.
WAITING = frozenset({State.PENDING, State.FILTERED})

#: What changes nothing about how a text reads: paragraphs, breaks, and addresses that
#: became links of themselves.
BARE = re.compile(r"</?(?:p|br)\s*/?>|<a href=\"(?P<url>[^\"]*)\"[^>]*>(?P=url)</a>")


@dataclass(frozen=True)
class Card:
    """A case, and what to say about it."""

    case: Case
    #: The nearest comment above that readers do not see, if there is one.
    hidden_above: Comment | None
    findings: Sequence[Told]
    #: What a person decided last about this text.
    decided: Past | None
    #: What somebody has decided about it and may take back yet.
    intended: IntendedDecision | None

    @cached_property
    def marked(self) -> Markup | None:
        """Return the source with the words that count marked; None without any."""
        spans = spans_of(self.case.findings)
        return highlight(self.case.revision.body, spans) if spans else None

    @cached_property
    def reads_the_same(self) -> bool:
        """Whether the source reads like the result, so that one of them is enough."""
        rendered = str(self.case.revision.html)
        if "<" in BARE.sub("", rendered):
            return False
        return plain(rendered).split() == self.case.revision.body.split()

    @property
    def moves(self) -> frozenset[State]:
        """Return where this text can go; nowhere once a newer one took its place."""
        revision = self.case.revision
        return MOVES[revision.state] if revision.live else frozenset()

    @property
    def under_a_rule(self) -> State | None:
        """Return the move that names a rule: rejecting, or removing what was public."""
        return next((state for state in self.moves if state in NEEDS_RULE), None)

    @property
    def hinted(self) -> set[str | None]:
        """Return the rules that the screening points at."""
        return {f.rule for f in self.case.findings if f.outcome is not Outcome.NOTE}

    @property
    def quote(self) -> str:
        """Return the beginning of the comment above, as readers would see it."""
        parent, text = self.case.parent, self.case.parent_text
        if parent is not None and parent.shown and parent.standing is Standing.PUBLIC:
            text = parent.revision(parent.shown)
        return excerpt(plain(str(text.html)), QUOTE_LENGTH) if text else ""

    @property
    def public_text(self) -> Revision | None:
        """Return another text of the same comment that readers see meanwhile."""
        comment = self.case.comment
        if comment.standing is not Standing.PUBLIC or comment.shown is None:
            return None
        shown = comment.revision(comment.shown)
        return shown if shown is not self.case.revision else None


def card_of(session: Session, case: Case) -> Card:
    return cards_of(session, [case])[0]


def cards_of(session: Session, cases: Sequence[Case]) -> list[Card]:
    """Return the cards of a page, with as many queries as for one."""
    decisions = ahead.last_decisions(session, cases)
    intended = intended_decisions(session, [case.comment.id for case in cases])
    # As long as these are held, what is asked for one by one below is there already.
    _held = (
        ahead.branches(session, cases),
        ahead.blocks(session, cases),
        ahead.rulebooks(session, decisions.values()),
    )
    return [
        Card(
            case=case,
            hidden_above=_hidden_above(session, case.parent),
            findings=tell_all(case.findings, say_blocks(session, case.findings)),
            decided=_decided(
                session,
                case,
                decisions.get((case.comment.id, case.revision.number)),
            ),
            intended=intended.get((case.comment.id, case.revision.number)),
        )
        for case in cases
    ]


def _decided(session: Session, case: Case, decision: Decision | None) -> Past | None:
    if decision is None or case.revision.state in WAITING:
        return None
    return Past(decision, rule_then(session, decision))


def _hidden_above(session: Session, parent: Comment | None) -> Comment | None:
    """Return the nearest hidden ancestor: while it is hidden, so is all below."""
    above = parent
    while above is not None and not above.in_view:
        if above.standing is Standing.HIDDEN:
            return above
        above = session.get(Comment, above.parent_id) if above.parent_id else None
    return None
