"""``commentbox article discover``: look at what the site's sitemap or feed lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import click
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.articles import site_values as check
from commentbox.articles.discovering import Found, listed_pages
from commentbox.articles.sightings import KIND
from commentbox.articles.site_lists import list_of, note_failure, note_read
from commentbox.articles.unknown_pages import look_at, room, unknown
from commentbox.cli.options import of_site
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
@of_site
@click.option("--sitemap", help="Its address; without it, what the site has set.")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    help="So many pages at most; without it, what an hour has left for it.",
)
@click.option("--again", is_flag=True, help="Also pages that were looked at before.")
def discover(
    site_name: str | None, sitemap: str | None, most: int | None, *, again: bool
) -> None:
    """Look now at the pages that the site lists, newest first, for boxes.

    It may be stopped: what was looked at is not looked at again soon.
    """
    config = settings()
    engine = make_engine(config.sqlalchemy_url)
    try:
        asked = _asked(engine, site_name, sitemap)
        found = _listed(engine, config, asked)
        pages = found.newest_first()
        with turn(engine) as session:
            new = unknown(session, asked.site, pages, now=now(), again=again)
            limit = room(session, asked.site, now=now()) if most is None else most
        click.echo(f"{len(pages)} pages are listed, {len(new)} of them unknown.")
        _look(engine, config, asked.site, new[:limit])
        _note(engine, asked, found, fetched=len(new[:limit]), of=len(new))
    finally:
        engine.dispose()


def _asked(engine: Engine, site_name: str | None, sitemap: str | None) -> Asked:
    with turn(engine) as session:
        site = find_site(session, site_name)
    url = sitemap or site.sitemap_url or site.feed_url
    if not url:
        raise click.UsageError(
            "the site has neither sitemap nor feed: say --sitemap URL"
        )
    try:
        return Asked(site, check.web_address(url))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--sitemap") from error


def _listed(engine: Engine, config: Config, asked: Asked) -> Found:
    door = Door(base_url=config.base_url, private_hosts=config.allow_private_hosts)
    try:
        found = listed_pages(door, asked.site.url, asked.url)
    except OutsideError as error:
        with turn(engine) as session:
            if row := list_of(session, asked.site.id, asked.url):
                note_failure(row, error, now=now())
        raise click.ClickException(f"{asked.url}: {error}") from error
    for trouble in found.troubles:
        click.echo(str(trouble), err=True)
    return found


def _note(engine: Engine, asked: Asked, found: Found, *, fetched: int, of: int) -> None:
    """Note it where the site itself names this list, and say what is left."""
    later = of - fetched
    with turn(engine) as session:
        if row := list_of(session, asked.site.id, asked.url):
            note_read(
                row, found, fetched=fetched, left_over=later, whole=True, now=now()
            )
    if later:
        click.echo(f"{later} are left for later: run this again in an hour.")


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
    if count := came[PageState.TAKEN]:
        click.echo(f"{count} have an address of another key: commentbox doctor")
