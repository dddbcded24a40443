"""Measure the second tier of the screening: load, memory, time per text.

    OMP_NUM_THREADS=1 python -m benchmarks.encoder

Times are those of one thread on the processor, in milliseconds; memory is that of the
process in megabytes. The texts are made of sentences in this file.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import thread_time

import psutil

from commentbox.screening.encoder import weights

SENTENCES = (
    "Das ist eine ganz gewöhnliche Meinung über den Straßenbau in unserer Stadt. ",
    "Ich verstehe nicht, warum die Brücke seit Monaten gesperrt bleibt! ",
    "Vielen Dank für den ausführlichen Artikel, er hat mir sehr geholfen. ",
    "Verkehrswendeschwätzer und Umgehungsstraßenbefürworter, gebt endlich Ruhe. ",
    "LOL was für ein Quatsch 😂😂 @redaktion lest doch mal www.example.org ",
    "So wird das nichts mit der Verkehrswende, liebe Leute. ",
)
LENGTH = 300
HOSTILE_LENGTH = 10_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    before = memory()
    start = thread_time()
    encoder = weights.loaded(weights.CHECKOUT)
    say("load", f"{(thread_time() - start) * 1000:.0f} ms")
    chance = random.Random(1)  # noqa: S311 - the same texts each time
    texts = ["".join(chance.choices(SENTENCES, k=8))[:LENGTH] + "." for _ in range(300)]
    for text in texts[:10]:
        encoder.logits(text)
    say("memory", f"{before:.0f} MB before, {memory():.0f} MB with the encoder")
    say("300 characters", times(encoder.logits, texts))
    for name, text in hostile(chance).items():
        say(f"10,000 of {name}", times(encoder.logits, [text] * 4))


def hostile(chance: random.Random) -> dict[str, str]:
    noise = "".join(chance.choices(LETTERS, k=HOSTILE_LENGTH))
    return {
        "one letter": "a" * HOSTILE_LENGTH,
        "letters": noise,
        "short words": " ".join(noise)[:HOSTILE_LENGTH],
        "what composes to more": "\ufdfa" * HOSTILE_LENGTH,
        "emoji": "😂👍🏽" * (HOSTILE_LENGTH // 3),
        "mentions": "@ada " * (HOSTILE_LENGTH // 5),
    }


def times(measured: Callable[[str], object], texts: Sequence[str]) -> str:
    found = []
    for text in texts:
        start = thread_time()
        measured(text)
        found.append((thread_time() - start) * 1000)
    last = quantiles(found, n=20, method="inclusive")[-1]
    return f"p50 {median(found):.1f}, p95 {last:.1f}, max {max(found):.1f}"


def memory() -> float:
    return float(psutil.Process().memory_info().rss) / 1_000_000


def say(name: str, figures: str) -> None:
    sys.stdout.write(f"{name:32}{figures}\n")


if __name__ == "__main__":
    if not Path(weights.CHECKOUT).is_file():
        sys.exit("There are no weights in this checkout.")
    main()
