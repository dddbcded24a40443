"""Comments of about 300 characters, each of them different, in German and English."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.corpus import dice, names
from commentbox.demo.texts import comments

LENGTH = 300


def sentences() -> list[str]:
    """Return what the people of the demo say, sentence by sentence."""
    said = []
    for comment in comments():
        if comment.outcome != "approved":
            continue
        flat = " ".join(comment.body.split())
        said += [part.strip() for part in flat.replace("! ", ". ").split(". ")]
    # Nothing that means something to a program: these go into files of all kinds.
    fit = [
        part for part in said if part.isprintable() and not set(part) & set('\\"<>&`')
    ]
    return sorted({part.rstrip(".") + "." for part in fit if " " in part})


def texts(seed: int) -> Iterator[str]:
    """Return texts without end, no two alike."""
    rng, known = dice(seed), sentences()
    for number in count(1):
        text = f"{rng.choice(known)[:-1]} ({number})."
        while len(text) < LENGTH - 60:
            text = f"{text} {rng.choice(known)}"
        yield text[:LENGTH]


def write_posts(path: Path, amount: int, *, more: dict[str, object]) -> None:
    """Write so many bodies of requests into a file, a line each."""
    made, authors = texts(seed=3), names(200)
    with path.open("w", encoding="ascii") as file:
        for number in range(amount):
            author = authors[number % len(authors)]
            said = {"text": next(made), "author": author}
            body = {name: said.get(str(of), of) for name, of in more.items()}
            file.write(f"{json.dumps(body)}\n")
