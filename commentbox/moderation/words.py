"""What somebody types into the search: words, and phrases in quotes."""

from __future__ import annotations

import re

from commentbox.domain.errors import InvalidFields
from commentbox.text.fold import fold
from commentbox.web.i18n import gettext as _

MAX_LENGTH = 200
MAX_WORDS = 10

#: A phrase in quotes of any shape, or a word; a quote that is alone is left out.
PART = re.compile(r"[\"„“”«»]([^\"„“”«»]+)[\"„“”«»]|([^\s\"„“”«»]+)")


def read_words(typed: str) -> tuple[str, ...]:
    """Return the parts that a text must contain, folded as the texts are.

    Raises ``InvalidFields`` where there are too many.
    """
    parts = (fold(phrase or word) for phrase, word in PART.findall(typed))
    words = tuple(dict.fromkeys(part for part in parts if part))
    if len(typed) > MAX_LENGTH or len(words) > MAX_WORDS:
        message = _(
            "At most %(words)s words and %(n)s characters, please.",
            words=MAX_WORDS,
            n=MAX_LENGTH,
        )
        raise InvalidFields({"q": [message]})
    return words
