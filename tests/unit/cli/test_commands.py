"""``commentbox --help``: every command is named, and none is loaded for it."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from commentbox.cli import COMMANDS, commands

HEAVY = ("numpy", "sqlalchemy", "flask", "granian")


def test_the_help_loads_nothing_that_only_a_command_needs() -> None:
    code = (
        "import sys, click.testing, commentbox.cli as cli\n"
        "print(click.testing.CliRunner().invoke(cli.commands, ['--help']).output)\n"
        f"print('loaded:', [name for name in {HEAVY!r} if name in sys.modules])"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    said = ran.stdout.decode()
    assert "loaded: []" in said
    assert all(f"  {name} " in said for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_named_is_there(name: str) -> None:
    context = click.Context(commands)

    command = commands.get_command(context, name)

    assert command is not None
    assert command.name == name
    assert command.help is not None


def test_a_command_that_is_not_there_is_refused() -> None:
    assert commands.get_command(click.Context(commands), "dance") is None
