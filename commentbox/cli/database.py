"""``commentbox db``: bring the database up to date."""

from __future__ import annotations

import click

from commentbox import schema
from commentbox.cli.session import settings
from commentbox.extensions import make_engine


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Create the tables, or bring them up to date. Makes no site.

    It can be stopped at any time, and goes on when it is started again.
    """
    config = settings()
    config.make_instance()
    engine = make_engine(config.sqlalchemy_url)
    schema.upgrade(engine, say=click.echo)
    engine.dispose()
    click.echo("The database is up to date.")
