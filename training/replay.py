"""Replay labelled comments in the order of time, as if people had decided about them.

``python -m training.replay --data FOLDER`` prints how well scores rank the comments
that follow, before anything was learnt and after so many decisions.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from commentbox.domain.submission import Draft
from commentbox.evaluation.figures import auc
from commentbox.learning.study import LEARNT, Study, scores_of
from commentbox.learning.training import learn
from commentbox.screening.before import Before
from commentbox.screening.facts import Facts
from commentbox.screening.layer.features import logit, look
from commentbox.screening.layer.fit import (
    Examples,
    Floats,
    chosen,
    examples,
    fit,
    log_loss,
    part,
    picked,
)
from commentbox.screening.reading import Text
from commentbox.screening.screen import screen
from training.corpus import VALIDATE, rows

Row = dict[str, Any]

#: What the editors' labels say of a check.
LABELS: dict[str, Callable[[dict[str, int]], bool]] = {
    "respect": lambda given: bool(given["Inappropriate"] or given["Discriminating"]),
    "topic": lambda given: bool(given["OffTopic"]),
}
AFTER = (250, 500, 1_000, 2_000)
PARTS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    found = rows(parser.parse_args().data / VALIDATE["omp"])
    lines = _told(sorted(found, key=lambda row: row["at"]))
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _told(comments: list[Row]) -> Iterator[str]:
    yield f"{len(comments)} comments, {comments[0]['at']} to {comments[-1]['at']}"
    yield "in the order of time: AUC and log loss on all that follows, before and after"
    given = _examples(comments)
    for after in AFTER:
        for check, (places, known) in given.items():
            cut = int(np.searchsorted(places, after))
            older, newer = part(known, 0, cut), part(known, cut, len(known))
            yield f"  {check:8} after {after:5}: {_line(check, older, newer)}"
    yield "as `train` would judge it, with the newest fifth held out"
    for after in AFTER:
        cuts = {c: int(np.searchsorted(p, after)) for c, (p, _) in given.items()}
        study = Study({c: part(k, 0, cuts[c]) for c, (_, k) in given.items()}, after, 0)
        for check, figures in learn(study, None).figures.items():
            yield f"  {check:8} after {after:5}: {figures.why}"
    yield "in five random parts, which flatter: articles are in several of them"
    for check, (_, known) in given.items():
        yield f"  {check:8} {_in_parts(check, known)}"


def _line(check: str, older: Examples, newer: Examples) -> str:
    breaches = int(newer.breach.sum())
    follow = f"{len(newer)} follow ({breaches} breaches)"
    if not 0 < breaches < len(newer):
        return f"{follow}, too few to say anything"
    learnt = newer.log_odds(fit(check, older, chosen(check, older)))
    return f"{follow}; {_beside(newer.breach, newer.own, learnt)}"


def _in_parts(check: str, known: Examples) -> str:
    places = np.random.default_rng(0).permutation(len(known))
    learnt = np.zeros(len(known))
    for fold in np.array_split(places, PARTS):
        rest = np.setdiff1d(places, fold)
        older, newer = picked(known, rest), picked(known, fold)
        learnt[fold] = newer.log_odds(fit(check, older, chosen(check, older)))
    return _beside(known.breach, known.own, learnt)


def _beside(breach: Floats, before: Floats, after: Floats) -> str:
    truth = breach == 1
    return (
        f"AUC {auc(truth, before):.3f} -> {auc(truth, after):.3f},"
        f" log loss {log_loss(before, breach):.3f} -> {log_loss(after, breach):.3f}"
    )


def _examples(comments: list[Row]) -> dict[str, tuple[list[int], Examples]]:
    """Return examples of each check with the places of their comments."""
    piles: dict[str, list[tuple[int, float, Any, bool]]] = {c: [] for c in LABELS}
    for place, row in enumerate(comments):
        draft = Draft(body=row["text"], language=row["lang"])
        facts = Facts(
            bindings=(),
            parent=row["parent"] or None,
            before=Before(thread=tuple(row["thread"])),
        )
        said = scores_of(screen(draft, facts, checks=LEARNT))
        seen = look(Text(draft), said)
        for check, breach in LABELS.items():
            score = said[check]
            if score is not None:
                pile = piles[check]
                pile.append((place, logit(score), seen, breach(row["labels"])))
    return {
        check: (
            [p for p, _, _, _ in pile],
            examples(
                [o for _, o, _, _ in pile],
                [s for *_, s, _ in pile],
                [b for *_, b in pile],
            ),
        )
        for check, pile in piles.items()
    }


if __name__ == "__main__":
    main()
