"""What the desk says: states, findings and decisions in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commentbox.domain.states import State
from commentbox.domain.verdict import BLOCK_CHECK, SPAM_CHECK, Finding, Outcome
from commentbox.web.i18n import N_, ngettext, number
from commentbox.web.i18n import gettext as _

STATES = {
    State.PENDING: N_("Waiting"),
    State.FILTERED: N_("Held back"),
    State.SPAM: N_("Spam"),
    State.APPROVED: N_("Approved"),
    State.REJECTED: N_("Rejected"),
    State.REMOVED: N_("Removed"),
}

CHECKS = {
    "topic": N_("Topic"),
    "respect": N_("Respect"),
    "politics": N_("Politics"),
    "spam": N_("Advertising"),
    "links": N_("Links"),
    "words": N_("Word list"),
    "personal_data": N_("Personal data"),
    "name": N_("Name"),
    "form": N_("Form"),
    "unscreened": N_("Not checked"),
    BLOCK_CHECK: N_("Block"),
}

#: What was found, where a check has found something: its own name is only the subject.
FOUND = {
    "topic": N_("Off the topic"),
    "respect": N_("Insult"),
    "politics": N_("Party politics"),
    "words": N_("On your word list"),
    "links": N_("Many links"),
}

#: What a key word of a finding means, where that says more than its score.
DETAILS = {
    ("name", "staff"): N_("resembles the name of a moderator, an author or the site"),
    ("form", "honeypot"): N_("a field that people do not see was filled in"),
    ("form", "stamp"): N_(
        "sent from a page that was open for very long, or by a script"
    ),
    ("words", "configured"): N_("on the list of this site"),
    ("personal_data", "phone"): N_("phone number"),
    ("personal_data", "email"): N_("e-mail address"),
    ("personal_data", "iban"): N_("bank account"),
    ("personal_data", "address"): N_("postal address"),
}

#: What decided about spam; said before how sure it is.
SPAM_SIGNALS = {
    "links": N_("links"),
    "shortened_links": N_("shortened links"),
    "advertising": N_("the language of advertisements"),
    "praise": N_("praise with a website behind the name"),
    "shouting": N_("capital letters"),
    "name": N_("a name that advertises"),
    "honeypot": N_("a field that people do not see was filled in"),
    "stamp": N_("sent by a script, or from a page open for very long"),
    "repeats": N_("the same text again and again"),
    "speed": N_("many in a short time"),
}

#: How a score is called, from which one on.
STRENGTHS = (
    (0.85, N_("very probably a breach")),
    (0.6, N_("probably a breach")),
    (0.35, N_("perhaps a breach")),
    (0.0, N_("hardly a breach")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding in words."""

    label: str
    text: str
    #: In the reader's way of writing numbers; empty where it would say nothing.
    score: str
    #: The author's words that decided, each once.
    quotes: tuple[str, ...]
    outcome: Outcome

    @property
    def matters(self) -> bool:
        return self.outcome is not Outcome.NOTE


def tell(finding: Finding, blocks: Mapping[str, str] | None = None) -> Told:
    """Return a finding in words; ``blocks`` has those for each block by its number."""
    by_block = finding.check == BLOCK_CHECK
    score = None if by_block else finding.score
    known = (blocks or {}).get(finding.detail) if by_block else None
    return Told(
        label=found_name(finding),
        text=known or _said(finding),
        score=number(round(score, 2)) if score is not None else "",
        quotes=tuple(dict.fromkeys(e.text for e in finding.evidence)),
        outcome=finding.outcome,
    )


def tell_all(
    findings: Iterable[Finding], blocks: Mapping[str, str] | None = None
) -> list[Told]:
    """Return all findings in words, the strongest first.

    A check that serves two rules has found one thing all the same.
    """
    ranked = sorted(findings, key=lambda f: (-f.outcome, -(f.score or 0.0)))
    once = {(f.check, f.detail, f.score): f for f in reversed(ranked)}
    return [tell(finding, blocks) for finding in reversed(once.values())]


def check_name(check: str) -> str:
    return _(CHECKS.get(check, check))


def found_name(finding: Finding) -> str:
    """Return what was found; of a check that found nothing much, its name."""
    if finding.outcome is Outcome.NOTE:
        return check_name(finding.check)
    return _(FOUND.get(finding.check, CHECKS.get(finding.check, finding.check)))


def state_name(state: str) -> str:
    return _(STATES[State(state)])


def _said(finding: Finding) -> str:
    if detail := DETAILS.get((finding.check, finding.detail)):
        return _(detail)
    if finding.check == BLOCK_CHECK:
        return _("a moderator has blocked this author")
    if finding.check == "unscreened":
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
