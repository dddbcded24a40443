"""The box in a publisher's page: what readers see, on another origin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, expect

from commentbox.domain.states import State
from commentbox.domain.submission import Badge
from commentbox.models import Comment
from tests.browser.closing import close
from tests.browser.conftest import Server
from tests.browser.host import Host
from tests.browser.test_reading_and_posting import with_comment
from tests.factories import a_comment, decided

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

EVENTS = """
    window.heard = [];
    const names = ["loaded", "posted", "edited", "withdrawn", "missing", "error"];
    for (const name of names) {
        const hear = ({ detail }) => heard.push([name, detail]);
        addEventListener(`commentbox:${name}`, hear);
    }
"""


#: What is to be hit with a finger and is less than 24 pixels high.
SMALL = """
    [...document.querySelector("comment-box").shadowRoot
        .querySelectorAll("button, input, summary")]
        .filter((e) => e.offsetHeight && e.offsetHeight < 24)
        .map((e) => e.outerHTML)
"""


def asked(page: Page) -> list[Request]:
    """Return all requests of a page but the one for itself, as they come."""
    requests: list[Request] = []
    # Playwright marks what it is given, and a method of a list takes no marks.
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108
    return requests


def title(page: Page) -> Any:
    return page.locator("comment-box h2").first


def stored_in(page: Page) -> Any:
    return page.evaluate(
        "[{...localStorage}, {...sessionStorage}, document.cookie]",
    )


def thread(server: Server, key: str, *bodies: str) -> list[Any]:
    """Put approved top-level comments under an article, quickly."""
    with server.session() as session:
        article = server.article_named(session, key)
        made = [
            a_comment(session, article, body=body, state=State.APPROVED)
            for body in bodies
        ]
        ids = [comment.id for comment in made]
        session.commit()
    return ids


def branch(server: Server, key: str, parent: Any, *bodies: str) -> list[Any]:
    """Put replies under a comment, each to the one before."""
    ids = []
    with server.session() as session:
        article = server.article_named(session, key)
        for body in bodies:
            reply = a_comment(
                session, article, body=body, state=State.APPROVED, parent=parent
            )
            parent = reply.id
            ids.append(reply.id)
        session.commit()
    return ids


def test_a_thread_takes_one_script_and_one_answer(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    thread(server, key, "Well said.")
    requests = asked(page)

    page.goto(host.box(key))

    expect(page.get_by_text("Well said.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    fetched = [r.url.partition("?")[0] for r in requests[1:] if r.url != "data:,"]
    assert fetched == [f"{server.url}/embed.js", f"{server.url}/api/comments"]
    assert stored_in(page) == [{}, {}, ""]


@pytest.mark.parametrize(
    ("lang", "heading", "says", "asks"),
    [
        ("de", "1 Kommentar", "Ada sagt:", "Kommentar abschicken"),
        ("en", "1 comment", "Ada says:", "Send comment"),
    ],
)
def test_it_speaks_the_language_of_the_page(
    lang: str,
    heading: str,
    says: str,
    asks: str,
    page: Page,
    server: Server,
    host: Host,
) -> None:
    key = server.article()
    thread(server, key, "Well said.")

    page.goto(host.box(key, lang=lang))

    expect(title(page)).to_have_text(heading)
    expect(page.get_by_role("heading", name=says)).to_be_visible()
    expect(page.get_by_role("button", name=asks)).to_be_visible()
    expect(page.locator("time").first).to_have_attribute("title", re.compile("2026"))


def test_another_language_takes_one_file(
    page: Page, server: Server, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = server.article()
    monkeypatch.setattr(host, "connect", f"{server.url} 'self'")
    host.pages["/he.json"] = '{"lang": "he", "dir": "rtl", "write": "כתיבת תגובה"}'

    page.goto(host.box(key, catalogue="/he.json"))

    expect(page.locator("comment-box").get_by_text("כתיבת תגובה")).to_be_visible()
    expect(page.get_by_role("heading", name="Every comment")).to_be_visible()
    assert (
        page.locator("[part=box]").evaluate("e => getComputedStyle(e).direction")
        == "rtl"
    )


def test_a_language_that_cannot_be_had_is_no_dead_end(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()

    page.goto(host.box(key, catalogue="/missing.json"))

    expect(page.get_by_text("could not be loaded")).to_be_visible()
    expect(page.get_by_role("link", name="Comments")).to_be_visible()


def test_the_feed_of_the_site_stands_beside_that_of_the_comments(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()

    def tell_the_feed(route: Route) -> None:
        main = '<https://blog.example.org/feed>; rel="alternate"; type="x"'
        exposed = {"Link": main, "Access-Control-Expose-Headers": "Link"}
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, **exposed})

    page.route("**/api/comments?*", tell_the_feed)
    page.goto(host.box(key))

    link = page.get_by_role("link", name="All new articles")
    expect(link).to_have_attribute("href", "https://blog.example.org/feed")


def test_the_parts_stand_in_the_order_of_the_page(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    thread(server, key, "Well said.")

    page.goto(host.box(key, level="3"))

    expect(page.locator("comment-box h3")).to_have_text("1 comment")
    headings = page.locator("comment-box").get_by_role("heading").all_inner_texts()
    assert [h for h in headings if "\n" not in h and not h[0].isdigit()] == [
        "Ada says:",
        "Write a comment",
        "Every comment is moderated",
        "Stay in the loop",
    ]
    feed = page.get_by_role("link", name="The comments on this article")
    expect(feed).to_have_attribute("href", f"{server.url}/articles/{key}/feed.rss")


def test_who_belongs_to_the_site_has_a_badge(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    with_comment(server, key, "From us.", badge=Badge.TEAM, author_name="Grace")

    page.goto(host.box(key))

    expect(page.locator("[part=badge]")).to_have_text("Team")


def test_a_removed_comment_says_under_which_rule(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    top = thread(server, key, "Gone soon.")[0]
    branch(server, key, top, "It stays.")
    with server.session() as session:
        gone = session.get_one(Comment, top)
        decided(session, gone, State.REMOVED, rule="respect")
        session.commit()

    page.goto(host.box(key))

    link = page.get_by_role("link", name=re.compile("rule 2, "))
    expect(link).to_be_visible()
    expect(link).to_have_attribute("href", re.compile("/rules.*#rule-respect$"))


def test_more_comments_come_on_demand_and_in_both_orders(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    thread(server, key, *(f"Number {n}." for n in range(1, 53)))
    page.goto(host.box(key))
    expect(page.get_by_text("Number 50.")).to_be_visible()
    expect(page.get_by_text("Number 51.")).to_have_count(0)

    page.get_by_role("button", name="More comments").click()

    expect(page.get_by_text("Number 52.")).to_be_visible()
    expect(page.locator("[part=number]").last).to_have_text("52")
    focused = "document.querySelector('comment-box').shadowRoot.activeElement.innerText"
    assert "Number 51." in page.evaluate(focused)

    page.get_by_role("button", name="Newest first").click()

    expect(page.locator("[part=text]").first).to_have_text("Number 52.")
    expect(page.get_by_role("button", name="Newest first")).to_be_focused()
    expect(page.get_by_role("button", name="More comments")).to_be_visible()


def test_a_link_finds_its_comment_on_a_later_page(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    tops = thread(server, key, *(f"Number {n}." for n in range(1, 53)))
    (reply,) = branch(server, key, tops[51], "Far down.")

    page.goto(f"{host.box(key)}#comment-{reply}")

    linked = page.locator(f"[id='comment-{reply}']")
    expect(linked).to_be_in_viewport()
    expect(linked).to_be_focused()
    page.get_by_role("button", name="To the beginning").click()
    expect(page.get_by_text("Number 1.", exact=True)).to_be_visible()


def test_a_link_opens_a_collapsed_branch(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    (top,) = thread(server, key, "The beginning.")
    replies = branch(server, key, top, "Second.", "Third.")
    page.goto(host.box(key))
    page.get_by_role("button", name="Hide 2 replies").click()
    expect(page.get_by_text("Third.")).to_be_hidden()

    page.evaluate(f"location.hash = 'comment-{replies[1]}'")

    expect(page.get_by_text("Third.")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Hide 2 replies")).to_be_visible()


def test_a_link_finds_its_comment_in_a_branch_that_is_cut(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    (top,) = thread(server, key, "The beginning.")
    with server.session() as session:
        article = server.article_named(session, key)
        for n in range(205):
            last = a_comment(
                session, article, body=f"Reply {n}.", state=State.APPROVED, parent=top
            ).id
        session.commit()

    page.goto(f"{host.box(key)}#comment-{last}")

    expect(page.get_by_text("Reply 204.")).to_be_in_viewport()


def test_a_link_to_what_is_not_public_says_so_and_shows_the_rest(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    thread(server, key, "Well said.")
    waits = "019c8e1a-51c0-7d3b-9f2e-6a1b8c0d4e5f"

    page.goto(f"{host.box(key)}#comment-{waits}")

    expect(page.get_by_text("Well said.")).to_be_visible()
    expect(page.get_by_text("The linked comment is not here")).to_be_attached()


def test_two_boxes_in_one_page_do_not_mix(
    page: Page, server: Server, host: Host
) -> None:
    one, other = server.article(), server.article()
    thread(server, one, "Of the first.")
    tags = "".join(
        f'<comment-box article="{key}"></comment-box>' for key in (one, other)
    )

    page.goto(host.page(tags))

    boxes = page.locator("comment-box")
    expect(boxes.nth(0).locator("h2").first).to_have_text("1 comment")
    expect(boxes.nth(1).locator("h2").first).to_have_text("No comments yet")


def test_another_article_in_the_same_element_is_loaded(
    page: Page, server: Server, host: Host
) -> None:
    one, other = server.article(), server.article()
    thread(server, one, "Of the first.")
    thread(server, other, "Of the other.")
    page.add_init_script(EVENTS)
    page.goto(host.box(one))
    expect(page.get_by_text("Of the first.")).to_be_visible()

    page.locator("comment-box").evaluate(
        "(box, key) => box.setAttribute('article', key)", other
    )

    expect(page.get_by_text("Of the other.")).to_be_visible()
    expect(page.get_by_text("Of the first.")).to_have_count(0)
    heard = page.evaluate("heard")
    assert heard == [
        ["loaded", {"article": one, "count": 1}],
        ["loaded", {"article": other, "count": 1}],
    ]


def test_what_leaves_the_page_asks_no_more(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    page.add_init_script(EVENTS)
    page.goto(host.page("<p>Without a box.</p>"))

    page.evaluate(
        """key => {
            const box = document.createElement("comment-box");
            box.setAttribute("article", key);
            document.body.append(box);
            box.remove();
        }""",
        key,
    )

    page.wait_for_load_state("networkidle")
    assert page.evaluate("heard") == []


def test_a_page_that_is_not_known_says_so_calmly_and_is_reported_once(
    page: Page, host: Host
) -> None:
    requests = asked(page)
    page.add_init_script(EVENTS)

    address = host.box("never-heard-of")
    page.goto(address)

    expect(page.get_by_text("is not open yet")).to_be_visible()
    expect(page.get_by_role("link", name="Comments")).to_be_visible()
    page.locator("comment-box").evaluate("box => box.setAttribute('level', '3')")
    expect(page.get_by_text("is not open yet")).to_be_visible()
    page.wait_for_load_state("networkidle")
    reports = [r for r in requests if r.method == "POST"]
    assert [r.post_data_json for r in reports] == [{"url": address}]
    assert [name for name, _ in page.evaluate("heard")] == ["missing", "missing"]


def test_what_cannot_be_loaded_can_be_tried_again(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    thread(server, key, "Well said.")
    page.route("**/api/comments?*", lambda route: route.abort())
    page.goto(host.box(key))
    expect(page.get_by_text("could not be loaded")).to_be_visible()
    page.unroute("**/api/comments?*")

    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_text("Well said.")).to_be_visible()


def test_badges_of_a_list_take_one_request(
    page: Page, server: Server, host: Host
) -> None:
    keys = [server.article() for _ in range(3)]
    thread(server, keys[0], "One.", "Two.")
    tags = "".join(
        f'<p><comment-count article="{key}">Comments</comment-count></p>'
        for key in keys
    )
    tags += f'<p><comment-count number article="{keys[0]}"></comment-count></p>'
    requests = asked(page)

    page.goto(host.page(tags))

    badges = page.locator("comment-count")
    expect(badges).to_have_text(
        ["2 comments", "No comments yet", "No comments yet", "2"]
    )
    assert len([r for r in requests if "/api/counts" in r.url]) == 1


def test_badges_of_a_long_list_ask_in_addresses_that_proxies_take(
    page: Page, server: Server, host: Host
) -> None:
    keys = [f"https://blog.example.org/2026/{'a' * 60}-{n}/" for n in range(120)]
    tags = "".join(f'<comment-count article="{key}"></comment-count>' for key in keys)
    requests = asked(page)

    page.goto(host.page(tags))

    expect(page.locator("comment-count").last).to_have_text("No comments yet")
    urls = [r.url for r in requests if "/api/counts" in r.url]
    assert len(urls) == 2
    # As much as the shipped nginx lets through.
    assert max(map(len, urls)) < 16_000


def test_without_scripts_the_link_is_there(
    scriptless: Page, server: Server, host: Host
) -> None:
    key = server.article()

    scriptless.goto(host.box(key))

    scriptless.get_by_role("link", name="Comments").click()
    expect(scriptless.locator("#comments h2")).to_have_text("No comments yet")


def test_who_writes_in_a_frame_comes_to_the_own_comment(
    scriptless: Page, server: Server, host: Host
) -> None:
    key = server.article()
    thread(server, key, *(f"Number {n}." for n in range(1, 52)))
    frame = f'<iframe src="{server.url}/articles/{key}?lang=en" title="Comments"'
    here = host.page(f'{frame} width="100%" height="900"></iframe>')
    scriptless.goto(here)
    inside = scriptless.frame_locator("iframe")

    inside.get_by_role("link", name="More comments").click()
    expect(inside.get_by_text("Number 51.")).to_be_visible()
    assert scriptless.url == here
    inside.get_by_label("Your comment").fill("Sent from a frame.")
    inside.get_by_role("button", name="Send comment").click()

    expect(scriptless.locator("h1")).to_contain_text("waits for a moderator")
    assert scriptless.url.startswith(f"{server.url}/comments/")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_narrow_page_with_large_type_never_scrolls_sideways(
    lang: str, page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    (top,) = thread(server, key, "w" * 200)
    branch(server, key, top, *(f"Level {n}: " + "w" * 90 for n in range(2, 8)))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(host.box(key, lang=lang))
    expect(page.get_by_text("Level 7")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    name = page.get_by_label("Name", exact=True)
    before = name.evaluate("e => e.getBoundingClientRect().height")

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert name.evaluate("e => e.getBoundingClientRect().height") > 1.6 * before


def test_a_page_from_right_to_left_turns_the_box_round(
    page: Page, server: Server, host: Host
) -> None:
    key = server.article()
    (top,) = thread(server, key, "مصباح لا يومض")
    branch(server, key, top, "A reply from left to right.")
    page.set_viewport_size({"width": 320, "height": 640})

    page.goto(host.page(f'<div dir="rtl"><comment-box article="{key}"/></div>'))

    expect(page.get_by_text("A reply from left to right.")).to_be_visible()
    parent, reply = page.locator("comment-box [part=comment]").all()
    outer, inner = parent.bounding_box(), reply.bounding_box()
    assert outer is not None
    assert inner is not None
    # The indent and the line that carries it lie where a line of text begins.
    assert inner["x"] + inner["width"] < outer["x"] + outer["width"]
    assert inner["x"] == outer["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("look", "lang", "scheme"),
    [
        ("plain", "en", "light"),
        ("theme", "de", "light"),
        ("dark", "en", "light"),
        ("dark", "de", "dark"),
    ],
)
def test_it_has_no_barrier_in_any_page(
    look: str, lang: str, scheme: Any, browser: Browser, server: Server, host: Host
) -> None:
    key = server.article()
    (top,) = thread(server, key, "A **fair** `point`, see https://example.org/\n\n> so")
    branch(server, key, top, "One.", "Two.")
    with_comment(server, key, "Linked.", author_url="https://example.org/")
    with_comment(server, key, "Ours.", badge=Badge.AUTHOR)
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(host.box(key, look=look, lang=lang))
    expect(page.get_by_text("Ours.")).to_be_visible()
    send(page, "A text to look at.")
    expect(page.locator("[part=own]")).to_be_visible()

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})

    small = page.evaluate(SMALL)
    close(context)
    assert barriers(found) == []
    assert small == []


def barriers(found: AxeResults) -> list[tuple[str, str]]:
    """Return each rule that is broken and the element that breaks it.

    The report of the library cannot name what lies in a shadow root.
    """
    broken = found.response["violations"]
    return [(rule["id"], node["html"]) for rule in broken for node in rule["nodes"]]


def send(page: Page, text: str, **fields: str) -> None:
    """Fill the form and send it, in whichever language."""
    box = page.locator("comment-box")
    for name, value in fields.items():
        box.locator(f"#author_{name}").fill(value)
    box.locator("#body").fill(text)
    box.locator("[part~=send]").click()
