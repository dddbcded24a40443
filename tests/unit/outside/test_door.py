"""What the publisher has named is fetched; nobody gets more of us than that."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from commentbox.outside import addresses
from commentbox.outside.door import Answer, Door
from commentbox.outside.refusals import OutsideError, Refused, Unreachable
from tests.publisher import HOST, Publisher, a_publisher

HTML = frozenset({"text/html"})
MOST = 1_000_000


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with a_publisher() as publisher:
        yield publisher


def a_door(*, private: bool = True) -> Door:
    hosts = frozenset({HOST}) if private else frozenset[str]()
    return Door(
        base_url="https://comments.example.org", private_hosts=hosts, total_s=1.5
    )


def fetch(url: str, *, private: bool = True) -> Answer:
    return a_door(private=private).get(url, types=HTML, most=MOST)


def test_a_page_comes_as_it_is(publisher: Publisher) -> None:
    publisher.page("/a?b=c", "<p>Grüße")

    answer = fetch(f"{publisher.url}/a?b=c")

    assert answer.body.decode() == "<p>Grüße"
    asked = publisher.asked[0].decode()
    assert "(+https://comments.example.org)" in asked
    assert f"Host: {HOST}:{publisher.port}" in asked
    assert "Cookie" not in asked
    assert "Authorization" not in asked


def test_the_loopback_is_not_asked_unless_it_is_allowed(publisher: Publisher) -> None:
    with pytest.raises(Refused, match="COMMENTBOX_ALLOW_PRIVATE_HOSTS"):
        fetch(publisher.url, private=False)

    assert publisher.asked == []


def test_promise_05_a_name_that_leads_inside_is_not_asked(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (HOST, publisher.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: inside)

    with pytest.raises(Refused):
        fetch(f"http://blog.example.org:{publisher.port}/")

    assert publisher.asked == []


@pytest.mark.parametrize(
    "target",
    ["http://localhost/", "http://169.254.169.254/latest", "file:///etc/passwd"],
)
def test_promise_05_a_redirect_inside_is_not_followed(
    publisher: Publisher, target: str
) -> None:
    publisher.moved("/", target)

    with pytest.raises(OutsideError):
        fetch(f"{publisher.url}/")

    assert len(publisher.asked) == 1


def test_a_redirect_to_another_port_is_not_followed(publisher: Publisher) -> None:
    with a_publisher() as other:
        publisher.moved("/", other.url)

        with pytest.raises(Refused, match="port"):
            fetch(f"{publisher.url}/")

        assert other.asked == []


def test_a_redirect_without_end_is_given_up(publisher: Publisher) -> None:
    publisher.moved("/", "/")

    with pytest.raises(Refused, match="on and on"):
        fetch(f"{publisher.url}/")

    assert len(publisher.asked) == 6


def test_each_hop_must_fit(publisher: Publisher) -> None:
    publisher.moved("/blog/a", "/admin")

    with pytest.raises(Refused):
        a_door().get(
            f"{publisher.url}/blog/a",
            types=HTML,
            most=MOST,
            fits=lambda url: "/blog/" in url,
        )

    assert len(publisher.asked) == 1


def drip(connection: socket.socket, _request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_headers(connection: socket.socket, _request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def stay_silent(connection: socket.socket, _request: bytes) -> None:
    time.sleep(10)


def flood(connection: socket.socket, _request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def flood_headers(connection: socket.socket, _request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X: " + b"x" * 60000 + b"\r\n")


def go_on_and_on(connection: socket.socket, _request: bytes) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


@pytest.mark.parametrize(
    "speak",
    [drip, drip_headers, stay_silent, flood, flood_headers, go_on_and_on],
    ids=lambda speak: speak.__name__,
)
def test_a_server_that_does_not_end_is_left(
    publisher: Publisher, speak: object
) -> None:
    publisher.speak = speak  # type: ignore[assignment]
    begun = time.monotonic()

    with pytest.raises(OutsideError):
        fetch(publisher.url)

    assert time.monotonic() - begun < 4


def test_promise_15_what_swells_too_far_is_refused(publisher: Publisher) -> None:
    bomb = gzip.compress(b"\0" * 900_000, mtime=0)
    publisher.page("/", bomb, Content_Encoding="gzip")

    with pytest.raises(Refused, match="swells"):
        fetch(f"{publisher.url}/")


def test_what_is_packed_is_unpacked(publisher: Publisher) -> None:
    publisher.page("/", gzip.compress(b"<p>Hello", mtime=0), Content_Encoding="gzip")

    assert fetch(f"{publisher.url}/").body == b"<p>Hello"


@pytest.mark.parametrize(
    "cut", [gzip.compress(b"hello" * 9, mtime=0)[:-9], b"no gzip", b""]
)
def test_what_is_packed_badly_is_refused(publisher: Publisher, cut: bytes) -> None:
    publisher.page("/", cut, Content_Encoding="gzip")

    with pytest.raises(Refused):
        fetch(f"{publisher.url}/")


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", "", "x"])
def test_what_is_of_another_kind_is_refused(publisher: Publisher, kind: str) -> None:
    publisher.page("/", "x", Content_Type=kind)

    with pytest.raises(Refused, match="kind"):
        fetch(f"{publisher.url}/")


def test_a_fault_of_the_server_passes_and_a_missing_page_does_not(
    publisher: Publisher,
) -> None:
    publisher.pages["/"] = b"HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n"

    with pytest.raises(Unreachable):
        fetch(f"{publisher.url}/")
    with pytest.raises(Refused):
        fetch(f"{publisher.url}/missing")


WEEK_S = 7 * 86_400


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("120", 120),
        ("9" * 60, WEEK_S),
        ("Fri, 31 Dec 2100 23:59:59 GMT", WEEK_S),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_who_asks_for_peace_is_heard_in_seconds_and_in_dates(
    said: str, heard: int, publisher: Publisher
) -> None:
    publisher.status("/", "503 Away", Retry_After=said)

    with pytest.raises(Unreachable) as refused:
        fetch(f"{publisher.url}/")

    assert refused.value.wait_s == heard


def test_a_date_tells_how_long_from_now(publisher: Publisher) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    publisher.status("/", "429 No", Retry_After=at)

    with pytest.raises(Unreachable) as refused:
        fetch(f"{publisher.url}/")

    assert 7_100 <= refused.value.wait_s <= 7_200


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/",
        "http://a@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "x",
        "http://",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        fetch(url)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "fec0::1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1"),
        *("64:ff9b:1::1", "2001:db8::1", "no address"),
    ],
)
def test_an_address_inside_is_known_as_one(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    "address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"]
)
def test_an_address_of_the_internet_is_known_as_one(address: str) -> None:
    assert addresses.is_public(address)
