"""The commands. None prompts when its options are given."""

from __future__ import annotations

import sys
from typing import NoReturn

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from commentbox.cli.articles import article
from commentbox.cli.checking import doctor
from commentbox.cli.database import db
from commentbox.cli.documents import privacy, rules
from commentbox.cli.evaluating import evaluate
from commentbox.cli.learning import train
from commentbox.cli.people import moderator, token
from commentbox.cli.purging import purge
from commentbox.cli.screening import screen
from commentbox.cli.serving import demo, serve
from commentbox.cli.sites import site
from commentbox.cli.working import worker
from commentbox.config import ConfigError
from commentbox.domain.errors import CommentboxError


@click.group()
@click.version_option(package_name="commentbox")
def commands() -> None:
    """commentbox: a comment section moderated against published rules."""


for command in (
    article,
    db,
    demo,
    doctor,
    evaluate,
    moderator,
    privacy,
    purge,
    rules,
    screen,
    serve,
    site,
    token,
    train,
    worker,
):
    commands.add_command(command)


def main() -> None:
    """Run a command; what the person at the terminal can mend is said in one line."""
    try:
        commands()
    except (ConfigError, CommentboxError) as error:
        _stop(str(error))
    except (OperationalError, ProgrammingError) as error:
        _stop(f"the database does not answer as it should: {error.orig}")


def _stop(reason: str) -> NoReturn:
    click.echo(f"commentbox: {reason}", err=True)
    sys.exit(1)
