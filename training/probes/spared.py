"""Print the real words that undoing disguise would change: ``spared.txt``.

``python -m training.probes.spared WORDLIST ...`` with a word a line, as of the Debian
packages wngerman and wamerican. Of each list only what collides ends up in the file.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from commentbox.screening.tokens import fold
from commentbox.screening.undisguise.broken import may_be_broken
from commentbox.screening.undisguise.mend import meant_by
from commentbox.screening.undisguise.vocabulary import vocabulary
from commentbox.text.normalise import normalise

HEAD = """\
# Real words, and pairs of them, that only look like a disguised word of the lexicons.
# Made from word lists by: python -m training.probes.spared /usr/share/dict/ngerman
# /usr/share/dict/american-english, and by reading what changes in ordinary comments
# (the list under "By hand", which is kept).
"""
#: The lists have many abbreviations of two letters; these are words that are written.
TOO_SHORT = 2
SHORT = frozenset(
    {
        *("ab", "am", "an", "as", "at", "be", "by", "da", "do", "du", "ei", "eh", "em"),
        *("er", "es", "eu", "ex", "go", "he", "hi", "id", "if", "im", "in", "is", "it"),
        *("ja", "je", "km", "ma", "me", "my", "na", "ne", "no", "nu", "ob", "of", "oh"),
        *("ok", "on", "or", "pa", "pc", "so", "to", "tv", "uk", "um", "up", "ur", "us"),
        *("we", "wo", "zu", "ho", "ha", "jo", "yo", "ya", "ey"),
    }
)
#: The lists have every letter; these are no words: f uck.
NO_WORDS = frozenset("bcfghjklpqrvwxyz")
BY_HAND = "# By hand."
SPARED = (
    Path(__file__).parents[2] / "commentbox" / "screening" / "lexicon" / "spared.txt"
)


def real_words(paths: Iterable[Path]) -> set[str]:
    """Return the words of the lists as the checks see them."""
    return {
        fold(normalise(part).text)
        for path in paths
        for line in path.read_text("utf-8").splitlines()
        for part in line.removesuffix("'s").split("-")
        if part.isalpha() and (len(part) != TOO_SHORT or fold(part) in vocabulary())
    } - NO_WORDS | SHORT


def colliding(real: set[str]) -> Iterator[str]:
    """Yield what would be taken for a disguise."""
    yield from (word for word in real if meant_by(word))
    for word in vocabulary():
        for at in range(1, len(word)):
            left, right = word[:at], word[at:]
            if may_be_broken(left, right) and {left, right} <= real:
                yield f"{left} {right}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", nargs="+", type=Path)
    found = ", ".join(sorted(colliding(real_words(parser.parse_args().lists))))
    by_hand = SPARED.read_text("utf-8").partition(BY_HAND)[2]
    lines = textwrap.wrap(found.replace(" ", "\0").replace(",\0", ", "), 87)
    body = "\n".join(line.rstrip(",").replace("\0", " ") for line in lines)
    SPARED.write_text(f"{HEAD}\n{body}\n\n{BY_HAND}{by_hand or chr(10)}", "utf-8")


if __name__ == "__main__":
    main()
