"""Of all the texts of a comment: the newest, a certain one, and the one that counts."""

import pytest
from markupsafe import Markup

from commentbox.domain.states import State
from commentbox.domain.submission import ConsentMode, Source
from commentbox.models import Comment, ConsentRecord, Revision
from commentbox.models.ids import id_of
from commentbox.models.lanes import lanes_of
from tests.unit.models.rows import NOON, an_article


def a_revision(number: int, state: str, *, live: bool = True) -> Revision:
    return Revision(
        number=number,
        site_id=1,
        article_id=1,
        body="Well said.",
        html=Markup("<p>Well said.</p>"),
        state=State(state),
        live=live,
        posted_at=NOON,
    )


def a_comment(*states: str) -> Comment:
    """A comment whose texts are in these states, from the first to the newest."""
    id_ = id_of(NOON)
    consent = ConsentRecord(
        notice_version=1,
        text_hash="0" * 64,
        mode=ConsentMode.SENTENCE,
        language="en",
        given_at=NOON,
    )
    return Comment(
        id=id_,
        site_id=1,
        root_id=id_,
        depth=1,
        author_name="Ada",
        token_hash="0" * 64,
        language="en",
        source=Source.API,
        posted_at=NOON,
        article=an_article(),
        consent=consent,
        revisions=[a_revision(n, state) for n, state in enumerate(states, start=1)],
    )


def test_the_newest_text_is_the_last_that_was_sent() -> None:
    comment = a_comment("approved", "rejected", "pending")

    assert comment.latest.number == 3


def test_a_text_is_known_by_its_number() -> None:
    comment = a_comment("approved", "pending")

    found = comment.revision(1)

    assert found is comment.revisions[0]
    assert comment.revision(0) is None
    assert comment.revision(3) is None


@pytest.mark.parametrize(
    ("states", "number"),
    [
        (["pending"], None),
        (["filtered"], None),
        (["spam"], None),
        (["rejected"], None),
        (["approved"], 1),
        (["removed"], 1),
        # An edit that waits, or was turned away, leaves the public text in its place.
        (["approved", "pending"], 1),
        (["approved", "rejected"], 1),
        (["approved", "spam", "filtered"], 1),
        (["rejected", "approved"], 2),
        # The latest that was decided to be public, or to be so no more.
        (["approved", "approved"], 2),
        (["approved", "removed"], 2),
        (["removed", "approved"], 2),
        (["removed", "pending"], 1),
        (["approved", "removed", "rejected"], 2),
    ],
)
def test_what_readers_see_is_settled_by_the_latest_text_that_was_public(
    states: list[str], number: int | None
) -> None:
    settled = a_comment(*states).decided_public

    assert (settled.number if settled else None) == number


def test_a_lane_counts_the_texts_that_still_wait_in_it() -> None:
    texts = [
        a_revision(1, "pending"),
        a_revision(2, "pending"),
        a_revision(3, "pending", live=False),
        a_revision(4, "approved"),
        a_revision(5, "spam", live=False),
    ]

    assert lanes_of(texts) == {State.PENDING: 2, State.APPROVED: 1}


@pytest.mark.parametrize("moment", ["public_since", "gone_since"])
def test_what_has_not_happened_to_a_comment_has_no_time(moment: str) -> None:
    waiting = a_comment("pending")

    with pytest.raises(LookupError):
        getattr(waiting, moment)
