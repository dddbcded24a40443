"""News comments: what their editors called off topic, and threads swapped."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from commentbox.domain.submission import Draft
from commentbox.screening.asides import asides
from commentbox.screening.before import Before
from commentbox.screening.checks.topic import topic
from commentbox.screening.reading import Text
from training.topic.measuring import Row, auc, auc_of_judged, ece, lines, score

SEED = 7
#: Enough comments under one article for a figure of its own.
MANY = 100
#: A thread of which something is known.
LONG = 4


class Comment(NamedTuple):
    text: str
    article: str
    context: dict[str, Any]
    off_topic: bool


def read(data: Path) -> list[Comment]:
    """Return the comments, each with its parent and what stood above it."""
    return [
        Comment(
            text=row["text"],
            article=row["article"],
            context={"parent": row["parent"] or None, "thread": tuple(row["thread"])},
            off_topic=bool(row["labels"]["OffTopic"]),
        )
        for row in lines(data, "validate/omp_news_comments")
    ]


def editors(comments: Sequence[Comment]) -> Iterator[Row]:
    """Yield the figures on what editors called off topic; the article is not known."""
    labels = [each.off_topic for each in comments]
    scores = [score(topic, each.text, **each.context) for each in comments]
    yield Row("off topic by editors, AUC", auc(labels, scores), f"n={len(labels)}")
    yield auc_of_judged(labels, scores)._replace(of="… of what is judged")
    yield Row(
        "… calibration error", ece(labels, scores), f"{sum(labels)} are off topic"
    )
    for article, number in Counter(each.article for each in comments).most_common():
        if number < MANY:
            break
        here = [at for at, each in enumerate(comments) if each.article == article]
        value = auc([labels[at] for at in here], [scores[at] for at in here])
        yield Row("… under one article", value, f"n={number}")
    yield from _asides(comments)


def _asides(comments: Sequence[Comment]) -> Iterator[Row]:
    aside = [
        bool(asides(Text(Draft(body=each.text, language="de")), Before()))
        for each in comments
    ]
    said = [
        each.off_topic for each, is_one in zip(comments, aside, strict=True) if is_one
    ]
    off = sum(each.off_topic for each in comments)
    yield Row("asides: precision", sum(said) / len(said), f"of {len(said)}")
    yield Row("asides: recall", sum(said) / off, f"of {off}")


def swapped(comments: Sequence[Comment]) -> Iterator[Row]:
    """Yield how well own parent and thread are told from those of other articles."""
    chance = random.Random(SEED)  # noqa: S311
    known = [c for c in comments if c.context["parent"] or c.context["thread"]]
    labels: list[bool] = []
    scores: list[float | None] = []
    long: list[bool] = []
    for each in known:
        others = [other for other in known if other.article != each.article]
        for whose in (each, chance.choice(others)):
            labels.append(whose is not each)
            scores.append(score(topic, each.text, **whose.context))
            long.append(len(whose.context["thread"]) >= LONG)
    yield Row("threads swapped, AUC", auc(labels, scores), f"n={len(labels)}")
    yield auc_of_judged(labels, scores)._replace(of="… of what is judged")
    both = [at for at, is_long in enumerate(long) if is_long]
    value = auc([labels[at] for at in both], [scores[at] for at in both])
    yield Row(f"… with {LONG} texts or more", value, f"n={len(both)}")
