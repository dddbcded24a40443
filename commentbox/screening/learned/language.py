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
#: Words that hold sentences together; no explanation names one.
FUNCTION_WORDS: Final = (
    STOP_WORDS["de"]
    | STOP_WORDS["en"]
    | frozenset(
        {
            *(
                "die",
                "er",
                "in",
                "was",
                "so",
                "man",
                "am",
                "um",
                "war",
                "wer",
                "wo",
                "bin",
            )
        }
        | {*("diese", "dieser", "dieses", "diesen", "diesem", "ihre", "ihren", "ihrer")}
        | {*("sein", "seine", "seinen", "werden", "wurde", "wurden", "würde", "haben")}
        | {*("hatte", "habe", "können", "könnte", "muss", "müssen", "soll", "sollte")}
        | {
            *(
                "mehr",
                "sehr",
                "ganz",
                "ja",
                "nein",
                "denn",
                "weil",
                "damit",
                "dazu",
                "da",
            )
        }
        | {*("über", "unter", "vor", "durch", "gegen", "ohne", "bis", "seit", "zum")}
        | {
            *(
                "zur",
                "vom",
                "beim",
                "ins",
                "ihm",
                "ihn",
                "ihnen",
                "uns",
                "unser",
                "unsere",
            )
        }
        | {
            *(
                "mein",
                "meine",
                "meinen",
                "dein",
                "deine",
                "euer",
                "eure",
                "jetzt",
                "nun",
            )
        }
        | {
            *(
                "alle",
                "alles",
                "viele",
                "etwas",
                "nichts",
                "jeder",
                "jede",
                "will",
                "wieder",
            )
        }
        | {*("dort", "also", "eben", "halt", "wohl", "etwa", "sonst", "daher", "dabei")}
        | {
            *(
                "welche",
                "welcher",
                "warum",
                "wieso",
                "wann",
                "ob",
                "je",
                "selbst",
                "gibt",
            )
        }
        | {
            *(
                "ohnehin",
                "darauf",
                "daran",
                "davon",
                "dafür",
                "dagegen",
                "sowie",
                "zwar",
            )
        }
        | {*("dein", "deine", "deinen", "deinem", "deiner", "euer", "eure", "euren")}
        | {*("eurer", "unser", "unsere", "jemand", "etwas", "anyone", "anything")}
        | {*("a", "an", "as", "i", "me", "him", "her", "his", "us", "its", "no", "on")}
        | {
            *(
                "do",
                "does",
                "did",
                "had",
                "could",
                "should",
                "will",
                "may",
                "might",
                "so",
            )
        }
        | {
            *(
                "any",
                "some",
                "all",
                "more",
                "most",
                "very",
                "too",
                "only",
                "also",
                "even",
            )
        }
        | {*("then", "now", "here", "where", "why", "these", "those", "into", "over")}
        | {*("out", "up", "down", "off", "again", "get", "got", "gets", "one", "being")}
        | {
            *(
                "that's",
                "there's",
                "can't",
                "won't",
                "didn't",
                "doesn't",
                "isn't",
                "i've",
            )
        }
    )
)

#: One word of the other language is a quotation; so many more are its language.
PLAINLY = 2


def language_of(words: Iterable[str], told: str) -> str:
    """Return ``de`` or ``en``: what was told, unless the words plainly differ."""
    german = english = 0
    for word in words:
        german += word in STOP_WORDS["de"]
        english += word in STOP_WORDS["en"]
    if told == "de":
        return "en" if english >= german + PLAINLY else "de"
    if told == "en":
        return "de" if german >= english + PLAINLY else "en"
    return "de" if german > english else "en"
