"""What can be told of an address by itself."""

from uuid import UUID

import pytest

from commentbox.domain.errors import NotFound
from commentbox.web.asked import asked_id, origin_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://blog.example.org", "https://blog.example.org"),
        ("https://blog.example.org/", "https://blog.example.org"),
        ("https://blog.example.org/a/b?c=d#e", "https://blog.example.org"),
        ("HTTPS://Blog.Example.ORG/A", "https://blog.example.org"),
        ("http://127.0.0.1:8000/blog", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        # Another scheme, port or name is another origin.
        ("http://blog.example.org", "http://blog.example.org"),
        ("https://blog.example.org:8443", "https://blog.example.org:8443"),
        ("https://www.blog.example.org", "https://www.blog.example.org"),
        (
            "https://blog.example.org.mallory.example",
            "https://blog.example.org.mallory.example",
        ),
        (
            "https://blog.example.org@mallory.example",
            "https://blog.example.org@mallory.example",
        ),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_an_id_of_an_address_is_read() -> None:
    text = "019cae6b-6600-768f-80e6-409f13480e1f"

    assert asked_id(text) == UUID(text)


@pytest.mark.parametrize(
    "text", ["", "1", "comment", "019cae6b-6600", "\x00", "ü" * 36]
)
def test_what_is_no_id_names_nothing(text: str) -> None:
    with pytest.raises(NotFound):
        asked_id(text)
