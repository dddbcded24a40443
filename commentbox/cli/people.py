"""``commentbox moderator`` and ``commentbox token``: who may do what."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from commentbox.accounts.enrol import create_moderator, create_token, find_moderator
from commentbox.cli.session import find_site, now, printable_name, text_of, writing
from commentbox.models import Role, TokenKind


@click.group()
def moderator() -> None:
    """The people who decide."""


@moderator.command("create")
@click.argument("email")
@click.option(
    "--name",
    required=True,
    callback=printable_name,
    help="Shown to other moderators.",
)
@click.option("--role", type=click.Choice([r.value for r in Role]), required=True)
@click.option("--site", "site_name", help="The site; may be left out if there is one.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Holds the password in one line; without it one is made and shown once.",
)
def create(
    email: str,
    name: str,
    role: str,
    site_name: str | None,
    password_file: Path | None,
) -> None:
    """Make a moderator of a site."""
    if password_file is not None:
        password = text_of(password_file).rstrip("\r\n")
    else:
        password = secrets.token_urlsafe(15)
    with writing() as session:
        person = create_moderator(
            session,
            email,
            name=name,
            role=Role(role),
            site=find_site(session, site_name),
            password=password,
            now=now(),
        )
        address = person.email
    click.echo(f"{address} may sign in.")
    if password_file is None:
        click.echo(f"Password, shown only now: {password}")


@click.group()
def token() -> None:
    """Tokens for programs."""


@token.command("create")
@click.argument("kind", type=click.Choice([k.value for k in TokenKind]))
@click.option("--site", "site_name", help="The site; may be left out if there is one.")
@click.option("--moderator", "email", help="Whose token it is, of kind moderator.")
def create_token_command(kind: str, site_name: str | None, email: str | None) -> None:
    """Print a new token, shown only now: for articles, or for decisions."""
    with writing() as session:
        site = find_site(session, site_name)
        holder = find_moderator(session, email) if email else None
        if email and holder is None:
            raise click.ClickException(f"there is no moderator {email}")
        if kind == TokenKind.MODERATOR and holder is None:
            raise click.UsageError("a moderator's token needs --moderator EMAIL")
        made = create_token(
            session, TokenKind(kind), site=site, moderator=holder, now=now()
        )
    click.echo(made)
