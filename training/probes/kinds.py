"""The ways in which a word is disguised, each a function of the word and of chance."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

Kind = Callable[[str, Random], str]

HOMOGLYPHS: Final = dict(
    zip("aceiopsxyABEKMHOPCTX", "асеіорѕхуАВЕКМНОРСТХ", strict=True)
)
LEET: Final = dict(zip("aeiost", "431057", strict=True))
SIGNS: Final = dict(zip("aisS", "@!$$", strict=True))
SMALL: Final = dict(
    zip("abcdefghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ", strict=True)
)
TURNED: Final = dict(
    zip("abcdefghijklmnopqrstuvwxyz", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz", strict=True)
)
INVISIBLE: Final = "\u200b\u200c\u2060\u00ad\ufeff"
MARKS: Final = "\u0301\u0308\u0336\u0323\u0330"
MASKS: Final = "*#@$%&_"


def joined(gap: str) -> Kind:
    return lambda word, _: gap.join(word)


def mapped(letters: dict[str, str]) -> Kind:
    return lambda word, _: "".join(letters.get(ch, ch) for ch in word)


def zero_width(word: str, chance: Random) -> str:
    return "".join(ch + chance.choice(INVISIBLE) for ch in word[:-1]) + word[-1]


def one_star(word: str, chance: Random) -> str:
    """Hide a vowel within the word, or any letter within where it has none."""
    within = range(1, len(word) - 1)
    vowels = [at for at in within if word[at] in "aeiouäöüAEIOU"]
    at = chance.choice(vowels or list(within))
    return f"{word[:at]}*{word[at + 1 :]}"


def stars(word: str, chance: Random) -> str:
    """Keep the beginning and the end: A****loch, f**k."""
    hidden = min(len(word) - 2, chance.choice((2, 3, 4)), max(len(word) // 2, 1))
    at = chance.randint(1, len(word) - 1 - hidden)
    return word[:at] + "*" * hidden + word[at + hidden :]


def one_sign(word: str, chance: Random) -> str:
    return one_star(word, chance).replace("*", chance.choice(MASKS))


def one_hyphen(word: str, chance: Random) -> str:
    return _broken(word, chance, "-")


def one_space(word: str, chance: Random) -> str:
    return _broken(word, chance, " ")


def ellipsis(word: str, chance: Random) -> str:
    return stars(word, chance).replace("*", ".")


def _broken(word: str, chance: Random, gap: str) -> str:
    at = chance.randint(1, len(word) - 1)
    return word[:at] + gap + word[at:]


def doubled(word: str, chance: Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at].lower() + word[at:]


def all_doubled(word: str, _: Random) -> str:
    return "".join(ch * 2 for ch in word)


def drawn_out(word: str, chance: Random) -> str:
    at = chance.choice([i for i, ch in enumerate(word) if ch in "aeiouäöü"] or [0])
    return word[:at] + word[at] * chance.randint(3, 6) + word[at + 1 :]


def swapped(word: str, chance: Random) -> str:
    """Swap two neighbours that differ, the first letter only in short words."""
    places = [at for at in range(len(word) - 1) if word[at] != word[at + 1]]
    within = [at for at in places if at] or places
    if not within:
        return word
    at = chance.choice(within)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def full_width(word: str, _: Random) -> str:
    return "".join(chr(ord(ch) + 0xFEE0) if "!" <= ch <= "~" else ch for ch in word)


def circled(word: str, _: Random) -> str:
    small = unicodedata.normalize("NFKD", word).lower()
    return "".join(
        chr(0x24D0 + ord(ch) - ord("a")) if "a" <= ch <= "z" else ch for ch in small
    )


def flags(word: str, _: Random) -> str:
    return "".join(
        chr(0x1F1E6 + ord(ch) - ord("a")) if "a" <= ch <= "z" else ch
        for ch in word.lower()
    )


def upside_down(word: str, _: Random) -> str:
    return "".join(TURNED.get(ch, ch) for ch in reversed(word.lower()))


def with_marks(word: str, chance: Random) -> str:
    return "".join(ch + chance.choice(MARKS) if ch.isascii() else ch for ch in word)


def leet(word: str, _: Random) -> str:
    return "".join(LEET.get(ch.lower(), ch) for ch in word)


def half_leet(word: str, chance: Random) -> str:
    at = chance.choice([i for i, ch in enumerate(word) if ch in LEET] or [-1])
    return word if at < 0 else word[:at] + LEET[word[at]] + word[at + 1 :]


def mixed(word: str, chance: Random) -> str:
    return chance.choice(list(KINDS.values())[:-2])(word, chance)


def twice(word: str, chance: Random) -> str:
    """First what changes letters, then what hides them."""
    first = chance.choice((one_star, swapped, doubled, drawn_out, half_leet))
    second = chance.choice((zero_width, mapped(HOMOGLYPHS), with_marks, full_width))
    return second(first(word, chance), chance)


KINDS: Final[dict[str, Kind]] = {
    "zero width": zero_width,
    "homoglyphs": mapped(HOMOGLYPHS),
    "leet": leet,
    "one leet": half_leet,
    "signs a$$": mapped(SIGNS),
    "s p a c e d": joined(" "),
    "d.o.t.s": joined("."),
    "u_n_d_e_r": joined("_"),
    "h-y-p-h-e-n": joined("-"),
    "s/l/a/s/h": joined("/"),
    "line breaks": joined("\n"),
    "one st*r": one_star,
    "st***s": stars,
    "el...is": ellipsis,
    "one s#gn": one_sign,
    "one hy-phen": one_hyphen,
    "one sp ace": one_space,
    "doubbled": doubled,
    "aallll": all_doubled,
    "swapepd": swapped,
    "drawn ooout": drawn_out,
    "full width": full_width,
    "circled": circled,
    "small caps": mapped(SMALL),
    "flags": flags,
    "upside down": upside_down,
    "marks": with_marks,
    "mixed": mixed,
    "twice": twice,
}


def disguised(text: str, spans: Sequence[tuple[int, int]], kind: str, seed: int) -> str:
    """Return the text with the words at these places disguised."""
    chance = Random(f"{seed} {kind}")  # noqa: S311
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += text[position:start], KINDS[kind](text[start:end], chance)
        position = end
    return "".join([*parts, text[position:]])
