"""``commentbox purge``: delete what has expired, without a server running."""

from __future__ import annotations

import click

from commentbox.cli.session import now, settings
from commentbox.extensions import make_engine
from commentbox.housekeeping import tidy_up


@click.command()
def purge() -> None:
    """Delete what was only kept for a while. Serving processes do it by themselves."""
    engine = make_engine(settings().sqlalchemy_url)
    tidy_up(engine, now=now())
    engine.dispose()
    click.echo("What had expired is deleted.")
