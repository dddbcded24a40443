"""The corpus in numbers: which articles there are, and who answers whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

#: Articles A and B, and how many comments each of the others has.
LONG, SHORT, OTHERS_HAVE = 1_000, 20, 10

#: The corpus of the readings, and the two it grows to.
SMALL, MEDIUM, LARGE = 11_020, 200_000, 1_000_000

#: Branches, one after the other: for each comment the one it answers, counted within
#: the branch. Half of the comments are answers; one branch goes down five levels.
BRANCHES: tuple[tuple[int | None, ...], ...] = (
    (None, 0, 1, 2, 3),
    (None,),
    (None, 0, 0, 1),
    (None,),
    (None, 0),
    (None,),
)


@dataclass(frozen=True, slots=True)
class Article:
    number: int
    key: str
    comments: int
    #: The last so many of them wait for a moderator.
    waiting: int

    @property
    def public(self) -> int:
        return self.comments - self.waiting


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its article a comment stands, all counted from 0."""

    #: The first comment of its branch.
    root: int
    parent: int | None
    depth: int


def article(number: int) -> Article:
    """Return the article with this number: A, B, then all the others."""
    if number == 0:
        return Article(number, "A", LONG, 0)
    if number == 1:
        return Article(number, "B", SHORT, 0)
    return Article(number, key_of_other(number - 2), OTHERS_HAVE, 1)


def key_of_other(number: int) -> str:
    return f"article-{number}"


def articles_for(size: int) -> int:
    """Return how many articles have so many comments together."""
    return 2 + max(0, size - LONG - SHORT) // OTHERS_HAVE


def others_in(size: int) -> int:
    return articles_for(size) - 2


def places(count: int) -> list[Place]:
    """Return how the comments of an article hang together, parents first."""
    return list(islice(_endless(), count))


def _endless() -> Iterator[Place]:
    start = 0
    for branch in cycle(BRANCHES):
        depths: list[int] = []
        for parent in branch:
            depths.append(1 if parent is None else depths[parent] + 1)
            above = None if parent is None else start + parent
            yield Place(start, above, depths[-1])
        start += len(branch)
