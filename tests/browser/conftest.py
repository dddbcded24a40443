"""A real server, a real browser: what a reader and a moderator would have.

The server is ``commentbox serve`` in a process of its own on SQLite. Every test has an
article of its own, so none sees another's comments.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.extensions import begin_write, make_engine
from commentbox.models import Article
from tests.browser.closing import close
from tests.browser.find import executable
from tests.browser.host import Host, hosting
from tests.factories import SECRET_KEY, a_moderator, a_site, an_article

STARTS_WITHIN_S = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Server:
    url: str
    engine: Engine
    numbers: Iterator[int]

    def article(self, title: str = "A lamp that never flickers", **values: str) -> str:
        """Make an article of one test; return its key."""
        key = f"article-{next(self.numbers)}"
        with Session(self.engine) as session:
            begin_write(session)
            url = f"{self.url}/articles/{key}"
            an_article(session, key, **{"title": title, "url": url, **values})
            session.commit()
        return key

    def session(self) -> Session:
        """Open a session that writes: it waits its turn beside the server's own."""
        return begin_write(Session(self.engine))

    @staticmethod
    def hears_of_it() -> None:
        """Wait until the server knows what was written past it: at most a second."""
        time.sleep(1.1)

    def article_named(self, session: Session, key: str) -> Article:
        return session.query(Article).filter_by(key=key).one()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def host_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def host(server: Server, host_port: int) -> Iterator[Host]:
    """The site's own pages, on another origin than commentbox."""
    with hosting(host_port, server.url) as host:
        yield host


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, host_port: int
) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("served"), host_port) as server:
        yield server


@contextmanager
def serving(
    folder: Path, host_port: int, *, rate_limits: str = "off"
) -> Iterator[Server]:
    """Run a server for a site whose own pages stand at that port."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    engine = make_engine(f"sqlite:///{folder / 'commentbox.db'}")
    schema.upgrade(engine)
    with Session(engine) as session:
        begin_write(session)
        a_site(
            session,
            url=url,
            origins=[f"http://127.0.0.1:{host_port}"],
            feed_url="https://blog.example.org/feed",
            name_required=False,
        )
        a_moderator(session)
        session.commit()
    process = subprocess.Popen(
        [sys.executable, "-m", "commentbox", "serve", f"--port={port}", "--workers=1"],
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith("COMMENTBOX_")},
            "COMMENTBOX_INSTANCE": str(folder),
            "COMMENTBOX_SECRET_KEY": SECRET_KEY,
            "COMMENTBOX_BASE_URL": url,
            "COMMENTBOX_RATE_LIMITS": rate_limits,
        },
    )
    try:
        wait_until_served(process, url)
        yield Server(url, engine, count(1))
    finally:
        process.terminate()
        process.wait(timeout=20)
        engine.dispose()


def wait_until_served(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server stopped at once"
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=1):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = executable()
    if path is None:
        reason = "no Chromium here, and none could be had"
        if os.environ.get("TESTS_NEED_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        # Chromium's own sandbox refuses to run as root, as build machines do.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=sandbox)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(8_000)
    yield context
    close(context)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which every error of a script fails the test."""
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []


@pytest.fixture
def scriptless(browser: Browser, server: Server) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    context.set_default_timeout(8_000)
    yield context.new_page()
    close(context)
