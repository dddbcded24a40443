"""How deep a thread goes, and where deeper replies hang."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Article, Comment
from tests.factories import a_comment, a_site, an_article
from tests.integration.people import someone_who_moderates
from tests.integration.publishing.reading import all_of, ids, thread
from tests.page import PageClient


def a_chain(session: Session, article: Article, length: int) -> list[str]:
    chain: list[Comment] = []
    for _ in range(length):
        parent = chain[-1] if chain else None
        chain.append(a_comment(session, article, parent=parent, state=State.APPROVED))
    found = [str(comment.id) for comment in chain]
    session.commit()
    return found


@pytest.mark.parametrize("max_depth", range(1, 11))
def test_deeper_replies_hang_at_the_last_level_and_say_whom_they_answer(
    client: PageClient, session: Session, max_depth: int
) -> None:
    site = a_site(session, max_depth=max_depth)
    someone_who_moderates(session, site)
    chain = a_chain(session, an_article(session), 12)

    nodes = {node["id"]: node for node in all_of(thread(client)["comments"])}

    assert set(nodes) == set(chain)
    for level, id_ in enumerate(chain, start=1):
        assert nodes[id_]["depth"] == min(level, max_depth)
        assert nodes[id_]["parent"] == (chain[level - 2] if level > 1 else None)
    page = client.get("/articles/first").text
    assert page.count("answers") >= 12 - max_depth


@pytest.mark.usefixtures("moderated")
def test_there_are_five_levels_by_default(
    client: PageClient, session: Session, article: Article
) -> None:
    chain = a_chain(session, article, 7)

    node, levels = thread(client)["comments"][0], []
    while True:
        levels.append(node)
        if not node["replies"]:
            break
        node = node["replies"][0]

    assert ids(levels) == chain[:5]
    assert ids(levels[3]["replies"]) == chain[4:]
    assert [n["parent"] for n in levels[3]["replies"]] == chain[3:6]


@pytest.mark.usefixtures("moderated")
def test_replies_at_the_last_level_stand_in_the_order_of_sending(
    client: PageClient, session: Session, article: Article
) -> None:
    chain = a_chain(session, article, 5)
    fifth = UUID(chain[-1])
    a = a_comment(session, article, parent=fifth, state=State.APPROVED)
    b = a_comment(session, article, parent=UUID(chain[3]), state=State.APPROVED)
    c = a_comment(session, article, parent=a, state=State.APPROVED)
    expected = [chain[4], *(str(x.id) for x in (a, b, c))]
    session.commit()

    nodes = {n["id"]: n for n in all_of(thread(client)["comments"])}

    assert ids(nodes[chain[3]]["replies"]) == expected
