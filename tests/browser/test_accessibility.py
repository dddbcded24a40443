"""Every page passes axe (WCAG 2.2 AA), in light and dark, in German and English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.tokens import author_token
from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from tests.browser.conftest import Server
from tests.browser.test_moderating import sign_in
from tests.factories import SECRET_KEY, a_comment

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

INSULT = Verdict(
    (
        Finding(
            check="respect",
            score=0.8,
            rule="respect",
            outcome=Outcome.FLAG,
            evidence=(Evidence("Idiot", 4, 9, 1.0),),
        ),
    )
)


@pytest.fixture(scope="module")
def pages(server: Server) -> dict[str, str]:
    """One address for each page that there is."""
    key = server.article()
    with Session(server.engine) as session:
        article = server.article_named(session, key)
        top = a_comment(
            session, article, body="A **fair** point.", state=State.APPROVED
        )
        gone = a_comment(session, article, parent=top, state=State.REMOVED)
        a_comment(
            session,
            article,
            parent=gone,
            state=State.APPROVED,
            author_url="https://example.org/",
        )
        refused = a_comment(session, article, body="Nonsense.", state=State.REJECTED)
        held = a_comment(session, article, body="You Idiot", verdict=INSULT)
        session.commit()
        token = author_token(SECRET_KEY, refused.id)
        return {
            "discussion": f"/articles/{key}",
            "reply": f"/articles/{key}?reply_to={top.id}",
            "fragment": f"/articles/{key}/comments",
            "mine": f"/comments/{refused.id}/mine?token={token}",
            "rules": "/rules",
            "privacy": "/privacy",
            "not found": "/articles/nothing",
            "sign-in": "/sign-in",
            "reference": "/api",
            "desk": "/desk/",
            "rejected": "/desk/?lane=rejected",
            "case": f"/desk/comments/{held.id}",
            "keys": "/desk/keys",
            "log": "/desk/log?kind=decisions",
            "figures": "/desk/figures?since=2026-03-01&until=2026-03-03",
            "feed of the queue": "/desk/feed",
        }


@pytest.fixture(scope="module", params=["light", "dark"])
def signed_in(
    request: pytest.FixtureRequest, browser: Browser, server: Server
) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, color_scheme=request.param)
    page = context.new_page()
    sign_in(page)
    yield page
    context.close()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "discussion",
        "reply",
        "fragment",
        "mine",
        "rules",
        "privacy",
        "not found",
        "sign-in",
        "reference",
        "desk",
        "rejected",
        "case",
        "keys",
        "log",
        "figures",
        "feed of the queue",
    ],
)
def test_a_page_has_no_barrier(
    signed_in: Page, pages: dict[str, str], name: str, language: str
) -> None:
    address = pages[name]
    signed_in.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")

    found = Axe().run(signed_in, options=options(name))

    assert found.violations_count == 0, found.generate_report()


def options(name: str) -> dict[str, object]:
    rules: dict[str, object] = {}
    if name == "fragment":
        # Frame, title and landmarks are those of the page that includes it.
        inherited = (
            "document-title",
            "html-has-lang",
            "landmark-one-main",
            "region",
            "page-has-heading-one",
        )
        rules = {rule: {"enabled": False} for rule in inherited}
    return {"runOnly": {"type": "tag", "values": RULES}, "rules": rules}
