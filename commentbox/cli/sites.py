"""``commentbox site``: found a site."""

from __future__ import annotations

from zoneinfo import available_timezones

import click

from commentbox.articles.found_site import found_site
from commentbox.cli.session import now, writing
from commentbox.domain.errors import InvalidFields
from commentbox.domain.submission import ConsentMode
from commentbox.models import Address
from commentbox.text.incoming import safe_url
from commentbox.web.asked import origin_of
from commentbox.web.i18n import LANGUAGES


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


def known_zone(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Check the name of a time zone given as an option."""
    if value not in available_timezones():
        raise click.BadParameter("must be a time zone such as Europe/Berlin")
    return value


@click.group()
def site() -> None:
    """The sites whose articles are discussed."""


@site.command()
@click.argument("name")
@click.option("--url", required=True, callback=address, help="Where the site lives.")
@click.option(
    "--origin",
    "origins",
    multiple=True,
    help="A further origin whose pages may send comments; may be repeated.",
)
@click.option("--feed", callback=address, help="The site's main feed, of articles.")
@click.option("--language", type=click.Choice(LANGUAGES), default="de")
@click.option(
    "--timezone",
    default="Europe/Berlin",
    callback=known_zone,
    help="The clock that pages show.",
)
@click.option(
    "--address",
    "tone",
    type=click.Choice([a.value for a in Address]),
    default=Address.DU.value,
    help="How German texts address the reader.",
)
@click.option(
    "--consent",
    type=click.Choice([mode.value for mode in ConsentMode]),
    default=ConsentMode.SENTENCE.value,
    help="Only inform; by submitting; or by a box that must be ticked.",
)
@click.option("--name-optional", is_flag=True, help='Without a name: "Anonymous".')
@click.option("--max-depth", type=click.IntRange(1, 10), default=5)
@click.option(
    "--edit-minutes",
    type=click.IntRange(min=0),
    default=15,
    help="For so long an edit is not marked as one.",
)
@click.option("--word", "words", multiple=True, help="A word to look out for.")
def create(
    *,
    name: str,
    url: str,
    origins: tuple[str, ...],
    feed: str | None,
    language: str,
    timezone: str,
    tone: str,
    consent: str,
    name_optional: bool,
    max_depth: int,
    edit_minutes: int,
    words: tuple[str, ...],
) -> None:
    """Found a site; it takes comments at once. The same again changes nothing."""
    with writing() as session:
        try:
            _site, new = found_site(
                session,
                name,
                url=url,
                origins=[origin_of(origin) for origin in origins],
                now=now(),
                feed_url=feed,
                language=language,
                timezone=timezone,
                address=Address(tone),
                consent_mode=ConsentMode(consent),
                name_required=not name_optional,
                max_depth=max_depth,
                edit_minutes=edit_minutes,
                words=list(words),
            )
        except InvalidFields as error:
            raise click.ClickException(f"site {name!r} exists: {error}") from error
    click.echo(
        f"Site {name!r} is ready." if new else f"Site {name!r} was there already."
    )
