"""Options that several commands share, each said once."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path

import click

from commentbox.models import Discussion

Command = Callable[..., None]

of_site = click.option(
    "--site", "site_name", help="The site; may be left out if there is one."
)

_FACTS = (
    click.option("--author"),
    click.option("--language"),
    click.option("--published-at", help="Such as 2026-01-31T12:00:00Z."),
    click.option(
        "--body-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Text or HTML of the article, for the screening only.",
    ),
    click.option("--comments", type=click.Choice([d.value for d in Discussion])),
)


def facts_of_article(command: Command) -> Command:
    """Add what may be said of an article, all of it optional."""
    return reduce(lambda made, option: option(made), reversed(_FACTS), command)
