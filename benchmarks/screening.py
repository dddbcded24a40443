"""Measure what the screening costs: time, memory, start, and the worst that it is sent.

    python -m benchmarks.screening --texts 400

Prints for the first tier and, where it is installed, for both: the processor's time of
a comment of 300 characters under an article of 5,000 with a thread of 20, the slowest
of the hostile texts of 10,000 characters, the memory that a process holds more than
before, and how long the first comment takes. Each tier has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles
from time import process_time

import psutil

from commentbox.domain.submission import Draft
from commentbox.rulebook.document import builtin, read_bindings
from commentbox.screening import encoder
from commentbox.screening.before import Before
from commentbox.screening.facts import Facts
from commentbox.screening.screen import screen
from tests.unit.screening.test_hostile_drafts import SHAPES

LENGTH = 300
ARTICLE_LENGTH = 5_000
THREAD = 20
ARTICLES = 5
HOSTILE_LENGTH = 10_000

GERMAN = (
    "Der Umbau der Brücke dauert nun schon zwei Jahre.",
    "Wer hat eigentlich geprüft, ob die Fähre das auffangen kann?",
    "Ich wohne am anderen Ufer und brauche jeden Morgen eine Stunde länger.",
    "Früher war das besser geregelt, das sagen hier alle.",
    "Das stimmt so nicht: Im Plan stand von Anfang an der Herbst.",
    "Danke für den Bericht, endlich schreibt es jemand auf!",
    "So ein Unsinn, haben Sie den Artikel überhaupt gelesen?",
    "Mein Nachbar fährt inzwischen mit dem Rad über die alte Schleuse.",
)
ENGLISH = (
    "The old mill has been closed since the storm took half of its roof.",
    "Who is going to pay for the repairs, and when do they start?",
    "I used to walk there every Sunday with my dog.",
    "That is simply wrong, the council voted against it in spring.",
    "Thank you for writing this up, nobody else did.",
    "What nonsense, did you even read past the headline?",
    "My neighbour says they found bats in the attic.",
    "Let us hope that they keep the wheel at least.",
)


def prose(sentences: Iterable[str], length: int, chance: random.Random) -> str:
    """Return so many characters of sentences in an order of their own."""
    pool = list(sentences)
    text = ""
    while len(text) < length:
        text += chance.choice(pool) + " "
    return text[:length]


def cases(count: int) -> list[tuple[Draft, Facts]]:
    """Return comments as they come in under five articles, half of them in German."""
    chance = random.Random(7)  # noqa: S311 - the same texts in each run
    bindings = read_bindings(builtin("rulebook"))
    pools = [("de", GERMAN), ("en", ENGLISH)]
    articles = [prose(pools[n % 2][1], ARTICLE_LENGTH, chance) for n in range(ARTICLES)]
    threads: list[list[str]] = [[] for _ in range(ARTICLES)]
    made = []
    for number in range(count + ARTICLES * THREAD):
        at = number % ARTICLES
        language, pool = pools[at % 2]
        thread = threads[at]
        draft = Draft(body=prose(pool, LENGTH, chance), language=language)
        facts = Facts(
            bindings=bindings,
            before=Before(pool[0], articles[at], tuple(thread[-THREAD:])),
            parent=thread[-1] if thread else None,
        )
        thread.append(draft.body)
        made.append((draft, facts))
    return made[-count:]


def measured(texts: int) -> dict[str, float]:
    """Return the figures of this process, times in milliseconds, memory in MB."""
    process = psutil.Process()
    before = process.memory_full_info().uss
    made = cases(texts)
    first = _took(*made[0])
    held = process.memory_full_info().uss - before
    times = [_took(*case) for case in made[1:]]
    facts = made[0][1]
    hostile = {shape: _took(hostile_draft(shape), facts) for shape in SHAPES}
    worst = max(SHAPES, key=lambda shape: hostile[shape])
    sys.stderr.write(f"The worst hostile text repeats {worst!r}.\n")
    return {
        "p50": median(times),
        "p95": quantiles(times, n=20)[-1],
        "hostile": hostile[worst],
        "first": first,
        "memory": held / 1e6,
    }


def hostile_draft(shape: str) -> Draft:
    body = (shape * HOSTILE_LENGTH)[:HOSTILE_LENGTH]
    return Draft(body=body, language="de")


def _took(draft: Draft, facts: Facts) -> float:
    # Of the process: the screening works in a thread of its own.
    started = process_time()
    screen(draft, facts)
    return (process_time() - started) * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--texts", type=int, default=400)
    parser.add_argument("--tier", choices=("1", "2"), help="only this; as JSON")
    asked = parser.parse_args()
    if asked.tier:
        _choose(asked.tier)
        sys.stdout.write(json.dumps(measured(asked.texts)))
        return
    tiers = ["1", "2"] if _has_encoder() else ["1"]
    told = {tier: _in_process_of_its_own(tier, asked.texts) for tier in tiers}
    rows = (
        ("300 characters, p50 ms", "p50"),
        ("300 characters, p95 ms", "p95"),
        ("hostile, 10,000 characters, ms", "hostile"),
        ("the first comment, ms", "first"),
        ("memory held by the screening, MB", "memory"),
    )
    heads = "".join(f"   tier {tier}" for tier in tiers)
    sys.stdout.write(f"{'':<36}{heads}\n")
    for caption, name in rows:
        figures = "".join(f"{told[tier][name]:9.1f}" for tier in tiers)
        sys.stdout.write(f"{caption:<36}{figures}\n")
    for file in sorted(Path("commentbox/screening/shipped").glob("*.npz")):
        sys.stdout.write(f"{file.name:<36}{file.stat().st_size / 1e6:9.2f} MB\n")


def _choose(tier: str) -> None:
    """Judge with the first tier alone, or with both."""
    if tier == "1":
        encoder.disable()


def _has_encoder() -> bool:
    return encoder.state() is encoder.State.WAITING


def _in_process_of_its_own(tier: str, texts: int) -> dict[str, float]:
    """One thread each: what a comment costs is what its processor works."""
    ran = subprocess.run(
        [sys.executable, "-m", __spec__.name, f"--tier={tier}", f"--texts={texts}"],
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    figures: dict[str, float] = json.loads(ran.stdout)
    return figures


if __name__ == "__main__":
    main()
