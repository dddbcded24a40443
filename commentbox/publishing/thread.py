"""Flat rows become a tree with a bounded number of levels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from commentbox.domain.submission import Badge

#: So many comments of one branch are shown at once; the rest is a request away.
BRANCH_SIZE = 200


@dataclass(frozen=True, slots=True)
class Removal:
    """Why there is no text: under which rule, by whom (moderator, author), and when."""

    rule: str | None
    by: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Node:
    """A comment in its place."""

    id: UUID
    #: The top-level comment of its branch.
    root: UUID
    #: The comment that it answers; at the last level not the one it hangs under.
    parent: UUID | None
    name: str
    url: str | None
    html: str
    #: As whom somebody of the site speaks.
    badge: Badge | None = None
    published_at: datetime
    edited_at: datetime | None = None
    removal: Removal | None = None
    depth: int = 1
    #: Its place among the top-level comments, from 1.
    number: int | None = None
    #: Whom it answers, where the indentation cannot say so.
    answers: Node | None = None
    replies: list[Node] = field(default_factory=list)
    #: More replies exist than are here.
    cut: bool = False


def build_thread(
    tops: Sequence[Node], below: Iterable[Node], *, max_depth: int
) -> list[Node]:
    """Hang replies under what they answer, at most ``max_depth`` levels in all.

    In ``below`` a parent comes before its replies. A deeper reply hangs at the last
    level, in order of sending, and says whom it answers.
    """
    known = {node.id: node for node in tops}
    holders: dict[UUID, Node] = {}
    for node in below:
        answered = known.get(node.parent) if node.parent else None
        if answered is None:
            continue
        if answered.depth < max_depth:
            holder, node.depth = answered, answered.depth + 1
        else:
            holder, node.depth = holders.get(answered.id, answered), max_depth
            node.answers = answered
        holder.replies.append(node)
        known[node.id], holders[node.id] = node, holder
    for node in known.values():
        node.replies.sort(key=lambda reply: reply.id)
    return list(tops)


def trim(node: Node, size: int = BRANCH_SIZE) -> int:
    """Leave out what goes beyond ``size`` comments of a branch; return what is left."""
    for position, reply in enumerate(node.replies):
        if size <= 0:
            del node.replies[position:]
            node.cut = True
            break
        size = trim(reply, size - 1)
    return size


def find(nodes: Iterable[Node], id_: UUID) -> Node | None:
    """Return the node with this id, wherever it hangs."""
    for node in nodes:
        if node.id == id_:
            return node
        if found := find(node.replies, id_):
            return found
    return None
