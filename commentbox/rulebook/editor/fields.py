"""What both editors share: wordings side by side, lists as lines, scores as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commentbox.models import Address, Site
from commentbox.text.incoming import tidy, tidy_line
from commentbox.web.i18n import LANGUAGES, speech
from commentbox.web.i18n import gettext as _

#: Texts by variant: ``de``, ``de-formal``, ``en``; then by field, as they were typed.
Wordings = dict[str, dict[str, str]]
Form = Mapping[str, str]

SCORE = re.compile(r"(\d{1,3}([.,]\d{0,20})?|[.,]\d{1,20})(e-\d{1,3})?", re.ASCII)
BLANK_LINE = re.compile(r"\n\s*\n")


def shown_variants(site: Site) -> tuple[str, ...]:
    """Return the wordings that readers of the site meet, in the order of the form."""
    formal = {"de-formal"} if site.address is Address.SIE else set()
    both = ((language, f"{language}-formal") for language in LANGUAGES)
    return tuple(v for pair in both for v in pair if v in LANGUAGES or v in formal)


def all_variants(shown: Iterable[str], *groups: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the shown wordings and whatever others a document has, by language."""
    found = dict.fromkeys([*shown, *(variant for group in groups for variant in group)])
    languages = list(dict.fromkeys(map(language_of, found)))
    return tuple(sorted(found, key=lambda v: languages.index(language_of(v))))


def variant_name(variant: str) -> str:
    """Return a wording by its name, in its own language."""
    names = {"de": "Deutsch", "de-formal": _("German with “Sie”"), "en": "English"}
    return names.get(variant, variant)


def language_of(variant: str) -> str:
    return variant.partition("-")[0]


def is_tone(variant: str) -> bool:
    """Return whether it only varies another: what it lacks is said as there."""
    return "-" in variant


def used_languages(
    variants: Iterable[str], wordings: Iterable[Wordings], main: str
) -> set[str]:
    """Return the languages in which anything is said, and that of the site."""
    said = {v for w in wordings for v, texts in w.items() if any(texts.values())}
    return {main, *(v for v in variants if v in said and not is_tone(v))}


def lines(text: str) -> list[str]:
    """Return the lines of a field that have any words."""
    return [line for line in map(tidy_line, tidy(text).split("\n")) if line]


def paragraphs(text: str) -> list[str]:
    parts = (part.strip() for part in BLANK_LINE.split(tidy(text)))
    return [part for part in parts if part]


def read_score(text: str) -> float | str | None:
    """Return a number with comma or point; what is none stays, to be complained of."""
    text = text.strip()
    if not SCORE.fullmatch(text):
        return text or None
    return float(text.replace(",", "."))


def show_score(value: Any) -> str:
    """Return a number as the reader writes it, to the last digit."""
    text = "" if value is None else str(value)
    return text.replace(".", ",") if speech().language == "de" else text


def numbered(form: Form, name: str, most: int) -> Iterator[int]:
    """Yield 1, 2, ... while the form has a field of that name and number."""
    for number in range(1, most + 1):
        if name.format(number) not in form:
            return
        yield number
