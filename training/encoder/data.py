"""Texts to learn from: public data sets, own sentences, and their variations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from commentbox.screening.encoder.cleaning import cleaned
from commentbox.text.normalise import normalise
from training.corpus import rows
from training.counterfactuals import Sentence
from training.mixing import SWEARING

#: Marks of the data sets that no comment has.
FOREIGN: Final = re.compile(r"\|LBR\||^\W*RT @\w+:?|\bURL\b")
ENTITIES: Final = (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"))
LEADING: Final = re.compile(r"^(?:@user[\s:,.]*)+")
#: How often a text is read with its disguise undone, as at run time; without the people
#: it is addressed to; without the marks of tags.
UNDONE: Final = 0.15
UNADDRESSED: Final = 0.4
UNTAGGED: Final = 0.3
HOSTILE: Final = 0.5
#: How often somebody swears in a harmless text, at nobody.
SWORN: Final = 0.04
SHORT: Final = 200


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    #: Between 0 and 1: a label, or what teachers think of it.
    target: float
    lang: str


@dataclass(frozen=True, slots=True)
class Source:
    """Examples, and how many of each label an epoch takes (0 = all)."""

    examples: Sequence[Example]
    each: int = 0
    #: Own sentences are what they are: nobody swears in them who did not before.
    own: bool = False


def prepared(text: str) -> str:
    for entity, char in ENTITIES:
        text = text.replace(entity, char)
    return cleaned(FOREIGN.sub(" ", text))


def labelled(path: Path) -> list[Example]:
    return [
        Example(prepared(str(line["text"])), float(line["label"]), str(line["lang"]))
        for line in rows(path)
    ]


def own(sentences: Iterable[Sentence]) -> list[Example]:
    return [Example(cleaned(s.text), float(s.label), s.lang) for s in sentences]


def drawn(sources: Sequence[Source], random: np.random.Generator) -> list[Example]:
    """Return the examples of one epoch in random order, some of them varied."""
    chosen: list[Example] = []
    for source in sources:
        for label in (False, True):
            fitting = [e for e in source.examples if (e.target > HOSTILE) is label]
            most = min(source.each or len(fitting), len(fitting))
            picks = random.permutation(len(fitting))[:most]
            picked = [fitting[pick] for pick in picks]
            if not (source.own or label):
                picked = [sworn(example, random) for example in picked]
            chosen += [varied(example, random) for example in picked]
    return [chosen[place] for place in random.permutation(len(chosen))]


def sworn(example: Example, random: np.random.Generator) -> Example:
    """Return a harmless text, now and then with a curse before or after it."""
    if random.random() >= SWORN or len(example.text) > SHORT:
        return example
    frames = SWEARING[example.lang]
    frame = frames[int(random.integers(len(frames)))]
    return replace(example, text=frame.format(example.text))


def varied(example: Example, random: np.random.Generator) -> Example:
    text = example.text
    if random.random() < UNADDRESSED:
        text = LEADING.sub("", text)
    if random.random() < UNTAGGED:
        text = text.replace("#", "")
    if random.random() < UNDONE:
        text = normalise(text).text
    return Example(text, example.target, example.lang)
