"""Measure from a key that decides to the next case in view, in a real Chromium.

    python -m benchmarks.keystroke --decisions 30

A server of its own on SQLite, in a throw-away folder. The time runs from the event of
the key to the first frame that is painted with the focus on the next case.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.extensions import begin_write, make_engine
from tests.browser.find import executable
from tests.factories import (
    PASSWORD,
    SECRET_KEY,
    a_comment,
    a_moderator,
    a_site,
    an_article,
)

STARTS_WITHIN_S = 20

#: Notes each time from a key to the frame that shows the next case.
STOPWATCH = """
window.times = [];
let pressed = 0;
addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
addEventListener("focusin", (event) => {
  if (!event.target.matches(".case") || !pressed) return;
  const from = pressed;
  pressed = 0;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => window.times.push(performance.now() - from);
    channel.port2.postMessage(0);
  });
});
"""


@contextmanager
def served(waiting: int) -> Iterator[str]:
    """Serve a desk with so many waiting comments; yield its address."""
    with tempfile.TemporaryDirectory(prefix="commentbox-keys-") as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        _fill(Path(folder), url, waiting)
        process = subprocess.Popen(
            [sys.executable, "-m", "commentbox", "serve", f"--port={port}"],
            env={
                **os.environ,
                "COMMENTBOX_INSTANCE": folder,
                "COMMENTBOX_SECRET_KEY": SECRET_KEY,
                "COMMENTBOX_BASE_URL": url,
            },
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait(url)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=20)


def _fill(folder: Path, url: str, waiting: int) -> None:
    engine = make_engine(f"sqlite:///{folder / 'commentbox.db'}")
    schema.upgrade(engine)
    with Session(engine) as session:
        begin_write(session)
        a_site(session, url=url, undo_seconds=10)
        a_moderator(session)
        article = an_article(session)
        for number in range(waiting):
            body = f"Number {number}: a lamp is worth more than a candle. " * 6
            a_comment(session, article, body=body)
        session.commit()
    engine.dispose()


def _wait(url: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=1):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server does not answer")


def measure(page: Page, url: str, decisions: int) -> list[float]:
    """Decide so many cases by key; return the milliseconds to each next one."""
    page.add_init_script(STOPWATCH)
    page.goto(f"{url}/sign-in?lang=en")
    page.get_by_label("E-mail address").fill("grace@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/"))
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("j")
    page.wait_for_function("window.times.length === 1")
    for number in range(decisions):
        page.wait_for_timeout(150)
        page.keyboard.press("a2s"[number % 3])
        page.wait_for_function(f"window.times.length === {number + 2}")
    return [float(ms) for ms in page.evaluate("window.times")[1:]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=30)
    decisions = parser.parse_args().decisions
    path = executable()
    if path is None:
        sys.exit("no Chromium here")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with served(decisions + 20) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=sandbox)
        times = measure(browser.new_page(bypass_csp=True), url, decisions)
        browser.close()
    p95 = quantiles(times, n=20)[-1]
    sys.stdout.write(
        f"{len(times)} decisions: median {median(times):.1f} ms, "
        f"p95 {p95:.1f} ms, longest {max(times):.1f} ms\n"
    )


if __name__ == "__main__":
    main()
