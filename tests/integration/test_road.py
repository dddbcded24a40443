"""The main job from end to end: a comment is sent, waits, is decided and appears."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Site, TokenKind
from tests.factories import a_token, an_article
from tests.page import PageClient, json_of


def post(client: PageClient, body: str, parent: str | None = None) -> str:
    answer = client.post(
        "/api/comments?article=first",
        json={"author_name": "Ada", "body": body, "consent": True, "parent": parent},
    )
    assert answer.status_code == 201, answer.json
    return str(json_of(answer)["id"])


@pytest.fixture
def moderator(session: Session, site: Site) -> dict[str, str]:
    an_article(session)
    token = a_token(session, TokenKind.MODERATOR)
    session.commit()
    return {"Authorization": f"Bearer {token}"}


def test_a_comment_is_nowhere_until_it_is_approved(
    client: PageClient, moderator: dict[str, str]
) -> None:
    id_ = post(client, "A lamp that flickers is no lamp.")
    before = [client.get(url) for url in PUBLIC]

    decided = client.post(
        f"/api/comments/{id_}/decisions",
        json={"to": "approved", "revision": 1},
        headers=moderator,
    )

    assert decided.status_code == 201
    for url, earlier in zip(PUBLIC, before, strict=True):
        assert b"flickers is no lamp" not in earlier.data
        assert id_.encode() not in earlier.data
        assert b"flickers is no lamp" in client.get(url).data, url


PUBLIC = [
    "/api/comments?article=first",
    "/articles/first",
    "/articles/first/comments",
    "/articles/first/feed.rss",
    "/articles/first/feed.atom",
    "/articles/first/feed.json",
    "/feed.rss",
    "/feed.atom",
    "/feed.json",
]
