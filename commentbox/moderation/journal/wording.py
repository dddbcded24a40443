"""What the log says: each decision and each change as one sentence.

Every kind of change has its words in one table; one that is not in it is told with
what was noted of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commentbox.domain.states import State
from commentbox.models import Decision, LogEntry
from commentbox.moderation.journal.facts import word
from commentbox.moderation.journal.reading import About
from commentbox.moderation.journal.sentence import Sentence, gaps_of, sentence
from commentbox.rulebook.document import Rule
from commentbox.web.i18n import N_

#: A decision by what it came to; the second, where it names no rule that is known.
DECIDED = {
    State.APPROVED: (N_("%(who)s approved %(what)s"),),
    State.REJECTED: (
        N_("%(who)s rejected %(what)s under %(rule)s"),
        N_("%(who)s rejected %(what)s"),
    ),
    State.REMOVED: (
        N_("%(who)s removed %(what)s under %(rule)s"),
        N_("%(who)s removed %(what)s"),
    ),
    State.SPAM: (N_("%(who)s filed %(what)s as spam"),),
    State.FILTERED: (
        N_("%(who)s held back %(what)s under %(rule)s"),
        N_("%(who)s held back %(what)s"),
    ),
}
AFTER_ALL = N_("%(who)s approved %(what)s after all")
#: What had been refused, or taken down, before it was approved.
REFUSED = frozenset({State.REJECTED, State.SPAM, State.REMOVED})

#: A change by its kind: the first whose gaps can all be filled.
CHANGED: Mapping[str, tuple[str, ...]] = {
    "article.closed": (
        N_("%(who)s closed the discussion of “%(subject)s” after %(after_days)s days"),
        N_("%(who)s closed the discussion of “%(subject)s”"),
    ),
    "article.opened": (N_("%(who)s opened the discussion of “%(subject)s”"),),
    "article.hidden": (N_("%(who)s hid the discussion of “%(subject)s”"),),
    "article.shown": (N_("%(who)s showed the discussion of “%(subject)s” again"),),
    "block.made": (
        N_("%(who)s blocked %(subject)s until %(until)s"),
        N_("%(who)s blocked %(subject)s"),
        N_("%(who)s blocked the author of %(what)s until %(until)s"),
        N_("%(who)s blocked the author of %(what)s"),
    ),
    "block.lifted": (
        N_("%(who)s lifted the block of %(subject)s"),
        N_("%(who)s lifted the block of the author of %(what)s"),
    ),
    "block.ended": (
        N_("%(who)s ended the block of the author of %(what)s: its key is deleted"),
    ),
    "rules.published": (
        N_("%(who)s published version %(version)s of the rules: %(note)s"),
        N_("%(who)s published version %(version)s of the rules"),
        N_("%(who)s published new rules"),
    ),
    "privacy.published": (
        N_("%(who)s published version %(version)s of the privacy notice: %(note)s"),
        N_("%(who)s published version %(version)s of the privacy notice"),
        N_("%(who)s published a new privacy notice"),
    ),
    "site.changed": (N_("%(who)s changed the settings of the site"),),
    "people.invited": (
        N_("%(who)s invited %(subject)s as %(role)s"),
        N_("%(who)s invited %(subject)s"),
    ),
    "people.joined": (
        N_("%(subject)s joined as %(role)s"),
        N_("%(subject)s joined"),
    ),
    "people.role_changed": (
        N_("%(who)s changed the role of %(subject)s from %(old)s to %(new)s"),
        N_("%(who)s changed the role of %(subject)s"),
    ),
    "people.removed": (N_("%(who)s removed %(subject)s from the team"),),
    "people.password_reset": (
        N_("%(who)s made a link for %(subject)s to set a new password"),
    ),
    "token.created": (
        N_("%(who)s made a token for programs: %(subject)s"),
        N_("%(who)s made a token for programs"),
    ),
    "token.revoked": (
        N_("%(who)s revoked a token for programs: %(subject)s"),
        N_("%(who)s revoked a token for programs"),
    ),
    "text.redacted": (
        N_("%(who)s made a gap in %(what)s under %(rule)s"),
        N_("%(who)s made a gap in %(what)s"),
    ),
    "text.restored": (N_("%(who)s filled a gap in %(what)s again"),),
    "feed.made": (N_("%(who)s made an address for the own feed of the queue"),),
    "feed.revoked": (N_("%(who)s revoked the address of the own feed of the queue"),),
}
#: What the kind itself says, or what nobody needs to read.
UNSAID = {"article": frozenset({"key", "old", "new"})}
OTHERWISE = (N_("%(who)s: %(kind)s – %(subject)s"), N_("%(who)s: %(kind)s"))

MACHINE = N_("The machine")
SETTINGS = N_("commentbox")

#: Whose comment it is about, as the sentences above go on.
WHOSE = N_("%(name)s’s comment")
WHOSE_EDITED = N_("%(name)s’s edited comment")
ANONYMOUS = N_("an anonymous comment")
ERASED = N_("a comment that its author has withdrawn")
RULE = N_("rule %(number)s, “%(title)s”")


def tell_decision(
    decision: Decision, about: About | None, rule: Rule | None
) -> Sentence:
    messages = DECIDED.get(decision.to_state, OTHERWISE)
    if decision.to_state is State.APPROVED and decision.from_state in REFUSED:
        messages = (AFTER_ALL,)
    gaps = {
        "who": decision.moderator.name if decision.moderator else sentence(MACHINE),
        "what": _what(about, decision.revision),
        "kind": decision.to_state.value,
        **_rule(rule, decision.rule),
    }
    return _first_that_fits(messages, gaps)


def tell_change(entry: LogEntry, about: About | None, rule: Rule | None) -> Sentence:
    """Nothing that names the author of an erased comment is told."""
    gone = about is not None and about.erased
    facts = {} if gone else {k: word(k, v) for k, v in entry.facts.items()}
    gaps: dict[str, Sentence | str] = {k: v for k, v in facts.items() if v}
    gaps |= _rule(rule, entry.facts.get("rule"))
    gaps |= {
        "who": entry.moderator.name if entry.moderator else sentence(SETTINGS),
        "kind": entry.kind,
    }
    if entry.subject and not gone:
        gaps["subject"] = entry.subject
    if about is not None:
        gaps["what"] = _what(about, 1)
    elif entry.subject:
        gaps["what"] = sentence(WHOSE, name=entry.subject)
    return _first_that_fits(CHANGED.get(entry.kind, ()) + OTHERWISE, gaps)


def is_told(entry: LogEntry, fact: str) -> bool:
    """Return whether the sentence of an entry says this of its facts already."""
    if fact in UNSAID.get(entry.kind.partition(".")[0], ()):
        return True
    messages = CHANGED.get(entry.kind, ())
    known = {k for k, v in entry.facts.items() if word(k, v)}
    known |= {"who", "what", "rule"} | ({"subject"} if entry.subject else set())
    fitting = (gaps_of(m) for m in messages)
    return fact in next((gaps for gaps in fitting if gaps <= known), set())


def _first_that_fits(
    messages: tuple[str, ...], gaps: Mapping[str, Sentence | str]
) -> Sentence:
    fitting = (m for m in messages if gaps_of(m) <= gaps.keys())
    return sentence(next(fitting, OTHERWISE[-1]), **gaps)


def _what(about: About | None, revision: int) -> Sentence:
    if about is None or about.erased:
        return sentence(ERASED)
    if not about.name:
        return sentence(ANONYMOUS)
    return sentence(WHOSE_EDITED if revision > 1 else WHOSE, name=about.name)


def _rule(rule: Rule | None, code: Any) -> dict[str, Sentence]:
    if rule is not None:
        said = sentence(RULE, number=str(rule.number), title=rule.title)
        return {"rule": said}
    # A rule of a book that nobody can read any more, say: its code is all that is left.
    return {"rule": sentence("%(code)s", code=code)} if isinstance(code, str) else {}
