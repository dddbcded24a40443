"""A rule book as it lies on the form: every text as typed, until it is a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from commentbox.rulebook.check import MAX_RULES
from commentbox.rulebook.editor.codes import new_code
from commentbox.rulebook.editor.fields import (
    Form,
    Wordings,
    all_variants,
    is_tone,
    language_of,
    lines,
    numbered,
    read_score,
    show_score,
    used_languages,
)
from commentbox.rulebook.editor.rows import Rows
from commentbox.text.incoming import tidy, tidy_line

#: More than there are checks, so that what is double can be complained of.
MAX_CHECKS = 20
RULE_FIELDS = ("title", "text", "reasons")
BOOK_FIELDS = ("intro", "notes")


@dataclass(slots=True)
class BoundCheck:
    check: str = ""
    flag_from: str = ""
    filter_from: str = ""


@dataclass(slots=True)
class DraftRule:
    code: str = ""
    words: Wordings = field(default_factory=dict)
    checks: list[BoundCheck] = field(default_factory=list)


@dataclass(slots=True)
class RulesDraft:
    """The rules with their order, the sentence before and the notes after them."""

    variants: tuple[str, ...]
    rules: Rows[DraftRule]
    words: Wordings

    @classmethod
    def from_document(cls, document: Mapping[str, Any], shown: tuple[str, ...]) -> Self:
        variants = variants_of(document, shown)
        words = {
            v: {
                "intro": document["intro"].get(v, ""),
                "notes": "\n".join(document["notes"].get(v, ())),
            }
            for v in variants
        }
        rules = Rows([_read_rule(rule, variants) for rule in document["rules"]])
        return cls(variants, rules, words)

    @classmethod
    def from_form(cls, form: Form, variants: tuple[str, ...]) -> Self:
        rules = [
            _typed_rule(form, f"rules[{number}]", variants)
            for number in numbered(form, "rules[{}].code", MAX_RULES)
        ]
        words = {
            v: {name: form.get(f"{name}.{v}", "") for name in BOOK_FIELDS}
            for v in variants
        }
        return cls(variants, Rows(rules), words)

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield all of it as the names and values of a form."""
        for v in self.variants:
            for name in BOOK_FIELDS:
                yield f"{name}.{v}", self.words[v][name]
        for number, rule in enumerate(self.rules, start=1):
            place = f"rules[{number}]"
            yield f"{place}.code", rule.code
            for v in self.variants:
                for name in RULE_FIELDS:
                    yield field_name(place, name, v), rule.words[v][name]
            for at, bound in enumerate(rule.checks, start=1):
                yield f"{place}.checks[{at}].check", bound.check
                yield f"{place}.checks[{at}].flag_from", bound.flag_from
                yield f"{place}.checks[{at}].filter_from", bound.filter_from

    def add(self) -> None:
        if len(self.rules) < MAX_RULES:
            empty = {v: dict.fromkeys(RULE_FIELDS, "") for v in self.variants}
            self.rules.append(DraftRule(words=empty))

    def title(self, rule: DraftRule, variant: str) -> str:
        """Return what to call a rule, in this wording or in any."""
        found = [rule.words.get(variant, {}), *rule.words.values()]
        return next((w["title"] for w in found if w.get("title")), "")

    def document(self, base: Mapping[str, Any], main: str) -> dict[str, Any]:
        """Return the document; what the form does not know of stays as in ``base``."""
        used = used_languages(
            self.variants, [self.words, *(rule.words for rule in self.rules)], main
        )
        known = {rule["code"]: rule for rule in base["rules"]}
        codes = {rule.code for rule in self.rules}
        rules = []
        for number, rule in enumerate(self.rules, start=1):
            code = rule.code.strip() or new_code(rule.words, codes | known.keys())
            codes.add(code)
            made = {"number": number, "code": code, **_rule_document(rule, used)}
            kept = {k: v for k, v in known.get(code, {}).items() if k != "reasons"}
            rules.append(kept | made)
        notes = {v: lines(texts["notes"]) for v, texts in self.words.items()}
        intro = {v: tidy(texts["intro"]) for v, texts in self.words.items()}
        said = {"intro": _said(intro, used), "notes": _said(notes, used)}
        return {**base, "rules": rules, **said}


def variants_of(
    document: Mapping[str, Any], shown: tuple[str, ...] = ()
) -> tuple[str, ...]:
    rules = document["rules"]
    texts = [rule["texts"] for rule in rules]
    reasons = [rule.get("reasons", {}) for rule in rules]
    return all_variants(shown, *texts, *reasons, document["intro"], document["notes"])


def field_name(place: str, name: str, variant: str) -> str:
    """Return the place of a text in the document, which is what its field is called."""
    if name == "reasons":
        return f"{place}.reasons.{variant}"
    return f"{place}.texts.{variant}.{name}"


def _read_rule(rule: Mapping[str, Any], variants: tuple[str, ...]) -> DraftRule:
    words = {}
    for v in variants:
        texts = rule["texts"].get(v, {})
        reasons = "\n".join(rule.get("reasons", {}).get(v, ()))
        title, text = texts.get("title", ""), texts.get("text", "")
        words[v] = {"title": title, "text": text, "reasons": reasons}
    checks = [
        BoundCheck(c["check"], show_score(c["flag_from"]), show_score(c["filter_from"]))
        for c in rule["checks"]
    ]
    return DraftRule(rule["code"], words, checks)


def _typed_rule(form: Form, place: str, variants: tuple[str, ...]) -> DraftRule:
    words = {
        v: {name: form.get(field_name(place, name, v), "") for name in RULE_FIELDS}
        for v in variants
    }
    checks = []
    for number in numbered(form, place + ".checks[{}].check", MAX_CHECKS):
        at = f"{place}.checks[{number}]"
        scores = [form.get(f"{at}.{name}", "") for name in ("flag_from", "filter_from")]
        if check := form[f"{at}.check"]:
            checks.append(BoundCheck(check, *scores))
    return DraftRule(form[f"{place}.code"].strip(), words, checks)


def _rule_document(rule: DraftRule, used: set[str]) -> dict[str, Any]:
    texts = {}
    for v, typed in rule.words.items():
        title, text = tidy_line(typed["title"]), tidy(typed["text"])
        if is_tone(v) and (title or text):
            plain = rule.words.get(language_of(v), {})
            title = title or tidy_line(plain.get("title", ""))
            text = text or tidy(plain.get("text", ""))
        if v in used or title or text:
            texts[v] = {"title": title, "text": text}
    reasons = {v: lines(typed["reasons"]) for v, typed in rule.words.items()}
    checks = [
        {
            "check": bound.check,
            "flag_from": read_score(bound.flag_from),
            "filter_from": read_score(bound.filter_from),
        }
        for bound in rule.checks
    ]
    made = {"checks": checks, "texts": texts}
    return made | ({"reasons": _said(reasons, used)} if any(reasons.values()) else {})


def _said(texts: Mapping[str, Any], used: set[str]) -> dict[str, Any]:
    """Leave out what is said in no language of its own: another is read instead."""
    return {v: value for v, value in texts.items() if value or v in used}
