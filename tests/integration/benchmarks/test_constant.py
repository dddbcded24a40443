"""The best case beside which commentbox is measured, as the benchmark starts it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.public import constant, servers
from benchmarks.public.client import Answer, get


def test_it_is_served_as_commentbox_is(tmp_path: Path) -> None:
    folder = tmp_path / "constant"

    with servers.constant(folder) as server:
        constant.keep(folder, "/thread", Answer(200, {"etag": '"a"'}, b"[1]"))
        answer = get(server.port, "/thread")

    assert (answer.status, answer.etag, answer.body) == (200, '"a"', b"[1]")
