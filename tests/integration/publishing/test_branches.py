"""Long branches: cut where they must be, and met whole behind their cursors."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing
from commentbox.domain.states import State
from commentbox.models import Article, Comment, LaneCount, Revision, Site
from tests.factories import NOON, a_comment
from tests.integration.people import Grace, a_quick_token
from tests.integration.publishing.reading import all_of, thread
from tests.page import PageClient


def published_in_one_go(
    session: Session, article: Article, parent: Comment | None, number: int
) -> list[Comment]:
    """Store public comments without a decision each: that takes its time."""
    comments = [a_comment(session, article, parent=parent) for _ in range(number)]
    session.execute(
        update(Comment)
        .where(Comment.standing == Standing.HIDDEN)
        .values(
            standing=Standing.PUBLIC,
            in_view=True,
            shown=1,
            published_at=NOON,
            changed_at=NOON,
        )
    )
    session.execute(update(Revision).values(state=State.APPROVED))
    session.flush()
    return comments


def everything(client: PageClient, **query: Any) -> list[str]:
    """Follow every cursor that there is; return each id as often as it was met."""
    met: list[str] = []
    cursors: list[str | None] = [None]
    for _ in range(100):
        if not cursors:
            return met
        cursor = cursors.pop()
        page = thread(client, **query, **({"cursor": cursor} if cursor else {}))
        for node in all_of(page["comments"]):
            met.append(node["id"])
            if node["more"]:
                cursors.append(node["more"])
        if page["next"]:
            cursors.append(page["next"])
    raise AssertionError("the cursors never end")


@pytest.mark.parametrize("limit", [50, 100])
def test_a_long_branch_goes_on_behind_its_cursor(
    client: PageClient, session: Session, article: Article, limit: int
) -> None:
    [root] = published_in_one_go(session, article, None, 1)
    below = published_in_one_go(session, article, root, 230)
    expected = sorted(str(c.id) for c in (root, *below))
    session.commit()

    first = thread(client)

    assert len(first["comments"][0]["replies"]) == 200
    assert first["comments"][0]["more"]
    assert first["next"] is None
    met = everything(client, limit=limit)
    assert sorted(met) == expected
    assert len(met) == len(set(met))


def test_a_branch_of_exactly_two_hundred_replies_is_whole(
    client: PageClient, session: Session, article: Article
) -> None:
    [root] = published_in_one_go(session, article, None, 1)
    published_in_one_go(session, article, root, 200)
    session.commit()

    [node] = thread(client)["comments"]

    assert len(node["replies"]) == 200
    assert node["more"] is None


def test_every_reply_of_a_wide_and_deep_branch_is_met_once(
    client: PageClient, session: Session, article: Article
) -> None:
    """Cut on two levels: behind one cursor waits a branch that is cut again."""
    [root, beside] = published_in_one_go(session, article, None, 2)
    wide = published_in_one_go(session, article, root, 205)
    deep = published_in_one_go(session, article, wide[-1], 210)
    deeper = published_in_one_go(session, article, deep[3], 5)
    comments = [root, beside, *wide, *deep, *deeper]
    expected = sorted(str(c.id) for c in comments)
    session.commit()

    met = everything(client, limit=100)

    assert sorted(met) == expected
    assert len(met) == len(set(met))


def test_the_page_leads_to_the_rest_of_a_branch(
    client: PageClient, session: Session, article: Article
) -> None:
    [root] = published_in_one_go(session, article, None, 1)
    below = published_in_one_go(session, article, root, 203)
    last = str(below[-1].id)
    session.commit()

    page = client.get("/articles/first").text
    links = re.findall(r'href="([^"]*cursor=[^"]*)"[^>]*>More replies', page)

    assert len(links) == 1
    assert f"comment-{last}" not in page
    rest = client.get(links[0].replace("&amp;", "&")).text
    assert f"comment-{last}" in rest


def test_a_cursor_into_a_branch_that_is_hidden_now_shows_nothing(
    client: PageClient, session: Session, article: Article, site: Site
) -> None:
    grace = Grace(client, a_quick_token(session, site))
    [root] = published_in_one_go(session, article, None, 1)
    published_in_one_go(session, article, root, 201)
    session.execute(update(Article).values(comment_count=202))
    id_ = str(root.id)
    session.commit()
    more = thread(client)["comments"][0]["more"]
    # Its lanes were never counted one by one.
    session.execute(update(LaneCount).values(count=500))
    session.commit()

    grace.decided(id_, "spam")

    assert thread(client, cursor=more)["comments"] == []
