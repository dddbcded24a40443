"""A small world with something for every answer, and how to ask for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.domain.states import State
from commentbox.domain.tokens import author_token
from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from commentbox.models import Comment, Discussion, TokenKind
from commentbox.posting.author import withdraw
from tests.factories import NOON, SECRET_KEY, a_comment, a_token, an_article
from tests.integration.api.contract import OPERATIONS, check
from tests.integration.api.requests import FORM, JSON, Request
from tests.integration.people import someone_who_moderates
from tests.page import PageClient

World = dict[str, str]
Ask = Callable[..., TestResponse]

FLAGGED = Verdict(
    (
        Finding(
            check="respect",
            score=0.6,
            rule="respect",
            outcome=Outcome.FLAG,
            evidence=(Evidence("fool", 7, 11, 1.0),),
        ),
    )
)


@pytest.fixture
def world(session: Session, site: object) -> World:
    """The ids of comments by what became of them, and tokens by whose they are."""
    article = an_article(session, "quiet-lamp")
    an_article(session, "closed-door", comments=Discussion.CLOSED)
    someone_who_moderates(session, article.site)
    public = a_comment(
        session, article, state=State.APPROVED, author_url="https://ada.example.org/"
    )
    comments = {
        "public": public,
        "reply": a_comment(session, article, parent=public, state=State.APPROVED),
        "removed": a_comment(session, article, parent=public, state=State.REMOVED),
        "later": a_comment(session, article, state=State.APPROVED),
        "rejected": a_comment(session, article, state=State.REJECTED),
        "waiting": a_comment(
            session, article, parent=public, body="Only a fool …", verdict=FLAGGED
        ),
        "withdrawn": a_comment(session, article),
    }
    withdraw(session, comments["withdrawn"], now=NOON)
    tokens = {str(kind): a_token(session, kind) for kind in TokenKind}
    session.commit()
    return {
        **{name: str(comment.id) for name, comment in comments.items()},
        **{f"author of {n}": _author_token(c) for n, c in comments.items()},
        **tokens,
    }


def _author_token(comment: Comment) -> str:
    return author_token(SECRET_KEY, comment.id)


@pytest.fixture
def ask(client: PageClient, world: World) -> Ask:
    """Send a request, and hold whatever comes back against the document."""

    def send(
        request: Request, *, by: PageClient = client, **headers: str
    ) -> TestResponse:
        method, path, _described = OPERATIONS[request.operation]
        for name, value in request.path.items():
            path = path.replace(f"{{{name}}}", value.format_map(world))
        if request.token == "screening":
            headers["X-Goog-Api-Key"] = world[request.token]
        elif request.token:
            headers["Authorization"] = f"Bearer {world[request.token]}"
        sent = {"json": request.body} if request.media == JSON else {}
        if isinstance(request.body, bytes) or request.media == FORM:
            sent = {"data": request.body, "content_type": request.media}
        response = by.open(
            path,
            method=method,
            query_string=request.query,
            headers={**request.headers, **headers},
            **sent,
        )
        check(request.operation, response)
        return response

    return send
