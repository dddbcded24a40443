"""Tell what happened: fill the words of the log with names, titles and rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commentbox.domain.states import State
from commentbox.models import Decision, LogEntry, Via
from commentbox.moderation.journal.facts import word
from commentbox.moderation.journal.reading import About
from commentbox.moderation.journal.sentence import Sentence, gaps_of, sentence
from commentbox.moderation.journal.wording import (
    AFTER_ALL,
    ANONYMOUS,
    ANSWERED,
    CHANGED,
    DECIDED,
    ERASED,
    MACHINE,
    OTHERWISE,
    REFUSED,
    RULE,
    SETTINGS,
    UNSAID,
    WHOSE,
    WHOSE_EDITED,
)
from commentbox.rulebook.document import Rule


def tell_decision(
    decision: Decision, about: About | None, rule: Rule | None
) -> Sentence:
    messages = DECIDED.get(decision.to_state, OTHERWISE)
    if decision.to_state is State.APPROVED and decision.from_state in REFUSED:
        messages = (AFTER_ALL,)
    if decision.via is Via.ANSWER:
        messages = (ANSWERED,)
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
        gaps["what"] = _what(about, entry.facts.get("revision", 1))
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
