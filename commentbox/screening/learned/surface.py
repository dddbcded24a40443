"""How a text looks and whom it speaks to, in numbers that a model can weigh."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from commentbox.screening.evidence import Span
from commentbox.screening.learned.lexical import LEXICON, combined, is_soft
from commentbox.screening.lexicon.matcher import word_class
from commentbox.screening.reading import Text

#: Kinds of entries, each weighed by itself.
KINDS: Final = (
    *("threat", "slur", "vile", "insult", "demean", "contempt", "label"),
    *("politics", "quality", "mild", "swear"),
)

#: What the numbers are called, in their order.
NAMES: Final = (
    *("lexicon", "lexicon_hits", "lexicon_soft", "lexicon_severe"),
    *("capitals", "shouted", "exclamation", "question", "dots", "quotes"),
    *("emoji", "links", "digits", "length", "word_length"),
    *("you", "formal", "self", "group", "role", "negation", "reporting"),
    *(f"lexicon_{kind}" for kind in KINDS),
)

#: From here on an entry is a threat or a slur.
SEVERE = 0.85
ADDRESSED: Final = ("you", "formal", "self", "group", "role", "negation", "reporting")
FEW_LETTERS = 8
EMOJI: Final = re.compile("[\U0001f300-\U0001faff]")
#: Within a word they stand for letters.
EXCLAMATION: Final = re.compile(r"!(?!\w)")
DOTS: Final = re.compile(r"\.{3,}+(?!\w)")
NUMBER: Final = re.compile(r"(?<![^\W_])\d++(?![^\W_])")


def surface(text: Text, found: list[Span]) -> dict[str, float]:
    """Return all numbers of a text; ``found`` is what the lexicon knows of it.

    What a disguise could change is counted in the form that disguises do not change.
    """
    return {**_of_lexicon(found), **_of_signs(text), **_of_words(text)}


def _of_lexicon(found: list[Span]) -> dict[str, float]:
    soft = sum(1 for span in found if is_soft(span))
    kinds = dict.fromkeys((f"lexicon_{kind}" for kind in KINDS), 0.0)
    for span in found:
        if span.kind in KINDS:
            name = f"lexicon_{span.kind}"
            kinds[name] = max(kinds[name], span.weight)
    return {
        **kinds,
        "lexicon": combined(found),
        "lexicon_hits": _log(len(found) - soft),
        "lexicon_soft": _log(soft),
        "lexicon_severe": _log(sum(1 for span in found if span.weight >= SEVERE)),
    }


def _of_signs(text: Text) -> dict[str, float]:
    body, form = text.body, text.undisguised
    letters = sum(map(str.isalpha, form.text))
    large = list(map(str.isupper, body))
    upper = sum(map(large.__getitem__, form.origin))
    return {
        "capitals": upper / (letters + FEW_LETTERS),
        "shouted": float(3 * upper > 2 * letters + FEW_LETTERS),
        "exclamation": _log(len(EXCLAMATION.findall(form.text))),
        "question": _log(form.text.count("?")),
        "dots": _log(len(DOTS.findall(form.text))),
        "quotes": _log(sum(map(body.count, '"„“”»«'))),
        "emoji": _log(len(EMOJI.findall(body))),
        "links": _log(body.count("://") + body.count("www.")),
        "digits": _log(sum(map(len, NUMBER.findall(form.text)))),
        "length": math.log1p(len(form.text)),
    }


def _of_words(text: Text) -> dict[str, float]:
    tokens = text.undisguised_tokens
    words = [token.word for token in tokens]
    count = len(words)
    letters = sum(map(len, words))
    found = dict.fromkeys(ADDRESSED, 0.0)
    classes = _classes()
    for at, word in enumerate(words):
        for name in classes.get(word, ()):
            # "Sie" in the middle of a sentence is you, "sie" is they.
            if name != "formal" or tokens[at].capital:
                found[name] += 1
    return {
        "word_length": letters / (count + 1),
        **{name: math.log1p(number) for name, number in found.items()},
    }


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, tuple[str, ...]]:
    """Return the classes of each word that points at somebody."""
    found: dict[str, tuple[str, ...]] = {}
    for name in ADDRESSED:
        for word in word_class(LEXICON, name):
            found[word] = (*found.get(word, ()), name)
    return found


_log: Final[Callable[[float], float]] = math.log1p
