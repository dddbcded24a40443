"""A short name for a new rule, by which decisions will refer to it."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count

from commentbox.rulebook.editor.fields import Wordings
from commentbox.text.incoming import decomposed

MAX_WORDS = 3
MAX_LENGTH = 36


def new_code(words: Wordings, taken: Collection[str]) -> str:
    """Return one from the title, the English before others, that is not taken."""
    titles = [words.get("en", {}), *words.values()]
    title = next((t["title"] for t in titles if t.get("title", "").strip()), "")
    found = re.findall(r"[a-z0-9]+", _ascii(title.lower()))
    name = "_".join(found[:MAX_WORDS])[:MAX_LENGTH].lstrip("0123456789_") or "rule"
    tries = (name if n == 1 else f"{name}_{n}" for n in count(1))
    return next(code for code in tries if code not in taken)


def _ascii(text: str) -> str:
    # The marks go, the letters stay; what has no plain letter goes with them.
    return decomposed(text.replace("ß", "ss")).encode("ascii", "ignore").decode()
