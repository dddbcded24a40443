"""Explain a finding: what was found, how sure that is, and which words decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commentbox.domain.verdict import (
    BLOCK_CHECK,
    SPAM_CHECK,
    Evidence,
    Finding,
    Outcome,
)
from commentbox.moderation.wording import (
    DETAILS,
    SPAM_SIGNALS,
    UNSCREENED,
    check_name,
    found_name,
)
from commentbox.web.i18n import N_, ngettext, percent
from commentbox.web.i18n import gettext as _

#: How a score is called, from which one on.
STRENGTHS = (
    (0.85, N_("very probably a breach")),
    (0.6, N_("probably a breach")),
    (0.35, N_("perhaps a breach")),
    (0.0, N_("hardly a breach")),
)

#: What judged, by the key word of the finding.
SOURCES = {
    "learned": N_("Judged by the trained model that comes with commentbox."),
    "encoder": N_("Judged by the trained model and by the second, larger one."),
    "site": N_("Judged also by what people of this site have decided."),
    "lexicon": N_("Found by a list of words."),
    "overlap": N_("Judged by the words shared with article and thread."),
    "aside": N_("Judged by words about comments, forum and moderation."),
}

#: Checks whose scores were measured, where one of these judged: of so many comments
#: judged like this, so many were breaches.
MEASURED_CHECKS = frozenset({"respect"})
MEASURED = frozenset({"learned", "encoder", "site"})

#: Nothing but certainty is that.
MOST_SURE = 0.99

#: So many words can be taken in at a glance.
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Weighed:
    """Words of the author that decided, with their share of the score (0-1)."""

    text: str
    share: float

    @property
    def percent(self) -> str:
        return percent(self.share)

    @property
    def width(self) -> int:
        """Return the length of its bar, of a hundred."""
        return round(self.share * 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding in words."""

    label: str
    text: str
    #: In the reader's way of writing numbers; empty where it would say nothing.
    score: str
    #: How often such a judgement is right, where that was measured.
    odds: str
    #: What judged.
    source: str
    #: The codes of the rules that it speaks for.
    rules: tuple[str, ...]
    #: The author's words that decided, each once, the heaviest first.
    words: tuple[Weighed, ...]
    outcome: Outcome

    @property
    def matters(self) -> bool:
        return self.outcome is not Outcome.NOTE

    @property
    def quotes(self) -> tuple[str, ...]:
        return tuple(word.text for word in self.words)

    @property
    def shown(self) -> tuple[Weighed, ...]:
        return self.words[:MOST_WORDS]

    @property
    def further(self) -> int:
        """Return how many words there are beside the heaviest."""
        return len(self.words) - len(self.shown)


def tell(finding: Finding, blocks: Mapping[str, str] | None = None) -> Told:
    """Return a finding in words; ``blocks`` has those for each block by its number."""
    return _told([finding], blocks or {})


def tell_all(
    findings: Iterable[Finding], blocks: Mapping[str, str] | None = None
) -> list[Told]:
    """Return all findings in words, the strongest first.

    A check that serves two rules has found one thing all the same.
    """
    ranked = sorted(findings, key=lambda f: (-f.outcome, -(f.score or 0.0)))
    alike: dict[tuple[str, str, float | None], list[Finding]] = {}
    for finding in ranked:
        key = (finding.check, finding.detail, finding.score)
        alike.setdefault(key, []).append(finding)
    return [_told(group, blocks or {}) for group in alike.values()]


def _told(group: Sequence[Finding], blocks: Mapping[str, str]) -> Told:
    """Return in words what was found once, for one rule or for several."""
    first = group[0]
    by_block = first.check == BLOCK_CHECK
    known = blocks.get(first.detail) if by_block else None
    score = None if by_block else first.score
    measured = first.check in MEASURED_CHECKS and first.detail in MEASURED
    serves = [f.rule for f in group if f.outcome is first.outcome and f.rule]
    return Told(
        label=found_name(first),
        text=known or _said(first),
        score=percent(min(score, MOST_SURE)) if score is not None else "",
        odds=_odds(score) if measured and score is not None else "",
        source=_(SOURCES[first.detail]) if first.detail in SOURCES else "",
        rules=tuple(dict.fromkeys(serves)),
        words=_weighed(first.evidence),
        outcome=first.outcome,
    )


def _weighed(evidence: Iterable[Evidence]) -> tuple[Weighed, ...]:
    """Return each word once; what stands there twice has decided twice."""
    shares: dict[str, float] = {}
    for each in evidence:
        shares[each.text] = shares.get(each.text, 0.0) + each.share
    ranked = sorted(shares.items(), key=lambda pair: -pair[1])
    return tuple(Weighed(text, min(share, 1.0)) for text, share in ranked)


def _odds(score: float) -> str:
    # Like the percent beside it, and half of one counts in full.
    of_ten = int(round(score, 2) * 10 + 0.5)
    if of_ten >= 10:  # noqa: PLR2004
        return _("Of 10 comments judged like this, nearly all are breaches.")
    if of_ten == 0:
        return _("Of 10 comments judged like this, hardly any is a breach.")
    return ngettext(
        "Of 10 comments judged like this, about one is a breach.",
        "Of 10 comments judged like this, about %(n)s are breaches.",
        of_ten,
    )


def _said(finding: Finding) -> str:
    if detail := DETAILS.get((finding.check, finding.detail)):
        return _(detail)
    if finding.check == BLOCK_CHECK:
        return _("a moderator has blocked this author")
    if finding.check == UNSCREENED:
        check = check_name(finding.detail)
        return _("“%(check)s” could not be judged by the screening", check=check)
    if finding.score is None:
        return _("too short to judge")
    if finding.check == "links":
        return ngettext("%(n)s link", "%(n)s links", len(finding.evidence))
    strength = next(_(words) for least, words in STRENGTHS if finding.score >= least)
    if finding.check == SPAM_CHECK and finding.detail in SPAM_SIGNALS:
        return f"{_(SPAM_SIGNALS[finding.detail])}, {strength}"
    return strength
