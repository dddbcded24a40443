"""A privacy notice as it lies on the form: every text as typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from commentbox.rulebook.document import SENTENCES
from commentbox.rulebook.editor.fields import (
    Form,
    Wordings,
    all_variants,
    is_tone,
    language_of,
    numbered,
    paragraphs,
    used_languages,
)
from commentbox.rulebook.editor.rows import Rows
from commentbox.text.incoming import tidy, tidy_line

MAX_SECTIONS = 40
SECTION_FIELDS = ("heading", "paragraphs")

Section = dict[str, Any]


@dataclass(slots=True)
class NoticeDraft:
    """The sections in their order, and the sentence of each way to ask."""

    variants: tuple[str, ...]
    sections: Rows[Wordings]
    words: Wordings

    @classmethod
    def from_document(cls, document: Mapping[str, Any], shown: tuple[str, ...]) -> Self:
        variants = variants_of(document, shown)
        words = {
            v: {name: document[name].get(v, "") for name in SENTENCES.values()}
            for v in variants
        }
        most = max(map(len, document["text"].values()))
        sections = [
            {v: _read_section(document["text"].get(v, ()), at) for v in variants}
            for at in range(most)
        ]
        return cls(variants, Rows(sections), words)

    @classmethod
    def from_form(cls, form: Form, variants: tuple[str, ...]) -> Self:
        first = f"text.{variants[0]}[{{}}].heading"
        sections = [
            {v: _typed_section(form, f"text.{v}[{number}]") for v in variants}
            for number in numbered(form, first, MAX_SECTIONS)
        ]
        words = {
            v: {name: form.get(f"{name}.{v}", "") for name in SENTENCES.values()}
            for v in variants
        }
        return cls(variants, Rows(sections), words)

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield all of it as the names and values of a form."""
        for v in self.variants:
            for name, text in self.words[v].items():
                yield f"{name}.{v}", text
            for number, section in enumerate(self.sections, start=1):
                for name, text in section[v].items():
                    yield f"text.{v}[{number}].{name}", text

    def add(self) -> None:
        if len(self.sections) < MAX_SECTIONS:
            empty = {v: dict.fromkeys(SECTION_FIELDS, "") for v in self.variants}
            self.sections.append(empty)

    def title(self, section: Wordings, variant: str) -> str:
        """Return what to call a part, in this wording or in any."""
        found = [section.get(variant, {}), *section.values()]
        return next((w["heading"] for w in found if w.get("heading")), "")

    def document(self, base: Mapping[str, Any], main: str) -> dict[str, Any]:
        """Return the document; what the form does not know of stays as in ``base``."""
        used = used_languages(self.variants, [self.words, *self.sections], main)
        sentences = {
            name: {
                v: text
                for v in self.variants
                if (text := tidy(self.words[v][name])) or v in used
            }
            for name in SENTENCES.values()
        }
        said = {v for s in self.sections for v, texts in s.items() if _is_said(texts)}
        wanted = [v for v in self.variants if v in used | said]
        parts = {v: [_section(s, v) for s in self.sections] for v in wanted}
        return {**base, **sentences, "text": parts}


def variants_of(
    document: Mapping[str, Any], shown: tuple[str, ...] = ()
) -> tuple[str, ...]:
    groups = [document[name] for name in (*SENTENCES.values(), "text")]
    return all_variants(shown, *groups)


def _read_section(sections: Any, at: int) -> dict[str, str]:
    section = sections[at] if at < len(sections) else {}
    return {
        "heading": section.get("heading", ""),
        "paragraphs": "\n\n".join(section.get("paragraphs", ())),
    }


def _typed_section(form: Form, place: str) -> dict[str, str]:
    return {name: form.get(f"{place}.{name}", "") for name in SECTION_FIELDS}


def _is_said(texts: Mapping[str, str]) -> bool:
    return any(text.strip() for text in texts.values())


def _section(section: Wordings, variant: str) -> Section:
    """Return one part; a tone that does not say it says it as its language does."""
    plain = language_of(variant)
    if is_tone(variant) and not _is_said(section[variant]) and plain in section:
        variant = plain
    typed = section[variant]
    return {
        "heading": tidy_line(typed["heading"]),
        "paragraphs": paragraphs(typed["paragraphs"]),
    }
