"""The best case beside which commentbox is measured: it answers what was kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.public.client import Answer
from benchmarks.public.constant import Constant, keep


def asked(application: Constant, path: str) -> tuple[str, dict[str, str], bytes]:
    begun: list[Any] = []
    body = application({"PATH_INFO": path}, lambda *given: begun.extend(given))
    status, headers = begun
    return status, dict(headers), b"".join(body)


def test_it_answers_the_same_bytes_and_headers_without_the_servers_own(
    tmp_path: Path,
) -> None:
    headers = {"content-type": "application/json", "etag": '"a"', "date": "today"}
    keep(tmp_path / "new", "/thread", Answer(200, headers, b"[1]"))

    answer = asked(Constant(tmp_path / "new"), "/thread")

    own = {"content-type": "application/json", "etag": '"a"'}
    assert answer == ("200 OK", own, b"[1]")


def test_a_304_has_no_body(tmp_path: Path) -> None:
    keep(tmp_path, "/thread", Answer(304, {"etag": '"a"'}, b""))

    answer = asked(Constant(tmp_path), "/thread")

    assert answer == ("304 Not Modified", {"etag": '"a"'}, b"")


def test_what_was_read_is_read_once(tmp_path: Path) -> None:
    keep(tmp_path, "/thread", Answer(200, {}, b"before"))
    application = Constant(tmp_path)
    asked(application, "/thread")

    keep(tmp_path, "/thread", Answer(200, {}, b"after"))

    assert asked(application, "/thread")[2] == b"before"
