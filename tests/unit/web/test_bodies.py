"""A body arrives before the application is asked, and few may be on their way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from ipaddress import ip_network
from threading import Event
from typing import Any

import pytest

from commentbox.web import bodies
from commentbox.web.bodies import Bodies

PATIENCE_S = 10


class Line:
    """A slow client: nothing comes until it is let."""

    def __init__(self, content: bytes = b"{}") -> None:
        self.content = content
        self.asked, self.go_on = Event(), Event()

    def read(self, size: int) -> bytes:
        self.asked.set()
        assert self.go_on.wait(PATIENCE_S)
        return self.content[:size]


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


def post(
    app: Bodies, source: Any, *, length: int | None = 2, **more: str
) -> tuple[str, bytes]:
    statuses: list[str] = []
    environ = {"REQUEST_METHOD": "POST", "REMOTE_ADDR": "192.0.2.1", **more}
    environ["wsgi.input"] = source
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    body = b"".join(app(environ, lambda status, _headers: statuses.append(status)))
    return statuses[0], body


@contextmanager
def slow_ones(app: Bodies, addresses: list[str]) -> Iterator[list[Line]]:
    """Let one client at each of these addresses begin and not go on."""
    lines = [Line() for _ in addresses]
    with ThreadPoolExecutor(len(lines)) as pool:
        for line, address in zip(lines, addresses, strict=True):
            pool.submit(post, app, line, REMOTE_ADDR=address)
            assert line.asked.wait(PATIENCE_S)
        try:
            yield lines
        finally:
            for line in lines:
                line.go_on.set()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE_S", 0.01)


def test_the_application_gets_the_body_as_it_was_sent() -> None:
    status, body = post(Bodies(echo, []), BytesIO(b"{ }"), length=3)

    assert (status, body) == ("200 OK", b"{ }")


def test_a_body_of_unannounced_length_is_read_to_one_byte_beyond_what_is_allowed() -> (
    None
):
    flood = BytesIO(b"a" * (bodies.MOST_BYTES + 500))

    _status, body = post(
        Bodies(echo, []), flood, length=None, HTTP_TRANSFER_ENCODING="chunked"
    )

    assert len(body) == bodies.MOST_BYTES + 1


def test_what_is_announced_as_too_long_is_left_for_the_application_to_refuse() -> None:
    untouched = Line()
    untouched.go_on.set()

    def refuse(_environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("413", [])
        return []

    status, _ = post(Bodies(refuse, []), untouched, length=bodies.MOST_BYTES + 1)

    assert status == "413"
    assert not untouched.asked.is_set()


@pytest.mark.usefixtures("impatient")
def test_one_network_cannot_take_all_places() -> None:
    app = Bodies(echo, [])
    with slow_ones(app, ["192.0.2.1"] * bodies.MOST_OF_ONE):
        refused, why = post(app, BytesIO(b"{}"))
        other, _ = post(app, BytesIO(b"{}"), REMOTE_ADDR="192.0.2.2")

    assert refused.startswith("503")
    assert json.loads(why)["status"] == 503
    assert other == "200 OK"


@pytest.mark.usefixtures("impatient")
def test_behind_a_proxy_it_is_who_asks_the_proxy_that_counts() -> None:
    app = Bodies(echo, [ip_network("192.0.2.1/32")])
    with slow_ones(app, ["192.0.2.1"] * bodies.MOST_OF_ONE):
        other, _ = post(app, BytesIO(b"{}"), HTTP_X_FORWARDED_FOR="198.51.100.7")

    assert other == "200 OK"


@pytest.mark.usefixtures("impatient")
def test_all_networks_together_have_a_limit() -> None:
    app = Bodies(echo, [])
    with slow_ones(app, [f"192.0.2.{n}" for n in range(bodies.MOST)]):
        refused, _ = post(app, BytesIO(b"{}"), REMOTE_ADDR="198.51.100.7")

    assert refused.startswith("503")


def test_who_finds_no_place_waits_for_one() -> None:
    app = Bodies(echo, [])
    with (
        ThreadPoolExecutor(1) as pool,
        slow_ones(app, ["192.0.2.1"] * bodies.MOST_OF_ONE) as lines,
    ):
        waiting = pool.submit(post, app, BytesIO(b"{}"))
        lines[0].go_on.set()

        assert waiting.result(PATIENCE_S) == ("200 OK", b"{}")


@pytest.mark.usefixtures("impatient")
def test_a_line_that_breaks_gives_its_place_back() -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(size)

    app = Bodies(echo, [])
    for _ in range(bodies.MOST):
        with pytest.raises(OSError, match="2"):
            post(app, Broken())

    assert post(app, BytesIO(b"{}"))[0] == "200 OK"
