"""Own sentences against bias: naming a group of people is no insult, hatred of it is.

The probes that measure the bias (``training/probes``) name other groups in other
sentences, so that their figures say something about groups that no sentence here names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

SENTENCES: Final = Path(__file__).with_name("counterfactuals.json")


class Sentence(NamedTuple):
    text: str
    #: 1 = hostile.
    label: int
    lang: str
    group: str


def sentences() -> Iterator[Sentence]:
    """Yield every sentence about every group, then the ones about no group."""
    for lang, parts in json.loads(SENTENCES.read_text("utf-8")).items():
        for label, name in enumerate(("neutral", "hostile")):
            for frame in parts[name]:
                for group in parts["groups"]:
                    yield Sentence(_filled(frame, group), label, lang, group[0])
            for text in parts[f"{name}_without"]:
                yield Sentence(text, label, lang, "")


def _filled(frame: str, group: list[str]) -> str:
    """Put the group in: ``{g}`` bare, ``{a}`` after an article, ``{d}`` dative."""
    bare, articled, dative = group * 3 if len(group) == 1 else group
    text = frame.format(g=bare, a=articled, d=dative)
    return text[0].upper() + text[1:]
