"""Rule book and privacy notice as values: what is stored, in one language."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from commentbox.domain.submission import ConsentMode
from commentbox.domain.verdict import SPAM_CHECK, Binding

#: Which text of the notice stands above the button, by mode.
SENTENCES = {
    ConsentMode.NOTICE: "notice_only",
    ConsentMode.SENTENCE: "sentence",
    ConsentMode.BOX: "box",
}

#: The words of the sentence that lead to the notice: ``[[privacy notice]]``.
LINKED = re.compile(r"\[\[(.+?)\]\]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One published rule in one language."""

    number: int
    code: str
    title: str
    text: str
    #: Sentences for moderators to choose from when they reject under it.
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one version in one language."""

    version: int
    intro: str
    rules: tuple[Rule, ...]
    notes: tuple[str, ...]

    def get(self, code: str | None) -> Rule | None:
        return next((rule for rule in self.rules if rule.code == code), None)

    @property
    def text(self) -> str:
        """Return all of it as plain text."""
        lines = [f"{r.number}. {r.title}: {r.text}" for r in self.rules]
        return "\n".join([*lines, *self.notes])


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """The privacy notice of one version in one language, as one mode shows it."""

    version: int
    #: The variant of the wording: ``de``, ``de-formal``, ``en``.
    language: str
    mode: ConsentMode
    #: With ``[[…]]`` around the words that link to the whole notice.
    sentence: str
    sections: tuple[Section, ...]

    @property
    def plain_sentence(self) -> str:
        return LINKED.sub(r"\1", self.sentence)

    @property
    def sentence_parts(self) -> tuple[str, str, str]:
        """Return the sentence before, in and after its link."""
        if found := LINKED.search(self.sentence):
            before, after = self.sentence[: found.start()], self.sentence[found.end() :]
            return before, found[1], LINKED.sub(r"\1", after)
        return self.sentence, "", ""

    @property
    def text(self) -> str:
        blocks = [(s.heading, *s.paragraphs) for s in self.sections]
        return "\n\n".join("\n".join(block) for block in blocks)

    @property
    def text_hash(self) -> str:
        """Return the proof of what was shown: sentence and whole notice."""
        shown = f"{self.plain_sentence}\n\n{self.text}"
        return hashlib.sha256(shown.encode()).hexdigest()


def read_rules(document: Mapping[str, Any], version: int, variant: str) -> Rules:
    """Return the rules of a stored document in the wanted language."""
    rules = []
    for rule in document["rules"]:
        texts = in_variant(rule["texts"], variant)
        reasons = in_variant(rule.get("reasons") or {variant: []}, variant)
        rules.append(
            Rule(
                number=rule["number"],
                code=rule["code"],
                title=texts["title"],
                text=texts["text"],
                reasons=tuple(reasons),
            )
        )
    return Rules(
        version=version,
        intro=in_variant(document["intro"], variant),
        rules=tuple(rules),
        notes=tuple(in_variant(document["notes"], variant)),
    )


def read_bindings(document: Mapping[str, Any]) -> tuple[Binding, ...]:
    """Return which check serves which rule, with its thresholds."""
    return tuple(
        Binding(c["check"], rule["code"], c["flag_from"], c["filter_from"])
        for rule in document["rules"]
        for c in rule["checks"]
    )


def spam_rule(document: Mapping[str, Any]) -> str | None:
    """Return the code of the rule that ``spam`` stands for."""
    bindings = read_bindings(document)
    return next((b.rule for b in bindings if b.check == SPAM_CHECK), None)


def read_notice(
    document: Mapping[str, Any], version: int, variant: str, mode: ConsentMode
) -> Notice:
    """Return the notice of a stored document in the wanted language."""
    sections = in_variant(document["text"], variant)
    return Notice(
        version=version,
        language=variant,
        mode=mode,
        sentence=in_variant(document[SENTENCES[mode]], variant),
        sections=tuple(Section(s["heading"], tuple(s["paragraphs"])) for s in sections),
    )


def in_variant(texts: Mapping[str, Any], variant: str) -> Any:
    """Return the text in ``de-formal``, else ``de``, else whatever there is first."""
    for wanted in (variant, variant.partition("-")[0]):
        if wanted in texts:
            return texts[wanted]
    return next(iter(texts.values()))


@cache
def builtin(name: str) -> dict[str, Any]:
    """Return the shipped document ``rulebook`` or ``notice``."""
    path = files("commentbox") / "rulebook" / "defaults" / f"{name}.json"
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document
