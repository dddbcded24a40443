"""Who is asking: the right-most address that no proxy of ours has."""

from ipaddress import ip_network

import pytest
from flask import current_app

from commentbox.web.client import client_network, network_of
from tests.unit.web.conftest import Configure

PROXIES = [ip_network(n) for n in ("10.0.0.0/8", "192.0.2.1/32", "2001:db8:1::/48")]

READER = "203.0.113.9"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        # Without a proxy of ours the header is worth nothing.
        (READER, [], READER),
        (READER, ["198.51.100.1"], READER),
        (READER, ["10.0.0.1", "198.51.100.1"], READER),
        # Through one proxy, and through a row of them.
        ("10.0.0.1", [READER], READER),
        ("10.0.0.1", [READER, "192.0.2.1"], READER),
        ("10.0.0.1", [READER, "10.9.9.9", "192.0.2.1"], READER),
        ("2001:db8:1::5", [READER], READER),
        # What stands further left was written by strangers.
        ("10.0.0.1", ["198.51.100.1", READER], READER),
        ("10.0.0.1", ["10.0.0.2", READER], READER),
        ("10.0.0.1", ["198.51.100.1", "10.0.0.2", READER, "192.0.2.1"], READER),
        # A proxy that asks for itself: its health check.
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.2"], "10.0.0.2"),
        # What is no address ends the row.
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        ("10.0.0.1", [READER, "unknown"], "10.0.0.1"),
        ("10.0.0.1", [f"{READER}:4711"], "10.0.0.1"),
        ("10.0.0.1", [READER, "10.0.0.0/8"], "10.0.0.1"),
        ("10.0.0.1", ["<script>", "192.0.2.1"], "192.0.2.1"),
        ("10.0.0.1", ["010.0.0.1"], "10.0.0.1"),
    ],
)
def test_promise_11_the_client_is_the_right_most_hop_that_is_no_proxy(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert network_of(peer, forwarded, PROXIES) == client


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("2001:db8:2:3:4:5:6:7", [], "2001:db8:2:3::/64"),
        ("2001:DB8:2:3::1", [], "2001:db8:2:3::/64"),
        ("10.0.0.1", ["2001:db8:2:3:ffff::1"], "2001:db8:2:3::/64"),
        ("::1", [], "::/64"),
        ("fe80::1%eth0", [], "fe80::/64"),
    ],
)
def test_promise_11_of_ipv6_a_household_counts_as_one(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert network_of(peer, forwarded, PROXIES) == client


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("::ffff:203.0.113.9", [], READER),
        ("::ffff:cb00:7109", [], READER),
        ("10.0.0.1", ["::ffff:203.0.113.9"], READER),
        # A server that listens for both kinds sees its proxies like this.
        ("::ffff:10.0.0.1", [READER], READER),
        ("::ffff:10.0.0.1", [READER, "::ffff:192.0.2.1"], READER),
    ],
)
def test_an_ipv4_address_in_the_clothes_of_ipv6_is_itself(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert network_of(peer, forwarded, PROXIES) == client


@pytest.mark.parametrize("peer", ["", "unix:", "localhost", "a.b.c.d"])
def test_a_peer_without_an_address_is_taken_as_it_is(peer: str) -> None:
    assert network_of(peer, [READER], PROXIES) == peer


def test_promise_11_nobody_is_believed_by_default() -> None:
    assert network_of("127.0.0.1", [READER], ()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        ([], "10.0.0.1"),
        ([("X-Forwarded-For", READER)], READER),
        ([("X-Forwarded-For", f"198.51.100.1 ,, {READER},192.0.2.1")], READER),
        # Two lines of one header read as one row.
        ([("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", READER)], READER),
        # No other header says anything.
        ([("Forwarded", f"for={READER}"), ("X-Real-IP", READER)], "10.0.0.1"),
    ],
)
def test_of_a_request_only_one_header_counts(
    configure: Configure, headers: list[tuple[str, str]], client: str
) -> None:
    configure(trusted_proxies=tuple(PROXIES))
    environ = {"REMOTE_ADDR": "10.0.0.1"}

    with current_app.test_request_context(headers=headers, environ_base=environ):
        assert client_network() == client
