"""In which of the two languages of the models a text plainly is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LANGUAGES: Final = ("de", "en")

#: Words that the other language does not have; "in", "was" and "die" are in both.
STOP_WORDS: Final = {
    "de": frozenset(
        {*("der", "das", "und", "ist", "nicht", "ich", "sie", "es", "ein", "eine")}
        | {*("den", "dem", "des", "zu", "von", "mit", "auf", "für", "im", "sich")}
        | {*("auch", "wie", "aber", "wenn", "nur", "noch", "dass", "sind", "wird")}
        | {*("hat", "haben", "kann", "wir", "ihr", "du", "dich", "dir", "euch", "mir")}
        | {*("mich", "kein", "keine", "mal", "schon", "oder", "bei", "aus", "nach")}
        | {*("einen", "einem", "einer", "als", "doch", "immer", "hier", "dann", "bist")}
    ),
    "en": frozenset(
        {*("the", "and", "is", "of", "to", "you", "that", "it", "for", "are", "this")}
        | {*("with", "your", "have", "be", "not", "they", "i'm", "don't", "it's", "my")}
        | {*("what", "their", "but", "from", "by", "or", "has", "can", "who", "would")}
        | {*("if", "about", "like", "just", "them", "than", "how", "she", "he", "our")}
        | {*("at", "we", "been", "were", "there", "when", "which", "because", "you're")}
    ),
}
#: One word of the other language is a quotation; so many more are its language.
PLAINLY = 2


def language_of(words: Iterable[str], told: str) -> str:
    """Return ``de`` or ``en``: what was told, unless the words plainly say otherwise."""
    german = english = 0
    for word in words:
        german += word in STOP_WORDS["de"]
        english += word in STOP_WORDS["en"]
    if told == "de":
        return "en" if english >= german + PLAINLY else "de"
    if told == "en":
        return "de" if german >= english + PLAINLY else "en"
    return "de" if german > english else "en"
