"""A database session for commands, and the sites that they name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.config import Config
from commentbox.extensions import begin_write, make_engine
from commentbox.models import Site
from commentbox.text.incoming import tidy_line

#: So long are the columns that keep them.
MAX_NAME = 100


def settings() -> Config:
    return Config.from_env(os.environ)


@contextmanager
def writing() -> Iterator[Session]:
    """Open a session that writes, and commit it at the end."""
    engine = make_engine(settings().sqlalchemy_url)
    try:
        with turn(engine) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def turn(engine: Engine) -> Iterator[Session]:
    """Open a transaction that writes, one of several of a command, and commit it.

    What was read in it can be looked at afterwards.
    """
    with Session(engine, expire_on_commit=False) as session:
        begin_write(session)
        yield session
        session.commit()


def text_of(file: Path) -> str:
    """Return what a file says that an option names."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not a text in UTF-8") from None


def printable_name(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Check a name given to a command: people and addresses will spell it."""
    if not 0 < len(value) <= MAX_NAME or tidy_line(value) != value:
        raise click.BadParameter(f"must have 1 to {MAX_NAME} characters, in one line")
    return value


def now() -> datetime:
    return datetime.now(UTC)


def find_site(session: Session, name: str | None) -> Site:
    """Return the named site, or the only one where none is named."""
    query = select(Site).order_by(Site.id)
    if name is not None:
        query = query.where(Site.name == name)
    sites = session.scalars(query.limit(2)).all()
    if len(sites) == 1:
        return sites[0]
    if name is not None:
        raise click.ClickException(f"there is no site {name!r}")
    missing = "there is no site yet: commentbox site create NAME --url URL"
    raise click.ClickException("say which site: --site NAME" if sites else missing)
