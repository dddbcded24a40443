"""What the tag costs a page: requests, bytes, time, layout shift and work, in Chromium.

    python -m benchmarks.box [--quick]

A page of a blog with the tag beside the same page without it, each in a fresh browser
with nothing kept; medians. All is on this machine, so times are those of the work and
not of a network. Prints a table.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, Response, sync_playwright
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.domain.states import State
from commentbox.extensions import begin_write, make_engine
from tests.browser.conftest import free_port, wait_until_served
from tests.browser.find import executable
from tests.browser.host import Host, hosting
from tests.factories import SECRET_KEY, a_comment, a_site, an_article

#: As many as under article B of the other measurements.
COMMENTS = 20
KEY = "measured"
ROUNDS, QUICK_ROUNDS = 9, 3
PATIENCE_MS, GLANCE_MS = 10_000, 50

#: Noted while the page loads: when the thread is painted, and what jumped.
WATCH = """
    window.jumped = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) jumped += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    const painted = () => requestAnimationFrame(() => setTimeout(() => {
        window.shown = performance.now();
    }));
    addEventListener("commentbox:loaded", painted);
    addEventListener("load", () => document.querySelector("comment-box") || painted());
"""

LINE = "<p>It has been on the desk since March and has not flickered once.</p>"
FOOTER = "<footer><p>What stands below the discussion.</p></footer>"
TAG = f'<comment-box article="{KEY}"></comment-box>'

#: An article of two screens, one of a few lines, where the box is in view at once, and
#: that one with the rule that the documentation names.
PAGES = {
    "an article, without the tag": LINE * 40 + FOOTER,
    "an article, with the tag": LINE * 40 + TAG + FOOTER,
    "a few lines, with the tag": LINE * 3 + TAG + FOOTER,
    "a few lines, the tag, and its height reserved": (
        LINE * 3 + '<link rel="stylesheet" href="/reserve.css">' + TAG + FOOTER
    ),
}

HEAD = (
    "| page | requests | kB | shown after ms | layout shift | main thread ms |\n"
    "| --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one visit."""

    requests: float
    kilobytes: float
    shown_ms: float
    shift: float
    main_thread_ms: float


def visit(browser: Browser, url: str) -> Facts:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable")
    page.goto(url)
    _await_thread(page)
    page.wait_for_load_state("networkidle")
    told = devtools.send("Performance.getMetrics")["metrics"]
    work = next(m["value"] for m in told if m["name"] == "TaskDuration")
    facts = Facts(
        *_weight(answers),
        shown_ms=page.evaluate("shown"),
        shift=page.evaluate("jumped"),
        main_thread_ms=work * 1000,
    )
    context.close()
    return facts


def _await_thread(page: Page) -> None:
    """Wait by asking: the page's policy lets no text of ours run in it."""
    for _ in range(PATIENCE_MS // GLANCE_MS):
        if page.evaluate("window.shown"):
            return
        page.wait_for_timeout(GLANCE_MS)
    raise TimeoutError("the thread was not shown")


def _weight(answers: list[Response]) -> tuple[int, float]:
    """Return how many answers came over the wire, and their bodies' size there."""
    real = [a.request.sizes() for a in answers if not a.url.startswith("data:")]
    return len(real), sum(size["responseBodySize"] for size in real) / 1000


def fill(folder: Path, url: str, origin: str) -> None:
    engine = make_engine(f"sqlite:///{folder / 'commentbox.db'}")
    schema.upgrade(engine)
    with Session(engine) as session:
        begin_write(session)
        site = a_site(session, url=origin)
        article = an_article(session, KEY, url=f"{origin}/1", site=site)
        parent = None
        for number in range(COMMENTS):
            body = f"Comment {number}. " + "The one before did, every evening. " * 6
            comment = a_comment(
                session, article, body=body, state=State.APPROVED, parent=parent
            )
            # Branches of three.
            parent = comment.id if number % 3 else None
        session.commit()
    engine.dispose()


@contextmanager
def serving() -> Iterator[Host]:
    """A commentbox with one discussion, and a site whose pages hold the tag."""
    port, host_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as name, hosting(host_port, url) as host:
        fill(Path(name), url, host.url)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("COMMENTBOX_")}
        given = {
            "COMMENTBOX_INSTANCE": name,
            "COMMENTBOX_SECRET_KEY": SECRET_KEY,
            "COMMENTBOX_BASE_URL": url,
        }
        command = [sys.executable, "-m", "commentbox", "serve", f"--port={port}"]
        process = subprocess.Popen(command, env=kept | given, stdout=subprocess.DEVNULL)
        try:
            wait_until_served(process, url)
            yield host
        finally:
            process.terminate()
            process.wait(timeout=20)


def measured(rounds: int) -> dict[str, list[Facts]]:
    """Visit each page in turn, so that a busy moment hits all alike."""
    found: dict[str, list[Facts]] = {name: [] for name in PAGES}
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with serving() as host, sync_playwright() as playwright:
        host.pages["/reserve.css"] = "comment-box { display: block; min-height: 100vh }"
        urls = {name: host.page(tags) for name, tags in PAGES.items()}
        # Without the tag there is no script either.
        plain = next(iter(PAGES))
        path = urls[plain].removeprefix(host.url)
        host.pages[path] = host.pages[path].partition("<script")[0]
        browser = playwright.chromium.launch(executable_path=executable(), args=sandbox)
        for turn in range(rounds + 1):
            for name, url in urls.items():
                facts = visit(browser, url)
                if turn:  # The first warms up server and browser.
                    found[name].append(facts)
        browser.close()
    return found


def table(found: dict[str, list[Facts]]) -> str:
    rows = [HEAD]
    for name, visits in found.items():
        columns = zip(*(astuple(facts) for facts in visits), strict=True)
        requests, kilobytes, shown, shift, work = map(median, columns)
        rows.append(
            f"| {name} | {requests:.0f} | {kilobytes:.1f} | {shown:.0f} "
            f"| {shift:.3f} | {work:.0f} |"
        )
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    quick = parser.parse_args().quick
    if executable() is None:
        sys.stdout.write("No Chromium here: the box was not measured.\n")
        return
    rounds = QUICK_ROUNDS if quick else ROUNDS
    sys.stdout.write(table(measured(rounds)) + "\n")


if __name__ == "__main__":
    main()
