"""Whatever is sent to a page of ours, nothing breaks: it is answered or refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.page import PageClient

ROUTES = (Path(__file__).parents[1] / "routes.txt").read_text("utf-8").splitlines()


def addresses(method: str) -> list[str]:
    """Return the addresses that take such a request, with a 1 for what they name."""
    found = [line.split(" ")[1] for line in ROUTES if line.startswith(f"{method} ")]
    # A converter may have a blank between its arguments; a path has none.
    return [re.sub("<[^>]*>", "1", path) for path in found]


@pytest.mark.parametrize("path", addresses("GET"))
def test_an_address_may_have_bytes_that_are_no_text(
    client: PageClient, path: str
) -> None:
    answer = client.get(path, environ_overrides={"QUERY_STRING": "q=\xff&lang=\xff"})

    assert answer.status_code < 500
