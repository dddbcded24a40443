"""What changes from one version to another, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commentbox.rulebook.editor.diff import Piece, shortened, words_between
from commentbox.rulebook.editor.fields import show_score, variant_name
from commentbox.rulebook.editor.wording import check_name
from commentbox.web.i18n import N_, speech
from commentbox.web.i18n import gettext as _

Document = Mapping[str, Any]

SENTENCE_NAMES = {
    "notice_only": N_("The sentence that only informs"),
    "sentence": N_("The sentence beside the button"),
    "box": N_("The sentence at the box"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what it is about, and the words that went and came."""

    what: str
    pieces: Sequence[Piece] = ()


def rules_changes(old: Document, new: Document) -> list[Change]:
    before = {rule["code"]: rule for rule in old["rules"]}
    after = {rule["code"]: rule for rule in new["rules"]}
    return [
        *_reworded(_("The sentence before the rules"), old["intro"], new["intro"]),
        *(
            Change(_("Rule removed: %(rule)s", rule=_titled(rule)))
            for code, rule in before.items()
            if code not in after
        ),
        *(
            change
            for code, rule in after.items()
            for change in (
                _rule_changes(before[code], rule)
                if code in before
                else [Change(_("New rule: %(rule)s", rule=_titled(rule)))]
            )
        ),
        *_reworded(_("The notes"), old["notes"], new["notes"]),
    ]


def notice_changes(old: Document, new: Document) -> list[Change]:
    changes: list[Change] = []
    for name, what in SENTENCE_NAMES.items():
        changes += _reworded(_(what), old[name], new[name])
    most = max(len(parts) for d in (old, new) for parts in d["text"].values())
    for number in range(1, most + 1):
        what = _("Part %(number)s", number=number)
        changes += _reworded(what, _parts(old, number), _parts(new, number))
    return changes


def _rule_changes(old: Document, new: Document) -> Iterator[Change]:
    name = _titled(new)
    if old["number"] != new["number"]:
        numbers = {"old": old["number"], "new": new["number"]}
        yield Change(_("%(rule)s: was number %(old)s", rule=name, **numbers))
    yield from _reworded(
        name,
        {v: f"{t['title']}\n{t['text']}" for v, t in old["texts"].items()},
        {v: f"{t['title']}\n{t['text']}" for v, t in new["texts"].items()},
    )
    what = _("%(rule)s, reasons", rule=name)
    yield from _reworded(what, old.get("reasons", {}), new.get("reasons", {}))
    yield from (
        Change(_("%(rule)s, %(change)s", rule=name, change=change))
        for change in _check_changes(old["checks"], new["checks"])
    )


def _check_changes(old: Sequence[Document], new: Sequence[Document]) -> Iterator[str]:
    before = {bound["check"]: bound for bound in old}
    after = {bound["check"]: bound for bound in new}
    for check in [*before, *(check for check in after if check not in before)]:
        was, now = thresholds(before.get(check)), thresholds(after.get(check))
        if was != now:
            name = check_name(check)
            yield _("%(check)s: %(was)s → %(now)s", check=name, was=was, now=now)


def thresholds(bound: Document | None) -> str:
    """Return what the thresholds of a check do, in words."""
    if bound is None:
        return _("not checked")
    flag = show_score(bound["flag_from"])
    if bound["filter_from"] is None:
        return _("hint from %(flag)s", flag=flag)
    hold = show_score(bound["filter_from"])
    return _("hint from %(flag)s, held back from %(hold)s", flag=flag, hold=hold)


def _reworded(what: str, old: Document, new: Document) -> Iterator[Change]:
    for variant in dict.fromkeys([*old, *new]):
        was, now = _flat(old.get(variant)), _flat(new.get(variant))
        if was != now:
            where = f"{what} ({variant_name(variant)})"
            yield Change(where, shortened(words_between(was, now)))


def _flat(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(value or ())


def _parts(document: Document, number: int) -> dict[str, str]:
    """Return one part of a notice in each wording, as one text."""
    return {
        variant: "\n".join([part["heading"], *part["paragraphs"]])
        for variant, parts in document["text"].items()
        for part in parts[number - 1 : number]
    }


def _titled(rule: Document) -> str:
    texts = rule["texts"]
    language = speech().language
    title = texts.get(language, next(iter(texts.values())))["title"]
    return f"{rule['number']}. {title}"
