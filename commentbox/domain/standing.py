"""What of a comment may be known outside, and what that means for its replies."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

Id = TypeVar("Id", bound=Hashable)


class Standing(StrEnum):
    """A comment's own claim to a place in the thread, its ancestors left aside."""

    HIDDEN = "hidden"
    PUBLIC = "public"
    #: Was public and was taken down: says under which rule and when.
    TOMBSTONE = "tombstone"
    #: Was public and was withdrawn: stands only while a public reply hangs below.
    PLACEHOLDER = "placeholder"


class InView(NamedTuple, Generic[Id]):
    """What of a branch readers see, and what they would see with its placeholders."""

    seen: set[Id]
    #: Nothing above it is hidden.
    reached: set[Id]


def in_view(branch: Iterable[tuple[Id, Id | None, Standing]]) -> InView[Id]:
    """Return the ids of a branch that readers see.

    A comment is in view while none of its ancestors is hidden; a placeholder, and
    what hangs below it, only while there is a public reply. ``branch`` has
    ``(id, parent, standing)`` of every comment of one branch, in any order.
    """
    children: dict[Id | None, list[Id]] = {}
    standings: dict[Id, Standing] = {}
    for id_, parent, standing in branch:
        children.setdefault(parent, []).append(id_)
        standings[id_] = standing

    downwards = _reach(children, standings, lambda _: True)
    parents = {child: parent for parent, group in children.items() for child in group}
    carries: set[Id | None] = set()
    for id_ in reversed(downwards):
        if standings[id_] is Standing.PUBLIC or id_ in carries:
            carries |= {id_, parents[id_]}

    def stays(id_: Id) -> bool:
        return standings[id_] is not Standing.PLACEHOLDER or id_ in carries

    return InView(set(_reach(children, standings, stays)), set(downwards))


def _reach(
    children: dict[Id | None, list[Id]],
    standings: dict[Id, Standing],
    stays: Callable[[Id], bool],
) -> list[Id]:
    """Return what is reached from the top without passing what is hidden."""
    reached: list[Id] = []
    frontier = [id_ for p in children if p not in standings for id_ in children[p]]
    while frontier:
        id_ = frontier.pop()
        if standings[id_] is not Standing.HIDDEN and stays(id_):
            reached.append(id_)
            frontier.extend(children.get(id_, ()))
    return reached
