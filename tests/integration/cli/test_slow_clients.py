"""Two thousand clients that hardly send anything hold nobody up."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Article
from tests.integration.cli.test_serving import get, post, serving

SLOW = 2000
#: Some have not even said what they want, the others stop short in their comment.
UNSAID = b"GET /api/comments?article=fir"
UNFINISHED = (
    b"POST /api/comments?article=first HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 200\r\n\r\n{"
)
#: A byte that either may send next.
NEXT = b" "


@pytest.fixture
def many_files() -> Iterator[None]:
    """Allow as many open sockets as the test needs, here and in the server."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * SLOW + 500
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"not run: no process may have more than {hard} files open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def base(
    many_files: None, tmp_path: Path, free_port: int, database: str, session: Session
) -> Iterator[str]:
    session.rollback()
    settings = {"COMMENTBOX_RATE_LIMITS": "off"}
    with serving(tmp_path, free_port, database, workers=1, **settings):
        yield f"http://127.0.0.1:{free_port}"


def connected(port: int) -> socket.socket:
    """Connect from another network than that of Ada, who is not slow."""
    there = ("127.0.0.1", port)
    return socket.create_connection(there, source_address=("127.0.0.2", 0))


def test_promise_3_slow_clients_hold_up_neither_readers_nor_writers(
    article: Article, base: str, free_port: int
) -> None:
    assert article.key == "first"
    thread = f"{base}/api/comments?article=first"
    comment = {"author_name": "Ada", "body": "Not slow at all.", "consent": True}
    with ExitStack() as held:
        slow = [held.enter_context(connected(free_port)) for _ in range(SLOW)]
        for number, connection in enumerate(slow):
            connection.sendall(UNFINISHED if number % 2 else UNSAID)

        read = [get(thread)[0] for _ in range(100)]
        posted = post(thread, comment)[0]
        for connection in slow[1::2]:
            connection.sendall(NEXT)
        read += [get(thread)[0] for _ in range(100)]

    assert set(read) == {200}
    assert posted == 201
    assert get(f"{base}/readyz")[0] == 200
