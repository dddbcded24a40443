"""``commentbox article discover``: look at what the site's sitemap or feed lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import click
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.articles import site_values as check
from commentbox.articles.discovering import listed_pages, look_at, room, unknown
from commentbox.articles.sightings import KIND
from commentbox.cli.session import find_site, now, settings, turn
from commentbox.config import Config
from commentbox.extensions import make_engine
from commentbox.handlers import do_jobs, handlers_of
from commentbox.models import Page, PageState, Site
from commentbox.outside.door import Door
from commentbox.outside.refusals import OutsideError

#: So many pages between two lines of progress; a stop loses none of them.
AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """Which site, and where it lists its pages."""

    site: Site
    url: str


@click.command()
@click.option("--site", "site_name", help="The site; may be left out if there is one.")
@click.option("--sitemap", help="The address of its sitemap; without it, its feed.")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    help="So many pages at most; without it, what an hour has left for it.",
)
def discover(site_name: str | None, sitemap: str | None, most: int | None) -> None:
    """Look at the pages that the site lists, newest first, for boxes.

    It may be stopped: what was looked at is not looked at again the same day.
    """
    config = settings()
    engine = make_engine(config.sqlalchemy_url)
    try:
        asked = _asked(engine, site_name, sitemap)
        addresses = _listed(config, asked)
        with turn(engine) as session:
            new = unknown(session, asked.site, addresses)
            limit = room(session, asked.site, now=now()) if most is None else most
        click.echo(f"{len(addresses)} pages are listed, {len(new)} of them unknown.")
        _look(engine, config, asked.site, new[:limit])
        if later := len(new) - limit:
            _say_later(later)
    finally:
        engine.dispose()


def _say_later(later: int) -> None:
    if later > 0:
        click.echo(f"{later} are left for later: run this again in an hour.")


def _asked(engine: Engine, site_name: str | None, sitemap: str | None) -> Asked:
    with turn(engine) as session:
        site = find_site(session, site_name)
    url = sitemap or site.feed_url
    if not url:
        raise click.UsageError("the site has no feed: say --sitemap URL")
    try:
        return Asked(site, check.web_address(url))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--sitemap") from error


def _listed(config: Config, asked: Asked) -> list[str]:
    door = Door(base_url=config.base_url, private_hosts=config.allow_private_hosts)
    try:
        addresses, errors = listed_pages(door, asked.site.url, asked.url)
    except OutsideError as error:
        raise click.ClickException(f"{asked.url}: {error}") from error
    for line in errors:
        click.echo(line, err=True)
    return addresses


def _look(engine: Engine, config: Config, site: Site, addresses: list[str]) -> None:
    """Look at them in small steps, each of them committed, and say how it goes."""
    handlers = {KIND: handlers_of(engine, config)[KIND]}
    came: Counter[PageState] = Counter()
    for start in range(0, len(addresses), AT_ONCE):
        with turn(engine) as session:
            some = addresses[start : start + AT_ONCE]
            ids = look_at(session, site, some, now=now())
        while do_jobs(engine, handlers):
            pass
        with Session(engine) as session:
            query = select(Page.result).where(Page.id.in_(ids))
            came.update(session.scalars(query))
        click.echo(
            f"{start + len(some)} of {len(addresses)} looked at:"
            f" {came[PageState.KNOWN]} with a box, {came[PageState.NONE]} without,"
            f" {came[PageState.WANTED]} to be tried again"
        )
