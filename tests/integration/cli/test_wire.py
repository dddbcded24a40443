"""What no browser sends, byte by byte, to a real server: no hang and no 5xx."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Article
from tests.integration.cli.test_serving import get, serving

THREAD = b"/api/comments?article=first"
HOST = b"Host: 127.0.0.1\r\n"
END = b"Connection: close\r\n\r\n"
JSON = b"application/json"
FORM = b"application/x-www-form-urlencoded"
PARTS = b"multipart/form-data; boundary=x"
LONG = b"a" * 70_000
#: Longer than any answer takes, and shorter than the server waits for who says nothing.
PATIENCE_S = 20


def asks(path: bytes = THREAD, *headers: bytes, method: bytes = b"GET") -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    return method + b" " + path + b" HTTP/1.1\r\n" + HOST + lines + END


def sends(
    body: bytes, *headers: bytes, media: bytes = JSON, says: bytes = b""
) -> bytes:
    length = says or str(len(body)).encode()
    kind, size = b"Content-Type: " + media, b"Content-Length: " + length
    return asks(THREAD, kind, size, *headers, method=b"POST") + body


def in_chunks(body: bytes, *headers: bytes) -> bytes:
    given = (b"Content-Type: " + JSON, b"Transfer-Encoding: chunked", *headers)
    return asks(THREAD, *given, method=b"POST") + body


def text(value: bytes) -> bytes:
    return b'{"author_name": "Ada", "consent": true, "body": %s}' % value


def part(number: int) -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nv\r\n' % number


def numbered(form: bytes, times: int, between: bytes = b"&") -> bytes:
    return between.join(form % n for n in range(times))


#: What is sent, and what is said to it first.
SENT = {
    # Bodies.
    "lists in lists": (sends(b"[" * 100_000 + b"]" * 100_000), 400),
    "objects in objects": (sends(b'{"a":' * 40_000 + b"1" + b"}" * 40_000), 400),
    "a number without end": (sends(text(b"9" * 100_000)), 400),
    "no number": (sends(text(b"NaN")), 400),
    "a field twice": (sends(b'{"body": "a", "body": "b"}'), 400),
    "half a character": (sends(text(b'"half \\ud800"')), 201),
    "a raw NUL": (sends(text(b'"a\x00b"')), 400),
    "no UTF-8": (sends(text(b'"\xff\xfe"')), 400),
    "nothing": (sends(b""), 400),
    "too much": (sends(b"x" * 300_000), 413),
    "packed": (sends(b"\x1f\x8b", b"Content-Encoding: gzip"), 400),
    "fields": (sends(numbered(b"f%d=1", 25_000), media=FORM), 422),
    "empty fields": (sends(b"&" * 250_000, media=FORM), 422),
    "many parts": (
        sends(b"".join(map(part, range(3000))), media=PARTS),
        413,
    ),
    "headers of a part": (sends(b"--x\r\n" + b"A: b\r\n" * 10_000, media=PARTS), 422),
    "a part without end": (sends(b"--x\r\n" + b"\r" * 200_000, media=PARTS), 422),
    "parts without border": (sends(b"x", media=b"multipart/form-data"), 422),
    # How long a body is.
    "a gigabyte announced": (sends(b"{", says=b"1000000000"), 413),
    "more than a number": (sends(b"{", says=b"9" * 30), 400),
    "less than nothing": (sends(b"{}", says=b"-1"), 400),
    "a length of two minds": (sends(b"{}", b"Content-Length: 5"), 400),
    "a length that lies": (sends(text(b'"longer"'), says=b"5"), 400),
    "a length and chunks": (sends(b"0\r\n\r\n", b"Transfer-Encoding: chunked"), 400),
    "chunks of nonsense": (in_chunks(b"zz\r\n{}\r\n0\r\n\r\n"), 400),
    "an endless chunk": (in_chunks(b"f" * 18 + b"\r\n{}\r\n"), 400),
    "many chunks": (
        in_chunks((b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * 10 + b"0\r\n\r\n"),
        413,
    ),
    "an unknown coding": (sends(b"{}", b"Transfer-Encoding: xchunked"), 400),
    "shall I": (sends(text(b'"May I?"'), b"Expect: 100-continue"), 100),
    # Addresses.
    "a long address": (asks(b"/articles/" + LONG), 414),
    "a long question": (asks(THREAD + b"&x=" + LONG[:60_000]), 200),
    "many parameters": (asks(THREAD + b"&" + numbered(b"p%d=1", 5000)), 200),
    "half a percent": (asks(b"/articles/%zz%"), 404),
    "a NUL in percent": (asks(b"/articles/%00"), 404),
    "no UTF-8 in percent": (asks(b"/articles/%c0%af%ed%a0%80"), 404),
    "no UTF-8 as it is": (asks(b"/articles/\xff"), 400),
    "a NUL as it is": (asks(b"/articles/\x00"), 400),
    "a space": (asks(b"/articles/a b"), 400),
    "out of the house": (asks(b"/static/..%2f..%2f..%2fetc/passwd"), 404),
    "another address": (asks(b"http://evil.example" + THREAD), 200),
    "a tunnel": (asks(b"evil.example:443", method=b"CONNECT"), 404),
    "everything": (asks(b"*", method=b"OPTIONS"), 404),
    # Headers.
    "many headers": (asks(THREAD, *(b"X-%d: y" % n for n in range(1000))), 431),
    "a megabyte of headers": (asks(THREAD, *[b"X-A: " + LONG[:20_000]] * 50), 431),
    "a header without colon": (asks(THREAD, b"XA"), 400),
    "a header in two lines": (asks(THREAD, b"X-A: a", b" b"), 400),
    "a NUL in a header": (asks(THREAD, b"X-A: a\x00b"), 400),
    "no text in a header": (asks(THREAD, b"If-None-Match: \xff\xfe"), 200),
    "many tags": (asks(THREAD, b"If-None-Match: " + b'"a",' * 1500), 200),
    "odd codings": (asks(THREAD, b"Accept-Encoding: br;q=nan, gzip;q=1e999"), 200),
    "many hops": (asks(THREAD, b"X-Forwarded-For: " + b"a," * 3000), 200),
    "an odd token": (asks(b"/api/queue", b"Authorization: Bearer \xff"), 401),
    "an odd cookie": (asks(b"/desk/", b"Cookie: commentbox=\xff;;;="), 303),
    "an odd origin": (sends(text(b'"o"'), b"Origin: http://[::1"), 403),
    "an odd host": (asks(THREAD).replace(b"127.0.0.1", b"a b/../@x:y"), 200),
    "a NUL in the host": (asks(THREAD).replace(b"127.0.0.1", b"a\x00b"), 400),
    # Methods and versions.
    "no method": (asks(method=b"F\x00O"), 400),
    "a long method": (asks(method=b"A" * 9000), 405),
    "another protocol": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "HTTP/0.9": (b"GET /\r\n\r\n", 400),
    "HTTP/1.0": (b"GET " + THREAD + b" HTTP/1.0\r\n\r\n", 200),
    # It is not spoken here: the connection is closed.
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0),
    "HTTP/9.9": (b"GET / HTTP/9.9\r\n\r\n", 400),
    "an upgrade": (asks(THREAD, b"Upgrade: websocket"), 200),
}


@pytest.fixture
def base(
    tmp_path: Path, free_port: int, database: str, session: Session, article: Article
) -> Iterator[str]:
    assert article.key == "first"
    session.rollback()
    settings = {"COMMENTBOX_RATE_LIMITS": "off"}
    with serving(tmp_path, free_port, database, workers=1, **settings):
        yield f"http://127.0.0.1:{free_port}"


def said_to(port: int, data: bytes) -> int:
    """Send bytes as they are. Return the first status; 0 where nothing was said."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as there:
        there.sendall(data)
        said = b""
        while b"\r\n" not in said and (more := there.recv(4096)):
            said += more
    words = said.split(b" ", 2)
    return int(words[1]) if len(words) > 1 else 0


def test_promise_14_whatever_is_sent_nothing_hangs_and_nothing_is_a_5xx(
    base: str, free_port: int
) -> None:
    said = {name: said_to(free_port, data) for name, (data, _) in SENT.items()}

    assert said == {name: status for name, (_, status) in SENT.items()}
    assert get(f"{base}/healthz")[0] == 200


def test_many_requests_at_once_on_one_connection_are_answered_in_turn(
    base: str, free_port: int
) -> None:
    assert base
    one = asks().replace(b"Connection: close\r\n", b"")
    with socket.create_connection(("127.0.0.1", free_port), PATIENCE_S) as there:
        there.sendall(one * 20 + asks(b"/nothing-here"))
        said = b"".join(iter(lambda: there.recv(65_536), b""))

    assert said.count(b"HTTP/1.1 200 ") == 20
    assert said.count(b"HTTP/1.1 404 ") == 1
