"""``commentbox rules`` and ``commentbox privacy``: publish a new version of either."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from commentbox.cli.options import of_site
from commentbox.cli.session import find_site, now, writing
from commentbox.domain.errors import InvalidFields
from commentbox.learning.earning import renew_earned
from commentbox.models import PrivacyNotice, RuleBook
from commentbox.rulebook.check import checked_notice, checked_rulebook
from commentbox.rulebook.publish import publish_notice, publish_rulebook
from commentbox.rulebook.queries import notice_in_force, rulebook_in_force

JSON_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

Row = RuleBook | PrivacyNotice


@dataclass(frozen=True, slots=True)
class Kind:
    """A document that is versioned: how it is read, checked and published."""

    in_force: Callable[[Session, int], Row]
    checked: Callable[[Any], Mapping[str, Any]]
    publish: Callable[..., Row]


RULES = Kind(rulebook_in_force, checked_rulebook, publish_rulebook)
NOTICE = Kind(notice_in_force, checked_notice, publish_notice)


@click.group()
def rules() -> None:
    """The rules that comments are held against."""


@click.group()
def privacy() -> None:
    """The privacy notice that authors are shown."""


def _add_commands(group: click.Group, kind: Kind) -> None:
    @group.command()
    @of_site
    def show(site_name: str | None) -> None:
        """Print what is in force as JSON: a start for the next version."""
        with writing() as session:
            row = kind.in_force(session, find_site(session, site_name).id)
            document = row.document
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))

    @group.command()
    @click.argument(
        "file", type=click.Path(exists=True, dir_okay=False, path_type=Path)
    )
    @click.option("--note", default="", help="What changed, for readers.")
    @of_site
    def publish(file: Path, note: str, site_name: str | None) -> None:
        """Publish the next version from a JSON file; earlier ones stay readable."""
        document = kind.checked(_read(file))
        with writing() as session:
            version = _publish(session, site_name, document, note, now())
        click.echo(f"Version {version} is in force.")

    def _publish(
        session: Session,
        site_name: str | None,
        document: Mapping[str, Any],
        note: str,
        moment: datetime,
    ) -> int:
        site = find_site(session, site_name)
        if kind.in_force(session, site.id).document == document:
            raise click.ClickException("this is what is in force already")
        row = kind.publish(session, site.id, document, now=moment, change_note=note)
        if kind is RULES:
            renew_earned(session, site)
        return row.version


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise InvalidFields({str(file): [f"is not JSON: {error}"]}) from error


_add_commands(rules, RULES)
_add_commands(privacy, NOTICE)
