"""``commentbox site``: found a site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import click

from commentbox.articles.found_site import found_site
from commentbox.cli.session import find_site, now, printable_name, writing
from commentbox.domain.errors import InvalidFields
from commentbox.domain.submission import ConsentMode
from commentbox.models import Address
from commentbox.models.settle import touch_articles
from commentbox.text.incoming import safe_url
from commentbox.web.asked import origin_of
from commentbox.web.i18n import LANGUAGES

Command = TypeVar("Command", bound=Callable[..., Any])


def address(
    _ctx: click.Context, _param: click.Parameter, value: str | None
) -> str | None:
    """Check an address given as an option."""
    if value is None:
        return None
    url = safe_url(value)
    if url is None or "://" not in value:
        raise click.BadParameter("must be an address with http or https")
    return url


def as_origins(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> list[str]:
    """Check origins given as options."""
    for value in values:
        if not value.startswith(("http://", "https://")) or not urlsplit(value).netloc:
            raise click.BadParameter(
                "must be an origin such as https://blog.example.org"
            )
    return [origin_of(value) for value in values]


def known_zone(
    _ctx: click.Context, _param: click.Parameter, value: str | None
) -> str | None:
    """Check the name of a time zone given as an option."""
    if value is not None and value not in available_timezones():
        raise click.BadParameter("must be a time zone such as Europe/Berlin")
    return value


@click.group()
def site() -> None:
    """The sites whose articles are discussed."""


def site_options(*, new: bool) -> Callable[[Command], Command]:
    """Return the options that say how a site is; to change one, none has a default."""

    def option(*names: str, default: Any = None, **values: Any) -> Callable[..., Any]:
        return click.option(*names, default=default if new else None, **values)

    options = (
        option("--url", required=new, callback=address, help="Where the site lives."),
        click.option(
            "--origin",
            "origins",
            multiple=True,
            callback=as_origins,
            help="A further origin whose pages may send comments; may be repeated.",
        ),
        option("--feed", callback=address, help="The site's main feed, of articles."),
        option("--language", type=click.Choice(LANGUAGES), default="de"),
        option(
            "--timezone",
            default="Europe/Berlin",
            callback=known_zone,
            help="The clock that pages show.",
        ),
        option(
            "--address",
            type=click.Choice([a.value for a in Address]),
            default=Address.DU.value,
            help="How German texts address the reader.",
        ),
        option(
            "--consent",
            type=click.Choice([mode.value for mode in ConsentMode]),
            default=ConsentMode.SENTENCE.value,
            help="Only inform; by submitting; or by a box that must be ticked.",
        ),
        option(
            "--name-required/--name-optional",
            default=True,
            help='Without a name it says "Anonymous".',
        ),
        option("--max-depth", type=click.IntRange(1, 10), default=5),
        option(
            "--edit-minutes",
            type=click.IntRange(min=0),
            default=15,
            help="For so long an edit is not marked as one.",
        ),
        click.option("--word", "words", multiple=True, help="A word to look out for."),
    )

    def add(command: Command) -> Command:
        for decorate in reversed(options):
            command = decorate(command)
        return command

    return add


def site_values(options: dict[str, Any]) -> dict[str, Any]:
    """Return options as the columns of a site."""
    values = {
        **options,
        "feed_url": options["feed"],
        "address": Address(options["address"]) if options["address"] else None,
        "consent_mode": ConsentMode(options["consent"]) if options["consent"] else None,
        "origins": list(options["origins"]),
        "words": list(options["words"]),
    }
    del values["feed"], values["consent"]
    return values


@site.command()
@click.argument("name", callback=printable_name)
@site_options(new=True)
def create(name: str, **options: Any) -> None:
    """Found a site; it takes comments at once. The same again changes nothing."""
    with writing() as session:
        try:
            _site, new = found_site(session, name, now=now(), **site_values(options))
        except InvalidFields as error:
            raise click.ClickException(
                f"site {name!r} exists: {error}. To change it: commentbox site change"
            ) from error
    click.echo(
        f"Site {name!r} is ready." if new else f"Site {name!r} was there already."
    )


@site.command()
@click.argument("name")
@site_options(new=False)
def change(name: str, **options: Any) -> None:
    """Change what is given, and leave the rest. Origins and words are replaced."""
    given = {k: v for k, v in site_values(options).items() if v not in (None, [])}
    if not given:
        raise click.UsageError("say what to change")
    with writing() as session:
        known = find_site(session, name)
        for field, value in given.items():
            setattr(known, field, value)
        touch_articles(session, known.id, now())
    click.echo(f"Site {name!r} is changed.")
