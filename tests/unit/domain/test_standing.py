"""Who is in view: a comment and its ancestors decide together."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.domain.standing import Standing, in_view

LETTERS = {
    "H": Standing.HIDDEN,
    "P": Standing.PUBLIC,
    "T": Standing.TOMBSTONE,
    "A": Standing.PLACEHOLDER,
}

Branch = Mapping[int, tuple[int | None, Standing]]


def a_branch(*comments: str) -> list[tuple[str, str | None, Standing]]:
    """Read a branch: "a P", "b<a T" (b answers a and is a tombstone)."""
    rows = []
    for comment in comments:
        name, letter = comment.split()
        id_, _, parent = name.partition("<")
        rows.append((id_, parent or None, LETTERS[letter]))
    return rows


@pytest.mark.parametrize(
    ("comments", "seen"),
    [
        # Alone.
        (["a H"], ""),
        (["a P"], "a"),
        (["a T"], "a"),
        (["a A"], ""),
        # A hidden ancestor hides all that hangs below, however far.
        (["a H", "b<a P"], ""),
        (["a H", "b<a T", "c<b P"], ""),
        (["a P", "b<a H", "c<b P", "d<c P"], "a"),
        (["a P", "b<a H", "c<a P"], "ac"),
        # A tombstone stands by itself and carries what hangs below.
        (["a T", "b<a P"], "ab"),
        (["a T", "b<a T", "c<b P"], "abc"),
        (["a T", "b<a H"], "a"),
        (["a P", "b<a T"], "ab"),
        # A placeholder stands only while a public reply hangs below.
        (["a A", "b<a P"], "ab"),
        (["a A", "b<a H"], ""),
        (["a A", "b<a H", "c<b P"], ""),
        (["a P", "b<a A"], "a"),
        (["a P", "b<a A", "c<a P"], "ac"),
        (["a P", "b<a A", "c<b P"], "abc"),
        # A tombstone is no public reply: it goes with the placeholder above it.
        (["a A", "b<a T"], ""),
        (["a A", "b<a T", "c<b P"], "abc"),
        (["a A", "b<a T", "c<a P"], "abc"),
        (["a P", "b<a A", "c<b T"], "a"),
        # Nested placeholders stand or go together, and each by its own branch.
        (["a A", "b<a A", "c<b P"], "abc"),
        (["a A", "b<a A"], ""),
        (["a A", "b<a A", "c<b H"], ""),
        (["a A", "b<a A", "c<b T", "d<c P"], "abcd"),
        (["a A", "b<a A", "c<a P"], "ac"),
        (["a A", "b<a A", "c<b P", "d<a A", "e<d T"], "abc"),
        # Nothing at all, and a branch whose top lies elsewhere.
        ([], ""),
        (["b<a P", "c<b H"], "b"),
    ],
)
def test_a_comment_is_in_view_by_its_own_standing_and_those_around_it(
    comments: list[str], seen: str
) -> None:
    branch = a_branch(*comments)

    assert in_view(branch).seen == set(seen)
    assert in_view(reversed(branch)).seen == set(seen)


@st.composite
def branches(draw: st.DrawFn) -> Branch:
    """A branch of up to a dozen comments: each answers an earlier one."""
    standings = draw(st.lists(st.sampled_from(Standing), max_size=12))
    return {
        id_: (draw(st.integers(0, id_ - 1)) if id_ else None, standing)
        for id_, standing in enumerate(standings)
    }


def naive_view(branch: Branch) -> set[int]:
    """Say the same as ``in_view`` by asking each comment by itself."""

    def carries(id_: int) -> bool:
        standing = branch[id_][1]
        below = [child for child, (parent, _) in branch.items() if parent == id_]
        return standing is not Standing.HIDDEN and (
            standing is Standing.PUBLIC or any(carries(child) for child in below)
        )

    def seen(id_: int | None) -> bool:
        if id_ is None:
            return True
        parent, standing = branch[id_]
        stays = standing is not Standing.PLACEHOLDER or carries(id_)
        return standing is not Standing.HIDDEN and stays and seen(parent)

    return {id_ for id_ in branch if seen(id_)}


@given(branch=branches(), shuffled=st.randoms(use_true_random=False))
def test_any_branch_in_any_order_is_seen_as_one_by_one(
    branch: Branch, shuffled: Random
) -> None:
    rows = [(id_, parent, standing) for id_, (parent, standing) in branch.items()]
    shuffled.shuffle(rows)

    assert in_view(rows).seen == naive_view(branch)


def test_a_conversation_of_two_that_never_ends_is_no_trouble() -> None:
    chain = [(n, n - 1 if n else None, Standing.PUBLIC) for n in range(5000)]

    assert len(in_view(chain).seen) == 5000
