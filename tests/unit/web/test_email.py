"""E-mail addresses are checked by their form; nothing is asked of the network."""

import socket

import pytest

from commentbox.web.email import checked_email


@pytest.fixture(autouse=True)
def _without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ada@example.org", "ada@example.org"),
        (" ada@example.org\n", "ada@example.org"),
        ("Ada.Lovelace+blog@Example.ORG", "Ada.Lovelace+blog@example.org"),
        # Names that only a publisher's own network knows.
        ("ada@localhost", "ada@localhost"),
        ("ada@blog.local", "ada@blog.local"),
        ("ada@blog.internal", "ada@blog.internal"),
        ("ada@example.test", "ada@example.test"),
        ("ada@blog.invalid", "ada@blog.invalid"),
        # Letters of any script, in one form.
        ("jörg@bücher.example", "jörg@bücher.example"),
        ("jo\u0308rg@example.org", "jörg@example.org"),
        ("ada@xn--bcher-kva.example", "ada@bücher.example"),
        ("用户@例子.广告", "用户@例子.广告"),
    ],
)
def test_an_address_is_kept_in_its_normal_form(given: str, kept: str) -> None:
    assert checked_email(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        "ada",
        "@",
        "ada@",
        "@example.org",
        "ada@@example.org",
        "ada@example..org",
        ".ada@example.org",
        "ada@-example.org",
        "ada lovelace@example.org",
        "ada@exa mple.org",
        "ada@[127.0.0.1]",
        "Ada <ada@example.org>",
        "ada@example.org, grace@example.org",
        "ada@example.org\nBcc: grace@example.org",
        "ada@example.org\x00",
        "ada\u202e@example.org",
        "<script>@example.org",
        "javascript:alert(1)",
        "a" * 245 + "@example.org",
        "ada@" + "a" * 64 + ".org",
    ],
)
def test_nonsense_is_refused_with_a_reason(given: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        checked_email(given)
