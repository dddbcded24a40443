"""The commands. None prompts when its options are given."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Final, NoReturn

import click

from commentbox.config import ConfigError
from commentbox.domain.errors import CommentboxError

#: In which module each command is, and what it says of itself in one line.
COMMANDS: Final = {
    "article": ("articles", "The articles under which people talk."),
    "backup": ("backing_up", "Copy everything into a file, while the server runs."),
    "db": ("database", "The database."),
    "demo": ("serving", "Show a throw-away site to read, post to and moderate."),
    "doctor": ("checking", "Check the set-up and the data, and say what to do."),
    "evaluate": ("evaluating", "Say how well the screening judges labelled texts."),
    "moderator": ("people", "The people who decide."),
    "privacy": ("documents", "The privacy notice that authors are shown."),
    "purge": ("purging", "Delete what was only kept for a while."),
    "restore": ("backing_up", "Put a backup back where nothing is."),
    "rules": ("documents", "The rules that comments are held against."),
    "screen": ("screening", "Say what the screening finds in a text."),
    "serve": ("serving", "Serve with Granian until SIGTERM or Ctrl+C."),
    "site": ("sites", "The sites whose articles are discussed."),
    "token": ("people", "Tokens for programs."),
    "train": ("learning", "Learn from the decisions of a site."),
    "worker": ("working", "Carry out decisions, tidy up and train every night."),
}


class Commands(click.Group):
    """Loads the command that is run, and with it only what that one needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        # What is loaded stays: to look for garbage in it took a tenth of the time.
        gc.disable()
        try:
            module = import_module(f"{__name__}.{COMMANDS[cmd_name][0]}")
            gc.freeze()
        finally:
            gc.enable()
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


@click.group(cls=Commands)
@click.version_option(package_name="commentbox")
def commands() -> None:
    """commentbox: a comment section moderated against published rules."""


def main() -> None:
    """Run a command; what the person at the terminal can mend is said in one line."""
    try:
        commands()
    except (ConfigError, CommentboxError) as error:
        _stop(str(error))
    except Exception as error:
        # Imported here: a command without a database does not load it.
        from sqlalchemy.exc import OperationalError, ProgrammingError  # noqa: PLC0415

        if not isinstance(error, OperationalError | ProgrammingError):
            raise
        _stop(f"the database does not answer as it should: {error.orig}")


def _stop(reason: str) -> NoReturn:
    click.echo(f"commentbox: {reason}", err=True)
    sys.exit(1)
