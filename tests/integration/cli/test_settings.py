"""Wrong settings and words stop a command with a line that helps."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Run


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("COMMENTBOX_SECRET", "x" * 40, "unknown setting COMMENTBOX_SECRET"),
        ("COMMENTBOX_SECRET_KEY", "too short", "at least 32"),
        ("COMMENTBOX_BASE_URL", "comments.example.org", "COMMENTBOX_BASE_URL"),
        ("COMMENTBOX_TRUSTED_PROXIES", "proxy", "COMMENTBOX_TRUSTED_PROXIES"),
        ("COMMENTBOX_RATE_LIMITS", "many", "COMMENTBOX_RATE_LIMITS"),
        ("COMMENTBOX_CONFIG", "/no/such/file", "COMMENTBOX_CONFIG"),
    ],
)
def test_a_wrong_setting_stops_every_command_with_one_line(
    terminal: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)

    for command in (
        ("db", "upgrade"),
        ("site", "create", "x", "--url", "https://x.example"),
    ):
        said = terminal(*command)

        assert said.code == 1
        assert said.err.startswith("commentbox: ")
        assert said.err.count("\n") == 1
        assert words in said.err


def test_serving_without_a_secret_key_says_how_to_make_one(
    terminal: Run, free_port: int
) -> None:
    terminal("db", "upgrade")

    said = terminal("serve", "--port", str(free_port))

    assert said.code == 1
    assert said.err.startswith("commentbox: COMMENTBOX_SECRET_KEY is not set")
    assert "token_urlsafe" in said.err
    assert said.err.count("\n") == 1


def test_serving_an_old_database_says_what_to_do(
    terminal: Run, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    monkeypatch.setenv("COMMENTBOX_SECRET_KEY", "x" * 40)

    said = terminal("serve", "--port", str(free_port))

    assert said.code == 1
    assert "commentbox db upgrade" in said.err


@pytest.mark.parametrize(
    "command",
    [
        [str(Path(sys.executable).with_name("commentbox"))],
        [sys.executable, "-m", "commentbox"],
    ],
    ids=["script", "module"],
)
def test_help_names_the_commands(command: list[str]) -> None:
    said = subprocess.run(
        [*command, "--help"], capture_output=True, text=True, timeout=30, check=True
    )

    for name in ("article", "db", "demo", "moderator", "serve", "site", "token"):
        assert re.search(rf"^  {name}\b", said.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    "words", [("nonsense",), ("site", "nonsense"), ("--nonsense",)]
)
def test_an_unknown_command_is_said_to_be_one(
    terminal: Run, words: tuple[str, ...]
) -> None:
    said = terminal(*words)

    assert said.code == 2
    assert "nonsense" in said.err
