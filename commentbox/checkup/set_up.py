"""Whether the settings are there, and fit each other and the world around them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.checkup.check import Check, Result, result_of
from commentbox.config import Config, ConfigError
from commentbox.models import Site
from commentbox.screening import encoder

READ = "see docs/settings.md"
WITHOUT = "make encoder installs it anew; COMMENTBOX_ENCODER=off does without it"
PROXIES = "COMMENTBOX_TRUSTED_PROXIES names the proxies alone, such as 127.0.0.1"
ENCRYPT = "set COMMENTBOX_BASE_URL to https://…, and have a proxy before commentbox"


def results(config: Config) -> Iterator[Result]:
    yield result_of("settings", _settings(config), READ)
    yield result_of("proxies", _proxies(config), PROXIES)
    yield result_of("second tier", _second_tier(config), WITHOUT)


def sites(config: Config) -> Check:
    """Return the check that browsers can use the box on the pages of each site."""

    def look(session: Session, _now: datetime) -> Iterator[str]:
        if config.secure or _is_this_machine(config.base_url):
            return
        for site in session.scalars(select(Site).order_by(Site.id)):
            for url in (site.url, *site.origins):
                if url.startswith("https://"):
                    yield (
                        f"{site.name}: pages of {url} are encrypted and "
                        f"{config.base_url} is not, so browsers do not load the box"
                    )

    return Check("sites", look, ENCRYPT)


def _settings(config: Config) -> Iterator[str]:
    try:
        config.with_secret()
    except ConfigError as error:
        yield str(error)
    if config.base_url == Config().base_url:
        yield "COMMENTBOX_BASE_URL is not set: links lead to this machine only"
    elif not config.secure and not _is_this_machine(config.base_url):
        yield (
            "COMMENTBOX_BASE_URL begins with http: passwords and posts can be read on "
            "the way"
        )


def _proxies(config: Config) -> Iterator[str]:
    # Encryption is the business of a proxy: where it is, one is.
    if config.secure and not config.trusted_proxies:
        yield (
            "none is trusted, yet one stands before an https address: all readers look "
            "like one, and share its rate limits"
        )
    for network in config.trusted_proxies:
        if network.prefixlen == 0:
            yield f"{network} is everybody: anybody may claim any address"


def _second_tier(config: Config) -> Iterator[str]:
    """Where it is not installed or switched off, nothing is wrong."""
    if not config.encoder:
        encoder.disable()
    if encoder.prepare() is encoder.State.BROKEN:
        yield "is installed and does not work; texts are judged without it"


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
