"""How right the screening was, by rule: of all decisions, and of the blind sample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commentbox.domain.verdict import Binding, Outcome
from commentbox.learning.scored import Scored, scored
from commentbox.learning.share import Share
from commentbox.models import Site
from commentbox.rulebook.document import read_bindings
from commentbox.rulebook.queries import rulebook_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Decisions that say something of a check, beside what the check had said.

    ``flagged`` counts those that were held back as well: both reached the first
    threshold, as the thresholds were then.
    """

    decided: int
    breaches: int
    flagged: int
    flagged_rightly: int
    filtered: int
    filtered_rightly: int

    @property
    def precision_at_flag(self) -> Share:
        """Of what was flagged, the share that people found to be a breach."""
        return Share(self.flagged_rightly, self.flagged)

    @property
    def precision_at_filter(self) -> Share:
        return Share(self.filtered_rightly, self.filtered)

    @property
    def recall(self) -> Share:
        """Of what people found to be a breach, the share that was flagged."""
        return Share(self.flagged_rightly, self.breaches)

    @property
    def agreement(self) -> Share:
        """The share of decisions that were as the flag, or its absence, had said."""
        wrong = (self.flagged - self.flagged_rightly) + (
            self.breaches - self.flagged_rightly
        )
        return Share(self.decided - wrong, self.decided)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """How a check did that a rule of the site is bound to."""

    binding: Binding
    #: From all decisions: people saw what the machine had said, which draws them to it.
    everything: Tally
    #: From the blind sample alone, where nobody had seen it.
    blind: Tally
    #: Decided texts of which the check was so sure that they were never drawn
    #: (``Site.blind_bound``): the blind sample says nothing of such.
    sure: int


def by_rule(session: Session, site: Site, *, last: int = 1000) -> list[RuleFigures]:
    """Return figures of every bound check from the newest decisions of people."""
    bindings = read_bindings(rulebook_in_force(session, site.id).document)
    texts = scored(session, site.id, last=last)
    blind = [text for text in texts if text.word.blind]
    return [
        RuleFigures(
            binding=binding,
            everything=tally(texts, binding.check),
            blind=tally(blind, binding.check),
            sure=sum(_is_sure(text, binding.check, site.blind_bound) for text in texts),
        )
        for binding in bindings
    ]


def tally(texts: Iterable[Scored], check: str) -> Tally:
    """Count what decisions say of one check."""
    known = [
        (bool(breach), text.of(check).outcome)
        for text in texts
        if (breach := text.word.breach(check)) is not None
    ]
    flagged = [breach for breach, outcome in known if outcome >= Outcome.FLAG]
    filtered = [breach for breach, outcome in known if outcome >= Outcome.FILTER]
    return Tally(
        decided=len(known),
        breaches=sum(breach for breach, _ in known),
        flagged=len(flagged),
        flagged_rightly=sum(flagged),
        filtered=len(filtered),
        filtered_rightly=sum(filtered),
    )


def _is_sure(text: Scored, check: str, bound: float) -> bool:
    said = text.of(check)
    return said.outcome is Outcome.FILTER and said.score >= bound
