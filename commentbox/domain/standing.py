"""What of a comment may be known outside, and what that means for the replies below it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from enum import StrEnum
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)


class Standing(StrEnum):
    """A comment's own claim to a place in the thread, its ancestors left aside."""

    HIDDEN = "hidden"
    PUBLIC = "public"
    #: Was public and was taken down: says under which rule and when.
    TOMBSTONE = "tombstone"
    #: Was public and was withdrawn: stands only while a public reply hangs below.
    PLACEHOLDER = "placeholder"


def in_view(branch: Iterable[tuple[Id, Id | None, Standing]]) -> set[Id]:
    """Return the ids of a branch that are in view: none of their ancestors is hidden.

    ``branch`` has ``(id, parent, standing)`` for every comment of one branch, in any
    order; a parent that is not among them (the root's) counts as in view.
    """
    rows = list(branch)
    children: dict[Id | None, list[tuple[Id, Standing]]] = {}
    for id_, parent, standing in rows:
        children.setdefault(parent, []).append((id_, standing))
    known = {id_ for id_, _, _ in rows}
    seen: set[Id] = set()
    frontier = [p for p in children if p is None or p not in known]
    while frontier:
        for id_, standing in children.get(frontier.pop(), ()):
            if standing is not Standing.HIDDEN:
                seen.add(id_)
                frontier.append(id_)
    return seen
