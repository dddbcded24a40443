"""What the desk calls things: states, checks, and what the checks find."""

from __future__ import annotations

from commentbox.domain.states import State
from commentbox.domain.verdict import BLOCK_CHECK, Finding, Outcome
from commentbox.web.i18n import N_
from commentbox.web.i18n import gettext as _

STATES = {
    State.PENDING: N_("Waiting"),
    State.FILTERED: N_("Held back"),
    State.SPAM: N_("Spam"),
    State.APPROVED: N_("Approved"),
    State.REJECTED: N_("Rejected"),
    State.REMOVED: N_("Removed"),
}

#: A check broke; which one, its detail says.
UNSCREENED = "unscreened"
#: Sent while the database was away; what did not fit any more, its detail says.
LATE = "late"

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
    UNSCREENED: N_("Not checked"),
    BLOCK_CHECK: N_("Block"),
    LATE: N_("Late"),
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
    (LATE, "closed"): N_(
        "sent before the discussion closed, but stored later: the database was away"
    ),
    (LATE, "parent"): N_(
        "it answers a comment that is not there any more, or never was"
    ),
    ("words", "configured"): N_("on the list of this site"),
    ("topic", "no_article"): N_("of the article nothing is known to compare it with"),
    ("personal_data", "phone"): N_("phone number"),
    ("personal_data", "email"): N_("e-mail address"),
    ("personal_data", "iban"): N_("bank account"),
    ("personal_data", "card"): N_("payment card"),
    ("personal_data", "address"): N_("postal address"),
}

#: What decided about spam; said before how sure it is.
SPAM_SIGNALS = {
    "links": N_("links"),
    "shortened_links": N_("shortened links"),
    "advertising": N_("the language of advertisements"),
    "learned": N_("it reads like advertising"),
    "praise": N_("praise with a website behind the name"),
    "shouting": N_("capital letters"),
    "name": N_("a name that advertises"),
    "honeypot": N_("a field that people do not see was filled in"),
    "stamp": N_("sent by a script, or from a page open for very long"),
    "repeats": N_("the same text again and again"),
    "speed": N_("many in a short time"),
    "disposable": N_("a throw-away mailbox"),
}


def check_name(check: str) -> str:
    return _(CHECKS.get(check, check))


def found_name(finding: Finding) -> str:
    """Return what was found; of a check that found nothing much, its name."""
    if finding.outcome is Outcome.NOTE:
        return check_name(finding.check)
    return _(FOUND.get(finding.check, CHECKS.get(finding.check, finding.check)))


def state_name(state: str) -> str:
    return _(STATES[State(state)])
