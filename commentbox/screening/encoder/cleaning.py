"""The form of a text in which the encoder was trained and reads."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: More of a text than this is never looked at.
MAX_TEXT: Final = 12_000
INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f\ufeff]"
)
ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
MENTION: Final = re.compile(r"(?<!\w)@\w+")
MENTIONS: Final = re.compile(r"(?:@user[\s:,.]*){2,}")
#: A word with more letters is read as several: nobody's word is longer.
WORD: Final = re.compile(r"\S{1,48}")
REPEATED: Final = re.compile(r"(.)\1{3,}", re.DOTALL)


def cleaned(text: str) -> str:
    """Return the text without what says nothing of how people are treated in it."""
    # Composing may make one character many: cut before and after.
    text = unicodedata.normalize("NFKC", text[:MAX_TEXT])[:MAX_TEXT]
    text = INVISIBLE.sub("", text)
    text = ADDRESS.sub("http", text)
    text = MENTIONS.sub("@user ", MENTION.sub("@user", text))
    text = REPEATED.sub(r"\1\1\1", text)
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """Return the words of a cleaned text."""
    return WORD.findall(text)
