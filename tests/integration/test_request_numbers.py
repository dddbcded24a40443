"""Each answer that is made for one request carries a number; a shared one has none."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.page import PageClient

HEADER = "X-Request-ID"
UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
HEX = "0f8fad5bd9cb469fa16570867728950e"
OWN = re.compile(r"[0-9a-f]{32}")

Client = Callable[..., PageClient]


@pytest.fixture
def behind(client_with: Client) -> PageClient:
    """A client of an application that stands behind the proxy 192.0.2.1."""
    return client_with(trusted_proxies=(ipaddress.ip_network("192.0.2.1"),))


def number_of(client: PageClient, given: str, peer: str = "192.0.2.1") -> str:
    answer = client.get(
        "/healthz", headers={HEADER: given}, environ_overrides={"REMOTE_ADDR": peer}
    )
    assert answer.status_code == 200
    return answer.headers[HEADER]


def test_an_answer_has_a_number_of_its_own(client: PageClient) -> None:
    numbers = [client.get("/healthz").headers[HEADER] for _ in range(2)]

    assert all(OWN.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == 2


@pytest.mark.parametrize("given", [UUID, UUID.upper(), HEX])
def test_the_number_that_our_own_proxy_gives_is_kept(
    behind: PageClient, given: str
) -> None:
    assert number_of(behind, given) == given


@pytest.mark.parametrize("peer", ["192.0.2.2", "127.0.0.1", "2001:db8::1"])
def test_a_stranger_gives_no_number(behind: PageClient, peer: str) -> None:
    assert number_of(behind, UUID, peer) != UUID


@pytest.mark.parametrize(
    "given",
    [
        *("", "1", HEX[:-1], HEX + "0", f"{UUID} ", "ada@example.org", "<script>"),
        *("g" * 32, "tok_0123456789abcdef0123456789abcdef", "\u0661" * 32),
    ],
)
def test_what_is_no_number_is_not_given_back(behind: PageClient, given: str) -> None:
    given = given.encode().decode("latin-1")

    assert OWN.fullmatch(number_of(behind, given))


def test_requests_that_succeed_have_no_line_unless_it_is_wished(
    client_with: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for wished, lines in ((False, 0), (True, 1)):
        caplog.clear()
        client = client_with(log_requests=wished)

        assert client.get("/sign-in").status_code == 200
        assert client.get("/healthz").status_code == 200

        assert len(caplog.messages) == lines


def test_an_error_before_the_application_is_no_word_to_the_reader(
    app: Flask,
    client: PageClient,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(_environ: object, _start_response: object) -> list[bytes]:
        raise ValueError("ada@example.org")

    monkeypatch.setattr(app, "wsgi_app", breaks)
    answer = FlaskClient.open(client, "/healthz")

    assert (answer.status_code, answer.data) == (500, b"")
    assert caplog.messages == ["a request came to no answer"]
