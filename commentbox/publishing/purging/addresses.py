"""Which addresses a cache may hold of an article and of a site; pure.

They are those that pages, feeds and the box hand out, in each language. What cannot be
listed, such as pages behind a cursor, ends in a cache by itself (decision 0025).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final
from urllib.parse import quote, urlencode
from uuid import UUID

from commentbox.web.i18n import LANGUAGES

FORMATS: Final = ("rss", "atom", "json")
#: Forms of the views of an article that have its key in the path, or in the query.
VIEWS: Final = ("", "/comments", *(f"/feed.{format_}" for format_ in FORMATS))
LANGS: Final = (None, *LANGUAGES)
SORTS: Final = (None, "oldest", "newest")
#: What shows under every article, or of all of them.
OF_A_SITE: Final = ("/rules", "/rules.json", "/privacy", "/privacy.json")

#: What ``site=`` may say; None: nothing.
Names = tuple[str | None, ...]


def of_article(base: str, key: str, sites: Names) -> Iterator[str]:
    """Return page, fragment, thread, count and feeds, in both forms of the key."""
    in_path = quote(key, safe="~:@!")
    for site, lang in product(sites, LANGS):
        for view in VIEWS:
            yield _url(f"{base}/article{view}", article=key, site=site, lang=lang)
            # A path cannot hold all keys: such have the other form only.
            if in_path == key and key not in {".", ".."}:
                yield _url(f"{base}/articles/{key}{view}", site=site, lang=lang)
        for sort in SORTS:
            query = {"article": key, "site": site, "lang": lang, "sort": sort}
            yield from _urls_of_json(f"{base}/api/comments", **query)
    for site in sites:
        yield from _urls_of_json(f"{base}/api/counts", site=site, article=key)


def of_branches(base: str, ids: Iterable[UUID]) -> Iterator[str]:
    """Return the feeds of comments and what hangs below them."""
    for id_, format_, lang in product(ids, FORMATS, LANGS):
        yield _url(f"{base}/comments/{id_}/feed.{format_}", lang=lang)


def of_site(base: str, sites: Names, languages: Iterable[str]) -> Iterator[str]:
    """Return the feeds of a site, and of those of its comments in one language."""
    of_languages = (None, *languages)
    for site, lang, language in product(sites, LANGS, of_languages):
        for format_ in FORMATS:
            query = {"site": site, "language": language, "lang": lang}
            yield _url(f"{base}/feed.{format_}", **query)


def of_frame(base: str, sites: Names) -> Iterator[str]:
    """Return rules and notice."""
    for path, site, lang in product(OF_A_SITE, sites, LANGS):
        yield _url(base + path, site=site, lang=lang)


def _urls_of_json(path: str, **query: str | None) -> Iterator[str]:
    """Return it as programs write it, and as the box does: browsers leave another two
    signs as they are (``application/x-www-form-urlencoded`` of the URL Standard).
    """
    yield (url := _url(path, **query))
    start, mark, said = url.partition("?")
    by_browsers = start + mark + said.replace("~", "%7E").replace("%2A", "*")
    if by_browsers != url:
        yield by_browsers


def _url(path: str, **query: str | None) -> str:
    given = {name: value for name, value in query.items() if value is not None}
    return path + (f"?{urlencode(given)}" if given else "")
