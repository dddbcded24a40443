"""Feeds by the addresses that WordPress gave them, so that subscribers stay.

A blog that moves its comments passes such requests on, or commentbox stands behind the
same proxy. An address leads to the feed of a known article or nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlsplit

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from commentbox.models import Article, Discussion, Site
from commentbox.text.urls import IN_PATH

#: What WordPress calls its formats, and which of ours takes the place.
FORMATS = {"rss2": "rss", "rss": "rss", "rdf": "rss", "feed": "rss", "atom": "atom"}
#: ``comments-rss2``: of all comments, where no article is named.
COMMENTS = "comments-"
#: Under these names a query gives an article by its number.
NUMBERS = ("p", "page_id")
NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)
ESCAPED = re.compile(r"%[0-9A-F]{2}")


def format_of(name: str) -> str | None:
    """Return our format for a name of WordPress's."""
    return FORMATS.get(name.removeprefix(COMMENTS))


def article_at(
    session: Session, site: Site, path: str, query: Mapping[str, str]
) -> Article | None:
    """Return the article that a path, or a number in the query, names under the site.

    The key may be the number, as an import may have left it.
    """
    if "\x00" in path:  # PostgreSQL has none in a text
        return None
    keys, urls = [], list(_urls(site, path))
    for name in NUMBERS:
        if NUMBER.fullmatch(number := query.get(name, "")):
            keys += [number, f"?{name}={number}"]
            urls += [f"{root}?{name}={number}" for root in _urls(site, "")]
    if path.strip("/"):
        keys += [path.strip("/"), f"/{path.strip('/')}", f"/{path.strip('/')}/"]
    elif not keys:
        return None
    ids = select(Article.id).where(Article.site_id == site.id)
    # One part for each index.
    named = union_all(
        ids.where(Article.key.in_([*keys, *urls])), ids.where(Article.url.in_(urls))
    )
    found = session.scalars(
        select(Article)
        .where(Article.id.in_(named), Article.comments != Discussion.HIDDEN)
        .order_by(Article.id)
        .limit(1)
    )
    return found.first()


def _urls(site: Site, path: str) -> Iterator[str]:
    """Yield every way to write an address of the site's with this path."""
    spelt = quote(f"/{path.strip('/')}", safe=IN_PATH, errors="replace")
    # WordPress itself writes the escapes of its links in small letters.
    small = ESCAPED.sub(lambda escape: escape[0].lower(), spelt)
    hosts = dict.fromkeys(urlsplit(url).netloc for url in (site.url, *site.origins))
    for host in hosts:
        for scheme in ("https", "http"):
            for spelling in dict.fromkeys((spelt, small)):
                whole = f"{scheme}://{host}{spelling.rstrip('/')}"
                yield from (whole, f"{whole}/")
