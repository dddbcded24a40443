"""``commentbox moderator`` and ``commentbox token``: who may do what."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from commentbox.accounts import second_factor
from commentbox.accounts.enrol import create_moderator, find_moderator
from commentbox.accounts.own.change import change_name, put_password
from commentbox.accounts.passwords import hash_password
from commentbox.accounts.people.change import change_role, remove
from commentbox.accounts.people.members import members_of
from commentbox.accounts.programs.tokens import (
    all_tokens,
    handle_of,
    issue_token,
    revoke_token,
)
from commentbox.accounts.record import on_each_site
from commentbox.cli.options import of_site
from commentbox.cli.session import find_site, now, printable_name, text_of, writing
from commentbox.models import Moderator, Role, TokenKind, log

with_password = click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Holds the password in one line; without it one is made and shown once.",
)
ROLES = click.Choice([role.value for role in Role])


def optional_name(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> str | None:
    return printable_name(ctx, param, value) if value else value


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
@click.option("--role", type=ROLES, required=True)
@of_site
@with_password
def create(
    email: str,
    name: str,
    role: str,
    site_name: str | None,
    password_file: Path | None,
) -> None:
    """Make a moderator of a site."""
    password = _password(password_file)
    with writing() as session:
        site = find_site(session, site_name)
        person = create_moderator(
            session,
            email,
            name=name,
            role=Role(role),
            site=site,
            password=password,
            now=now(),
        )
        log(
            session,
            "people.joined",
            site_id=site.id,
            moderator=None,
            now=now(),
            subject=person.name,
            role=role,
        )
        address = person.email
    click.echo(f"{address} may sign in.")
    _show(password, password_file)


@moderator.command("list")
@of_site
def list_moderators(site_name: str | None) -> None:
    """Print the moderators of a site: address, name, role, second factor, last seen."""
    with writing() as session:
        for member in members_of(session, find_site(session, site_name)):
            factor = "second factor" if member.second_factor else "password alone"
            columns = (member.person.email, member.person.name, member.role, factor)
            click.echo("\t".join([*columns, _moment(member.last_seen)]))


@moderator.command("change")
@click.argument("email")
@click.option("--name", callback=optional_name, help="The new name.")
@click.option("--role", type=ROLES, help="The new role on the site.")
@of_site
def change(
    email: str, name: str | None, role: str | None, site_name: str | None
) -> None:
    """Change the name of a moderator, or the role on a site."""
    with writing() as session:
        person = _known(session, email)
        if name is not None:
            change_name(session, person, name, by=None, now=now())
        if role is not None:
            site = find_site(session, site_name)
            change_role(session, site, person, Role(role), by=None, now=now())


@moderator.command("remove")
@click.argument("email")
@of_site
def remove_moderator(email: str, site_name: str | None) -> None:
    """Take a site from a moderator, with all tokens for it."""
    with writing() as session:
        site = find_site(session, site_name)
        remove(session, site, _known(session, email), by=None, now=now())


@moderator.command("reset")
@click.argument("email")
@with_password
@click.option(
    "--second-factor", is_flag=True, help="Switch off the second factor as well."
)
def reset(email: str, password_file: Path | None, *, second_factor: bool) -> None:
    """Give a moderator a new password; all sessions end."""
    password = _password(password_file)
    with writing() as session:
        person = _known(session, email)
        put_password(session, person, hash_password(password))
        on_each_site(session, "people.password_reset", person, by=None, now=now())
        if second_factor:
            _switch_off(session, person)
    _show(password, password_file)


@click.group()
def token() -> None:
    """Tokens for programs."""


@token.command("create")
@click.argument("kind", type=click.Choice([k.value for k in TokenKind]))
@of_site
@click.option("--moderator", "email", help="Whose token it is, of kind moderator.")
@click.option("--label", default="", callback=optional_name, help="What it is for.")
def create_token_command(
    kind: str, site_name: str | None, email: str | None, label: str
) -> None:
    """Print a new token, shown only now: for articles, decisions, or scores."""
    with writing() as session:
        site = find_site(session, site_name)
        holder = _known(session, email) if email else None
        if kind == TokenKind.MODERATOR and holder is None:
            raise click.UsageError("a moderator's token needs --moderator EMAIL")
        made = issue_token(
            session,
            TokenKind(kind),
            site=site,
            holder=holder,
            label=label,
            by=None,
            now=now(),
        )
    click.echo(made)


@token.command("list")
@of_site
def list_tokens(site_name: str | None) -> None:
    """Print the tokens of a site: mark, kind, whose, what for, made, last used."""
    with writing() as session:
        for row in all_tokens(session, find_site(session, site_name)):
            whose = row.moderator.email if row.moderator else row.site.name
            moments = _moment(row.created_at), _moment(row.last_used_at)
            columns = (handle_of(row), row.kind, whose, row.label or "-", *moments)
            click.echo("\t".join(columns))


@token.command("revoke")
@click.argument("mark")
@of_site
def revoke(mark: str, site_name: str | None) -> None:
    """Take a token back, by the mark that ``token list`` shows."""
    with writing() as session:
        rows = all_tokens(session, find_site(session, site_name))
        found = [row for row in rows if handle_of(row) == mark]
        if not found:
            raise click.ClickException(f"there is no token {mark!r}")
        for row in found:
            revoke_token(session, row, by=None, now=now())


def _known(session: Session, email: str) -> Moderator:
    person = find_moderator(session, email)
    if person is None:
        raise click.ClickException(f"there is no moderator {email}")
    return person


def _switch_off(session: Session, person: Moderator) -> None:
    if person.totp_seed is not None:
        second_factor.switch_off(session, person)
        kind = "account.second_factor_reset"
        on_each_site(session, kind, person, by=None, now=now())


def _password(file: Path | None) -> str:
    if file is None:
        return secrets.token_urlsafe(15)
    return text_of(file).rstrip("\r\n")


def _show(password: str, file: Path | None) -> None:
    if file is None:
        click.echo(f"Password, shown only now: {password}")


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(sep=" ", timespec="minutes") if moment else "never"
