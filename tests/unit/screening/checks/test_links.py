"""Links: their number decides, and whether they lead to one place."""

from __future__ import annotations

import pytest

from commentbox.screening.checks.links import many_links
from tests.unit.screening.drafts import finding_of, quotes, score_of


@pytest.mark.parametrize(
    ("number", "least", "most"),
    [(1, 0.1, 0.2), (2, 0.2, 0.4), (3, 0.55, 0.65), (5, 0.9, 1), (40, 0.9, 1)],
)
def test_more_links_weigh_more(number: int, least: float, most: float) -> None:
    body = " und ".join(f"https://site{n}.example.org/" for n in range(number))

    assert least <= score_of(many_links, body) <= most


def test_no_link_says_nothing() -> None:
    assert finding_of(many_links, "Siehe Seite 3, z.B. node.js und README.md.") is None


def test_links_to_one_place_weigh_less() -> None:
    one = " ".join(f"https://example.org/{n}" for n in range(3))
    three = " ".join(f"https://{n}.example.org/" for n in range(3))

    assert score_of(many_links, one) < score_of(many_links, three)


def test_each_link_is_quoted_as_it_was_written() -> None:
    body = "Siehe www.example.de/x, (HTTPS://Example.org) und example.com."

    quoted = quotes(finding_of(many_links, body))

    assert quoted == ["www.example.de/x", "HTTPS://Example.org", "example.com"]
