"""What is measured runs as where nothing but commentbox is installed."""

from __future__ import annotations

import subprocess

from benchmarks.public.commands import as_installed


def test_the_tools_of_developers_are_hidden_and_nothing_else_is() -> None:
    _python, _option, _code, hidden, *_ = as_installed("serve")

    names = set(hidden.split(","))

    assert {"pytest", "rich", "scipy"} <= names
    assert names.isdisjoint({"commentbox", "flask", "numpy", "psycopg", "granian"})


def test_what_is_hidden_so_cannot_be_loaded_and_the_command_runs() -> None:
    command = as_installed("--help")
    tried = command[2].replace("main()", "import rich")

    done = subprocess.run(command, capture_output=True, text=True, check=True)
    failed = subprocess.run(
        [*command[:2], tried, *command[3:]], capture_output=True, text=True, check=False
    )

    assert "serve" in done.stdout
    assert "ModuleNotFoundError: import of rich halted" in failed.stderr
