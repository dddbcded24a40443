"""Every page passes axe (WCAG 2.2 AA), light in German and dark in English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from commentbox.accounts.invitations.invite import invite
from commentbox.articles.discovering import Found
from commentbox.articles.site_lists import note_failure, note_read
from commentbox.domain.messages import N_
from commentbox.domain.states import State
from commentbox.domain.tokens import author_token
from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from commentbox.models import ListKind, Role, Site, SiteList
from commentbox.models.ids import new_id
from commentbox.outside.refusals import Unreachable
from commentbox.posting.submit import submit
from tests.browser.closing import close
from tests.browser.conftest import Server
from tests.browser.test_moderating import sign_in
from tests.factories import (
    PASSWORD,
    SECRET_KEY,
    a_comment,
    a_moderator,
    a_submission,
)

ADMIN = "lead@example.org"

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
    with server.session() as session:
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
        blind = submit(
            session,
            a_submission(article, body="You Idiot"),
            INSULT,
            comment_id=new_id(),
            secret_key=SECRET_KEY,
            blind=True,
        )
        waits = a_comment(session, article, state=State.FILTERED)
        admin = a_moderator(session, ADMIN, name="Heidi", role=Role.ADMIN)
        invited = invite(
            session,
            article.site,
            "ada@example.org",
            Role.MODERATOR,
            by=admin,
            now=datetime.now(UTC),
        )
        name_lists(session, article.site)
        session.commit()
        token = author_token(SECRET_KEY, refused.id)
        kept = author_token(SECRET_KEY, waits.id)
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
            "blind case": f"/desk/comments/{blind.id}",
            "held back": f"/comments/{waits.id}/mine?token={kept}",
            "learning": "/desk/learning/",
            "thresholds": "/desk/learning/thresholds?check=topic&flag=0.6&hold=0.9",
            "way back": "/desk/learning/roll-back",
            "keys": "/desk/keys",
            "log": "/desk/log?kind=decisions",
            "figures": "/desk/figures?since=2026-03-01&until=2026-03-03",
            "feed of the queue": "/desk/feed",
            "articles": "/desk/articles",
            "blocks": "/desk/blocks",
            "form of a block": f"/desk/comments/{held.id}/block",
            "answer": f"/desk/comments/{held.id}/replies",
            "settings": "/desk/settings",
            "rules at the desk": "/desk/rules",
            "new rules": "/desk/rules/new",
            "notice at the desk": "/desk/privacy",
            "new notice": "/desk/privacy/new",
            "people": "/desk/people",
            "a person": f"/desk/people/{admin.id}",
            "tokens of the site": "/desk/people/tokens",
            "account": "/desk/account",
            "sessions": "/desk/account/sessions",
            "own tokens": "/desk/account/tokens",
            "second factor": "/desk/account/second-factor",
            "invitation": f"/invitations/{invited}",
        }


def name_lists(session: Session, site: Site) -> None:
    """Let the site have a sitemap that was read and a feed that could not be."""
    now = datetime.now(UTC)
    site.sitemap_url, site.feed_url = f"{site.url}/s.xml", f"{site.url}/feed"
    read, failed = (
        SiteList(site_id=site.id, kind=kind, url=url, next_at=now)
        for kind, url in (
            (ListKind.SITEMAP, site.sitemap_url),
            (ListKind.FEED, site.feed_url),
        )
    )
    session.add_all([read, failed])
    note_read(read, Found(), fetched=2, left_over=3, whole=True, now=now)
    note_failure(failed, Unreachable(N_("it does not answer")), now=now)
    # The server is not to go and look.
    read.next_at = failed.next_at = now + timedelta(days=1)


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Any:
    """Colours do not depend on the language: each page is read in two of four ways."""
    return request.param


@pytest.fixture
def language(scheme: str) -> str:
    return {"light": "de", "dark": "en"}[scheme]


@pytest.fixture(scope="module")
def signed_in(
    scheme: Literal["light", "dark"],
    browser: Browser,
    server: Server,
    pages: dict[str, str],  # makes who signs in
) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, color_scheme=scheme)
    page = context.new_page()
    sign_in(page, ADMIN)
    yield page
    close(context)


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
        "blind case",
        "held back",
        "learning",
        "thresholds",
        "way back",
        "keys",
        "log",
        "figures",
        "feed of the queue",
        "articles",
        "blocks",
        "form of a block",
        "answer",
        "settings",
        "rules at the desk",
        "new rules",
        "notice at the desk",
        "new notice",
        "people",
        "a person",
        "tokens of the site",
        "account",
        "sessions",
        "own tokens",
        "second factor",
        "invitation",
    ],
)
def test_a_page_has_no_barrier(
    signed_in: Page, pages: dict[str, str], name: str, language: str
) -> None:
    address = pages[name]
    signed_in.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    unfold(signed_in)

    found = Axe().run(signed_in, options=options(name))

    assert found.violations_count == 0, found.generate_report()


def look_at_a_stroke(page: Page) -> None:
    page.locator(".pick input").first.check()
    page.locator("#bulk button[value=rejected]").click()
    page.wait_for_url("**/desk/bulk**")


def preview_rules(page: Page) -> None:
    page.locator("[name=change_note]").fill("Shorter")
    page.locator("button.approve[value=preview]").click()
    page.wait_for_load_state()


def preview_thresholds(page: Page) -> None:
    """What they would have done stands beside the words."""
    page.locator("[name='rules[2].checks[1].flag_from']").fill("0.4")
    preview_rules(page)


def show_the_secret(page: Page) -> None:
    """The picture for the app, and its letters."""
    page.get_by_role("textbox").first.fill(PASSWORD)
    page.locator("main button.approve").click()
    page.locator("main img, main svg").first.wait_for()


@pytest.mark.parametrize(
    ("address", "step"),
    [
        ("/desk/?lane=pending", look_at_a_stroke),
        ("/desk/rules/new", preview_rules),
        ("/desk/rules/new", preview_thresholds),
        ("/desk/account/second-factor", show_the_secret),
    ],
)
def test_a_page_that_is_a_step_away_has_no_barrier(
    signed_in: Page, address: str, step: Callable[[Page], None], language: str
) -> None:
    signed_in.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    unfold(signed_in)

    step(signed_in)

    found = Axe().run(signed_in, options=options(""))
    assert found.violations_count == 0, found.generate_report()


def unfold(page: Page) -> None:
    """Open all that is folded: barriers hide there."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


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
