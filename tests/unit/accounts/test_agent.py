"""The kind of browser in plain words, whatever was sent."""

import pytest

from commentbox.accounts.agent import in_words, kind_of
from tests.hostile import CHARACTERS, VECTORS

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (
            f"{MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko Firefox/140",
            "Firefox on Linux",
        ),
        (
            f"{MOZILLA} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
            "Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Safari/605.1.15",
            "Safari on macOS",
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 "
            "(KHTML, like Gecko) CriOS/140.0 Mobile Safari/604.1",
            "Chrome on iPhone",
        ),
        (
            f"{MOZILLA} (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("curl/8.0", "An unknown browser"),
        ("", "An unknown browser"),
        ("Something on Linux", "Linux"),
        ("Firefox/1", "Firefox"),
    ],
)
def test_a_browser_is_named_with_its_system(sent: str, words: str) -> None:
    assert in_words(kind_of(sent)) == words


@pytest.mark.parametrize(
    "sent", [*VECTORS, *CHARACTERS, "<script>alert(1)</script>" * 10_000]
)
def test_nothing_of_a_hostile_one_is_kept(sent: str) -> None:
    assert kind_of(sent) == "/"


def test_what_stands_too_far_back_is_not_looked_for() -> None:
    assert kind_of("x" * 500 + "Firefox/1 Linux") == "/"
