"""Finding links: with and without a scheme, and not in every full stop."""

from __future__ import annotations

import pytest

from commentbox.screening.links import links


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("https://example.org/x?y=1#z", ["example.org"]),
        ("Siehe http://WWW.Example.org.", ["example.org"]),
        ("(www.example.de)", ["example.de"]),
        ("**example.com/x**", ["example.com"]),
        ("[hier](https://example.org/a)", ["example.org"]),
        (
            "http://a.example.orghttp://b.example.org",
            ["a.example.org", "b.example.org"],
        ),
        ("hxxps://example.org", ["example.org"]),
        ("shop.example.xyz:8080/x", ["shop.example.xyz"]),
    ],
)
def test_links_are_found(text: str, hosts: list[str]) -> None:
    assert [link.host for link in links(text)] == hosts


@pytest.mark.parametrize(
    "text",
    [
        "Ende.Neuer Satz",
        "node.js, README.md, main.py und z.B. v1.2.3",
        "ada@example.com",
        "https://",
        "www.",
        "1.2.3.4",
        "usw...de",
    ],
)
def test_other_words_with_dots_are_none(text: str) -> None:
    assert links(text) == []


def test_a_link_knows_its_place() -> None:
    text = "Siehe (https://example.org/x), bitte"

    [link] = links(text)

    assert text[link.start : link.end] == "https://example.org/x"
