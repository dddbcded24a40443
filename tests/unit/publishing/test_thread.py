"""Rows become a tree: who hangs where, and what does not fit."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.publishing.thread import BRANCH_SIZE, Node, build_thread, find, trim

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def an_id(number: int) -> UUID:
    return UUID(int=number)


def a_node(number: int, answers: int | None = None) -> Node:
    """The comment that was sent as the ``number``-th."""
    return Node(
        id=an_id(number),
        root=an_id(1),
        parent=an_id(answers) if answers is not None else None,
        name="Ada",
        url=None,
        html="",
        published_at=NOON + timedelta(minutes=number),
    )


def a_chain(length: int) -> list[Node]:
    """A conversation in which each comment answers the last."""
    return [a_node(n, answers=n - 1 if n > 1 else None) for n in range(1, length + 1)]


def drawn(nodes: list[Node]) -> str:
    """Draw a tree: "1(2(3)4)" is 2 and 4 below 1, and 3 below 2."""
    parts = []
    for node in nodes:
        below = drawn(node.replies)
        parts.append(f"{node.id.int}{f'({below})' if below else ''}")
    return " ".join(parts)


def all_of(nodes: list[Node]) -> list[Node]:
    return [node for top in nodes for node in (top, *all_of(top.replies))]


@pytest.mark.parametrize(
    ("tops", "below", "tree"),
    [
        ([], [], ""),
        ([1], [], "1"),
        # The order of the top level is the caller's: newest first, say.
        ([3, 2, 1], [], "3 2 1"),
        ([1], [(2, 1)], "1(2)"),
        ([1, 2], [(3, 1), (4, 2), (5, 1)], "1(3 5) 2(4)"),
        ([1], [(2, 1), (3, 2), (4, 1), (5, 3)], "1(2(3(5)) 4)"),
        # Replies stand in the order of sending, whatever order they came in.
        ([1], [(4, 1), (2, 1), (3, 1)], "1(2 3 4)"),
        # What answers nothing that is here is left out, and what hangs below it.
        ([1], [(3, 2), (4, 3), (5, 1)], "1(5)"),
        ([], [(2, 1)], ""),
        ([1], [(2, None)], "1"),
    ],
)
def test_replies_hang_below_what_they_answer(
    tops: list[int], below: list[tuple[int, int | None]], tree: str
) -> None:
    thread = build_thread(
        [a_node(number) for number in tops],
        [a_node(number, answers=answered) for number, answered in below],
        max_depth=5,
    )

    assert drawn(thread) == tree


@pytest.mark.parametrize(
    ("max_depth", "tree"),
    [
        (1, "1(2 3 4 5 6 7 8 9 10 11 12)"),
        (2, "1(2 3 4 5 6 7 8 9 10 11 12)"),
        (3, "1(2(3 4 5 6 7 8 9 10 11 12))"),
        (4, "1(2(3(4 5 6 7 8 9 10 11 12)))"),
        (5, "1(2(3(4(5 6 7 8 9 10 11 12))))"),
        (6, "1(2(3(4(5(6 7 8 9 10 11 12)))))"),
        (7, "1(2(3(4(5(6(7 8 9 10 11 12))))))"),
        (8, "1(2(3(4(5(6(7(8 9 10 11 12)))))))"),
        (9, "1(2(3(4(5(6(7(8(9 10 11 12))))))))"),
        (10, "1(2(3(4(5(6(7(8(9(10 11 12)))))))))"),
    ],
)
def test_a_long_exchange_stays_within_the_levels(max_depth: int, tree: str) -> None:
    top, *below = a_chain(12)

    thread = build_thread([top], below, max_depth=max_depth)

    assert drawn(thread) == tree
    depths = [node.depth for node in all_of(thread)]
    assert depths == [min(level, max_depth) for level in range(1, 13)]


@pytest.mark.parametrize("max_depth", range(1, 11))
def test_only_a_reply_that_could_not_be_indented_says_whom_it_answers(
    max_depth: int,
) -> None:
    top, *below = a_chain(12)

    thread = build_thread([top], below, max_depth=max_depth)

    nodes = {node.id.int: node for node in all_of(thread)}
    for number, node in nodes.items():
        deeper = number > max_depth
        assert node.answers is (nodes[number - 1] if deeper else None)
        # What the interfaces call its parent is always the comment it answers.
        assert node.parent == (an_id(number - 1) if number > 1 else None)


def test_at_the_last_level_comments_stand_in_the_order_of_sending() -> None:
    below = [(2, 1), (3, 1), (6, 2), (7, 6), (5, 2), (4, 3), (8, 5), (9, 4)]

    thread = build_thread(
        [a_node(1)], [a_node(n, answers=a) for n, a in below], max_depth=3
    )

    assert drawn(thread) == "1(2(5 6 7 8) 3(4 9))"
    answers = {n.id.int: n.answers.id.int for n in all_of(thread) if n.answers}
    assert answers == {7: 6, 8: 5, 9: 4}


@st.composite
def conversations(draw: st.DrawFn) -> list[tuple[int, int | None]]:
    """Up to thirty comments, each of which answers an earlier one or none."""
    size = draw(st.integers(0, 30))
    numbers = range(1, size + 1)
    return [
        (n, draw(st.none() | st.integers(1, n - 1)) if n > 1 else None) for n in numbers
    ]


@given(conversation=conversations(), max_depth=st.integers(1, 10))
def test_nothing_is_lost_or_doubled_and_no_level_is_too_deep(
    conversation: list[tuple[int, int | None]], max_depth: int
) -> None:
    rows = [a_node(number, answers=answered) for number, answered in conversation]
    tops = [node for node in rows if node.parent is None]
    below = [node for node in rows if node.parent is not None]

    nodes = all_of(build_thread(tops, below, max_depth=max_depth))

    assert sorted(n.id.int for n in nodes) == [number for number, _ in conversation]
    assert all(1 <= n.depth <= max_depth for n in nodes)
    for node in nodes:
        sent = [reply.id for reply in node.replies]
        assert sent == sorted(sent)
        assert all(r.parent == node.id or r.answers for r in node.replies)


@pytest.mark.parametrize(
    ("size", "kept", "left", "cut"),
    [
        (9, "1(2(3 4) 5(6))", 4, []),
        (5, "1(2(3 4) 5(6))", 0, []),
        (4, "1(2(3 4) 5)", 0, [5]),
        (3, "1(2(3 4))", 0, [1]),
        (2, "1(2(3))", 0, [1, 2]),
        (1, "1(2)", 0, [1, 2]),
        (0, "1", 0, [1]),
    ],
)
def test_a_branch_is_cut_where_the_budget_ends(
    size: int, kept: str, left: int, cut: list[int]
) -> None:
    below = [(2, 1), (3, 2), (4, 2), (5, 1), (6, 5)]
    [top] = build_thread(
        [a_node(1)], [a_node(n, answers=a) for n, a in below], max_depth=5
    )

    remaining = trim(top, size)

    assert remaining == left
    assert drawn([top]) == kept
    assert sorted(n.id.int for n in all_of([top]) if n.cut) == cut


def test_a_branch_shows_two_hundred_replies_at_once() -> None:
    replies = [a_node(n, answers=1) for n in range(2, BRANCH_SIZE + 3)]
    [top] = build_thread([a_node(1)], replies, max_depth=5)

    trim(top)

    assert len(top.replies) == BRANCH_SIZE == 200
    assert top.cut


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 7])
def test_a_comment_is_found_wherever_it_hangs(number: int) -> None:
    below = [(3, 1), (4, 3), (5, 2), (6, 2), (7, 6)]
    thread = build_thread(
        [a_node(1), a_node(2)], [a_node(n, answers=a) for n, a in below], max_depth=5
    )

    node = find(thread, an_id(number))

    assert node is not None
    assert node.id.int == number


def test_what_is_not_there_is_not_found() -> None:
    top, *below = a_chain(3)

    assert find(build_thread([top], below, max_depth=5), an_id(9)) is None
    assert find([], an_id(1)) is None
