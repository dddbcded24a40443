"""Any order of posting, deciding, editing and withdrawing shows what the rules say.

The expectation is worked out here from nothing but what was done, in the words of the
design and without a line of the code that settles it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from commentbox.domain.states import MOVES, State
from tests.integration.people import Ada, Grace, Written
from tests.page import PageClient, json_of

STEPS = 60


@dataclass
class Said:
    """A comment as somebody with a notebook would follow it."""

    written: Written
    parent: Said | None
    states: list[State] = field(default_factory=lambda: [State.PENDING])
    withdrawn: bool = False
    #: Was it ever in public, so that its withdrawal leaves a place?
    was_known: bool = False
    replies: list[Said] = field(default_factory=list)

    @property
    def standing(self) -> str:
        settled = [s for s in self.states if s in {State.APPROVED, State.REMOVED}]
        if self.withdrawn:
            return "placeholder" if self.was_known else "hidden"
        if not settled:
            return "hidden"
        return "public" if settled[-1] is State.APPROVED else "tombstone"

    @property
    def text(self) -> str:
        """Return the text that readers see."""
        number = max(n for n, s in enumerate(self.states, 1) if s is State.APPROVED)
        return text_of(self, number)

    def holds_something(self) -> bool:
        """Say whether a public reply hangs below, by ways that are open."""
        return any(
            reply.standing == "public"
            or (reply.standing != "hidden" and reply.holds_something())
            for reply in self.replies
        )

    def in_view(self) -> Iterator[Said]:
        if self.standing == "hidden":
            return
        if self.standing == "placeholder" and not self.holds_something():
            return
        yield self
        for reply in self.replies:
            yield from reply.in_view()


def text_of(said: Said, number: int) -> str:
    return f"Text {number} of {said.written.body}"


class Walk:
    """People who do one thing after another, and a notebook beside them."""

    def __init__(self, ada: Ada, grace: Grace, seed: int) -> None:
        self.ada, self.grace = ada, grace
        self.chance = random.Random(seed)  # noqa: S311 - to be repeatable
        self.all: list[Said] = []

    def step(self) -> None:
        act = self.chance.choices(
            [self.write, self.decide, self.edit, self.withdraw], [4, 10, 2, 1]
        )[0]
        act()

    def write(self) -> None:
        answered = [s for s in self.all if not s.withdrawn]
        parent = self.chance.choice([*answered, None, None])
        name = f"number {len(self.all)}"
        fields = {"parent": parent.written.id} if parent else {}
        written = self.ada.writes(f"Text 1 of {name}", author_name=name, **fields)
        said = Said(Written(written.id, written.token, name), parent)
        self.all.append(said)
        if parent:
            parent.replies.append(said)

    def decide(self) -> None:
        if not self.all:
            return
        said = self.chance.choice(self.all)
        number = self.chance.randint(1, len(said.states))
        to = self.chance.choice(list(State))
        rule = "respect" if to in {State.REJECTED, State.REMOVED} else None
        answer = self.grace.decides(said.written, to, revision=number, rule=rule)
        allowed = to in MOVES[said.states[number - 1]]
        if said.withdrawn:
            assert answer.status_code == 404
        elif not self.waits(said, number):
            assert answer.status_code == 409
        else:
            assert answer.status_code == (201 if allowed else 422)
            if allowed:
                said.states[number - 1] = to

    def waits(self, said: Said, number: int) -> bool:
        """Say whether a text is the newest or the one that settles the standing."""
        settled = [
            n
            for n, state in enumerate(said.states, 1)
            if state in {State.APPROVED, State.REMOVED}
        ]
        return number in {len(said.states), *settled[-1:]}

    def edit(self) -> None:
        if not self.all:
            return
        said = self.chance.choice(self.all)
        body = text_of(said, len(said.states) + 1)
        answer = self.ada.edits(said.written, body)
        assert answer.status_code == (404 if said.withdrawn else 200)
        if not said.withdrawn:
            said.states.append(State.PENDING)

    def withdraw(self) -> None:
        if not self.all:
            return
        said = self.chance.choice(self.all)
        said.was_known = said.standing != "hidden"
        answer = self.ada.withdraws(said.written)
        assert answer.status_code == (404 if said.withdrawn else 204)
        said.withdrawn = True

    def expected(self) -> dict[str, tuple[str, str]]:
        """Return what readers should see: id, standing and text."""
        tops = [said for said in self.all if said.parent is None]
        return {
            said.written.id: (
                said.standing,
                said.text if said.standing == "public" else "",
            )
            for top in tops
            for said in top.in_view()
        }


def shown(client: PageClient) -> dict[str, tuple[str, str]]:
    thread = json_of(client.get("/api/comments?article=first&limit=100"))
    found = {node["id"]: seen(node) for node in all_of(thread["comments"])}
    public = [one for one in found.values() if one[0] == "public"]
    assert thread["article"]["count"] == len(public)
    return found


def all_of(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from all_of(node["replies"])


def seen(node: dict[str, Any]) -> tuple[str, str]:
    text = node["html"].strip().removeprefix("<p>").removesuffix("</p>")
    if node["removed"] is None:
        return "public", text
    by_author = node["removed"]["by"] == "author"
    return ("placeholder" if by_author else "tombstone"), text


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_readers_see_what_the_rules_say_after_every_few_steps(
    ada: Ada, grace: Grace, seed: int
) -> None:
    walk = Walk(ada, grace, seed)

    for step in range(STEPS):
        walk.step()
        if step % 5 == 4:
            assert shown(ada.client) == walk.expected()

    feed = json_of(ada.client.get("/articles/first/feed.json"))
    public = {id_ for id_, (how, _) in walk.expected().items() if how == "public"}
    told = {item["id"].rpartition("/")[2]: item for item in feed["items"]}
    gone = {id_ for id_, i in told.items() if "removed" in i["_commentbox"]}
    assert told.keys() - gone == public
    for said in walk.all:
        if said.written.id in gone:
            assert said.withdrawn or said.standing == "tombstone"
            assert said.written.body not in str(told[said.written.id])
    for said in walk.all:
        status = ada.client.get(f"/comments/{said.written.id}").status_code
        assert status == (303 if said.written.id in public else 404)
