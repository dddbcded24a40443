"""``commentbox site``: found a site, or change how it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from commentbox.articles import site_values as check
from commentbox.articles.change_site import change_site
from commentbox.articles.found_site import found_site
from commentbox.cli.session import find_site, now, printable_name, writing
from commentbox.domain.errors import InvalidFields
from commentbox.domain.submission import ConsentMode
from commentbox.models import Address
from commentbox.web.i18n import LANGUAGES

Command = TypeVar("Command", bound=Callable[..., Any])


def checked(test: Callable[[str], str]) -> Callable[..., str | None]:
    """Return the callback of an option whose value passes the test or is refused."""

    def callback(
        _ctx: click.Context, _param: click.Parameter, value: str | None
    ) -> str | None:
        try:
            return None if value is None else test(value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return callback


def as_origins(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> list[str]:
    """Check origins given as options."""
    try:
        return list(map(check.origin, values))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


#: How a command says that there shall be no such address.
NONE = "none"


def address_or_none(text: str) -> str:
    """Check an address that a site may be without."""
    return "" if text == NONE else check.web_address(text)


@click.group()
def site() -> None:
    """The sites whose articles are discussed."""


def site_options(*, new: bool) -> Callable[[Command], Command]:
    """Return the options that say how a site is; to change one, none has a default."""

    def option(*names: str, default: Any = None, **values: Any) -> Callable[..., Any]:
        return click.option(*names, default=default if new else None, **values)

    options = (
        option(
            "--url",
            required=new,
            callback=checked(check.web_address),
            help="Where the site lives.",
        ),
        click.option(
            "--origin",
            "origins",
            multiple=True,
            callback=as_origins,
            help="A further origin whose pages may send comments; may be repeated.",
        ),
        option(
            "--feed",
            callback=checked(address_or_none),
            help="The site's main feed, of articles, read for new ones; or none.",
        ),
        option(
            "--sitemap",
            callback=checked(address_or_none),
            help="The site's sitemap, read for new articles; or none.",
        ),
        option("--language", type=click.Choice(LANGUAGES), default="de"),
        option(
            "--timezone",
            default="Europe/Berlin",
            callback=checked(check.time_zone),
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
            "--feed-entries",
            type=click.IntRange(1, check.MAX_FEED_ENTRIES),
            default=50,
            help="A page of a feed of comments has at most so many.",
        ),
        option(
            "--edit-minutes",
            type=click.IntRange(min=0),
            default=15,
            help="For so long an edit is not marked as one.",
        ),
        option(
            "--undo-seconds",
            type=click.IntRange(0, 60),
            default=10,
            help="So long a decision at the desk can be taken back; 0: not at all.",
        ),
        option(
            "--close-after-days",
            type=click.IntRange(0, check.MAX_CLOSE_DAYS),
            default=0,
            help="Discussions close so long after publication; 0: never.",
        ),
        click.option(
            "--network-days",
            type=click.IntRange(0, 7),
            help="So long a sender's network is known by a keyed hash; 0: not at all."
            " 7 for a new site. The privacy notice must say so.",
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
        "sitemap_url": options["sitemap"],
        "address": Address(options["address"]) if options["address"] else None,
        "consent_mode": ConsentMode(options["consent"]) if options["consent"] else None,
        "origins": list(options["origins"]),
        "words": list(options["words"]),
        "close_after_days": options["close_after_days"] or None,
    }
    del values["feed"], values["sitemap"], values["consent"]
    # A site that was there before its notice spoke of it keeps none, and still is what
    # the same line founds.
    if values["network_days"] is None:
        del values["network_days"]
    return values


def _of_new(options: dict[str, Any]) -> dict[str, Any]:
    values = site_values(options)
    none = {name: None for name in ("feed_url", "sitemap_url") if not values[name]}
    return values | none


@site.command()
@click.argument("name", callback=printable_name)
@site_options(new=True)
def create(name: str, **options: Any) -> None:
    """Found a site; it takes comments at once. The same again changes nothing."""
    with writing() as session:
        try:
            _site, new = found_site(session, name, now=now(), **_of_new(options))
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
    if options["close_after_days"] == 0:
        given["close_after_days"] = None
    if not given:
        raise click.UsageError("say what to change")
    with writing() as session:
        known = find_site(session, name)
        changed = change_site(session, known, given, moderator=None, now=now())
    said = "is changed" if changed else "is like that already"
    click.echo(f"Site {name!r} {said}.")
