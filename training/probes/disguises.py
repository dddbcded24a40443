"""Measure what disguise hides from ``respect``, and what undoing it costs others.

``python -m training.probes.disguises --data FOLDER`` prints a table: of the texts that
are called offensive and found as they are, how many are found disguised, with only the
offending words changed and with all words; and how many ordinary comments are flagged.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from random import Random
from typing import NamedTuple

from commentbox.domain.submission import Draft
from commentbox.screening.checks.respect import respect
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text
from commentbox.text.folding import Normalised
from commentbox.text.normalise import small
from training.corpus import RESPECT, VALIDATE, Example, examples
from training.probes.kinds import KINDS, disguised

HERE = Path(__file__).parent
WORD = re.compile(r"[^\W\d_]{4,}")
NOTHING_KNOWN = Facts(bindings=())
FLAG = 0.5
FALSE_ALARMS = 0.1
#: Of each set; the ordinary comments are all read.
MOST = 150


class Undone(Text):
    """A text of which only one form is read: in small letters, disguised as it was."""

    @cached_property
    def undisguised(self) -> Normalised:
        places = range(len(self.body) + 1)
        form = Normalised(self.body, tuple(places[:-1]), tuple(places[1:]))
        return small(form)


class Case(NamedTuple):
    """An offensive text, its offending words and all of its words."""

    example: Example
    offending: list[tuple[int, int]]
    words: list[tuple[int, int]]


def score(text: str, language: str, reading: type[Text] = Text) -> float:
    found = respect(reading(Draft(body=text, language=language)), NOTHING_KNOWN)
    return found.score or 0.0 if found else 0.0


def own(name: str, label: int) -> Iterator[Example]:
    """Yield our own sentences: ``language<tab>sentence``."""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            language, sentence = line.split("\t")
            yield Example(sentence, label, language, "own")


def offensive(folder: Path) -> Iterator[Example]:
    yield from own("insults.txt", 1)
    for source in RESPECT:
        found = [e for e in examples(folder, {source: RESPECT[source]}) if e.label]
        yield from Random(source).sample(found, MOST)  # noqa: S311


def ordinary(folder: Path) -> Iterator[Example]:
    for example in examples(folder, RESPECT | VALIDATE):
        if not example.label and example.source in {"ge18", "ge19", "ge21", "davidson"}:
            yield example
        if example.source == "omp":
            yield example


def cases(found: Iterable[Example]) -> Iterator[Case]:
    for example in found:
        draft = Draft(body=example.text, language=example.language)
        finding = respect(Text(draft), NOTHING_KNOWN)
        evidence = finding.evidence if finding else ()
        words = [match.span() for match in WORD.finditer(example.text)]
        offending = [
            (start, end)
            for start, end in words
            if any(e.start <= start and end <= e.end for e in evidence)
        ]
        yield Case(example, offending, words)


def scores(found: Sequence[Case], kind: str, *, every: bool) -> list[float]:
    """Return the scores of the cases with something to disguise, disguised."""
    judged = []
    for number, case in enumerate(found):
        if case.offending:
            spans = case.words if every else case.offending
            body = case.example.text
            text = disguised(body, spans, kind, number) if kind else body
            judged.append(score(text, case.example.language))
    return judged


def recall(judged: Sequence[float], threshold: float) -> float:
    return sum(score >= threshold for score in judged) / max(len(judged), 1)


def threshold_for(scores: Iterable[float], share: float) -> float:
    """Return the lowest score that at most this share of the texts reaches."""
    ordered = sorted(scores, reverse=True)
    return ordered[int(len(ordered) * share)] + 1e-6


def false_alarms(plain: Sequence[Example]) -> tuple[list[str], float]:
    """Return lines on the ordinary comments, and the threshold of the goal."""
    before = [score(e.text, e.language, Undone) for e in plain]
    after = [score(e.text, e.language) for e in plain]
    loose = threshold_for(after, FALSE_ALARMS)
    lines = []
    for threshold in (FLAG, loose):
        lines.append(f"ordinary comments flagged at {threshold:.2f}: before, after")
        for source in sorted({e.source for e in plain}):
            at = [i for i, e in enumerate(plain) if e.source == source]
            old, new = (
                100 * recall([judged[i] for i in at], threshold)
                for judged in (before, after)
            )
            lines.append(f"  {source:9}{len(at):6} {old:6.2f} % {new:6.2f} %")
    return lines, loose


def table(found: Sequence[Case], kinds: Iterable[str], loose: float) -> Iterator[str]:
    """Yield a line for each kind: recall, and its share of that of the plain texts.

    Twice with the offending words disguised (at the flag threshold, at the loose one),
    twice with all words.
    """
    whole = scores(found, "", every=False)
    plain = [recall(whole, FLAG), recall(whole, loose)] * 2
    yield f"  {'plain':14}" + " ".join(f"{share:13.3f}" for share in plain)
    for kind in kinds:
        some, all_ = (scores(found, kind, every=every) for every in (False, True))
        shares = [recall(of, at) for of in (some, all_) for at in (FLAG, loose)]
        yield f"  {kind:14}" + " ".join(
            f"{share:6.3f} {share / max(full, 1e-9):6.3f}"
            for share, full in zip(shares, plain, strict=True)
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--kind", choices=KINDS)
    asked = parser.parse_args()
    lines, loose = false_alarms(list(ordinary(asked.data)))
    sys.stdout.write("\n".join(lines) + "\n")
    found = list(cases(offensive(asked.data)))
    for name in ("own", *RESPECT):
        of = [case for case in found if case.example.source == name]
        judged = sum(bool(case.offending) for case in of)
        sys.stdout.write(f"{name}: {judged} of {len(of)} texts\n")
        for line in table(of, [asked.kind] if asked.kind else list(KINDS), loose):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
