"""News articles: their sentences as comments, and the politics of their sections."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from commentbox.screening.checks.politics import politics
from commentbox.screening.checks.topic import topic
from training.topic.measuring import Row, auc, ece, lines, score

SEED = 5
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
#: An article from which a sentence can be spared, and a sentence as long as a comment.
LONG_ENOUGH = 1500
SHORTEST, LONGEST = 80, 300
POLITICAL = frozenset({"Inland", "International"})
#: Characters of an article that stand for a comment.
LENGTHS = (300, 600, 2000)
FLAG = 0.7


class Article(NamedTuple):
    text: str
    section: str


class Piece(NamedTuple):
    """A sentence from the end of an article, and what the article said before it."""

    sentence: str
    title: str
    body: str
    section: str


def read(data: Path) -> list[Article]:
    """Return the articles with their sections."""
    rows = lines(data, "validate/articles_10kgnad_test")
    return [Article(row["text"], row["section"]) for row in rows]


def swapped(articles: Sequence[Article]) -> Iterator[Row]:
    """Yield how well a sentence is told from one of another article."""
    chance = random.Random(SEED)  # noqa: S311
    pieces = list(_pieces(articles, chance))
    for what, same in (("any", False), ("the same section", True)):
        others = [_other(pieces, each, chance, same=same) for each in pieces]
        for known in ("title", "body"):
            labels: list[bool] = []
            scores: list[float | None] = []
            for each, other in zip(pieces, others, strict=True):
                for whose in (each, other):
                    labels.append(whose is not each)
                    facts = _facts(whose, known)
                    scores.append(score(topic, each.sentence, **facts))
            of = f"sentences swapped with {what}, {known}, AUC"
            flagged = _flagged(labels, scores, "swapped")
            yield Row(of, auc(labels, scores), f"n={len(labels)}, {flagged}")
            yield Row("… calibration error", ece(labels, scores), "half are swapped")


def _flagged(
    labels: Sequence[bool], scores: Sequence[float | None], others: str
) -> str:
    shares = []
    for wanted in (False, True):
        here = [
            s or 0 for s, is_off in zip(scores, labels, strict=True) if is_off is wanted
        ]
        shares.append(sum(each >= FLAG for each in here) / len(here))
    return f"flagged from {FLAG}: none {shares[0]:.1%}, {others} {shares[1]:.1%}"


def _facts(piece: Piece, known: str) -> dict[str, Any]:
    body = piece.body if known == "body" else ""
    return {"article_title": piece.title, "article_body": body}


def _pieces(articles: Sequence[Article], chance: random.Random) -> Iterator[Piece]:
    for article in articles:
        sentences = SENTENCE_END.split(article.text)
        cut = 2 * len(sentences) // 3
        ends = [each for each in sentences[cut:] if SHORTEST <= len(each) <= LONGEST]
        if len(article.text) >= LONG_ENOUGH and ends:
            title, *body = sentences[:cut]
            yield Piece(chance.choice(ends), title, " ".join(body), article.section)


def _other(
    pieces: Sequence[Piece], own: Piece, chance: random.Random, *, same: bool
) -> Piece:
    while True:
        other = chance.choice(pieces)
        if other is not own and (not same or other.section == own.section):
            return other


def politics_of_sections(articles: Sequence[Article]) -> Iterator[Row]:
    """Yield how well the beginnings of political articles are told from the others."""
    labels = [each.section in POLITICAL for each in articles]
    for length in LENGTHS:
        scores = [score(politics, each.text[:length]) for each in articles]
        of = f"politics, first {length} characters, AUC"
        flagged = _flagged(labels, scores, "political")
        yield Row(of, auc(labels, scores), flagged)
        yield Row("… calibration error", ece(labels, scores))
