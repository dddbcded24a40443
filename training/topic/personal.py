"""Personal data in real texts: each place with what is around it, for eyes to judge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from commentbox.domain.submission import Draft
from commentbox.screening.checks.personal_data import personal_data
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text
from training.topic.measuring import lines

SOURCES = {
    "validate/omp_news_comments": "de",
    "validate/tox_ge21_train": "de",
    "validate/articles_10kgnad_test": "de",
    "train/tox_ge18_train": "de",
    "train/tox_ge19_train": "de",
    "validate/tox_ucc_train": "en",
    "train/tox_davidson": "en",
}
AROUND = 30


def places(data: Path) -> Iterator[str]:
    """Yield what is found in each file, and how many of its texts have any."""
    for name, language in SOURCES.items():
        texts = [row["text"] for row in lines(data, name)]
        hits = 0
        for body in texts:
            text = Text(Draft(body=body, language=language))
            found = personal_data(text, Facts(bindings=()))
            if found is None:
                continue
            hits += 1
            for each in found.evidence:
                before = body[max(0, each.start - AROUND) : each.start]
                after = body[each.end : each.end + AROUND]
                yield f"  {found.detail}: …{before!r} [{each.text}] {after!r}…"
        yield f"{name}: {hits} of {len(texts)} texts"
