"""Absolute addresses, built from the configured base and never from ``Host``."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from urllib.parse import urlencode
from uuid import UUID

from commentbox.models import Article, Site
from commentbox.web.asked import all_sites
from commentbox.web.settings import settings

#: A key that can stand in a path as it is.
PATH_KEY = re.compile(r"[A-Za-z0-9._~:@!-]{1,200}")


def absolute(path: str, **query: str | None) -> str:
    given = {name: value for name, value in query.items() if value is not None}
    return settings().base_url + path + (f"?{urlencode(given)}" if given else "")


def site_name(site: Site) -> str | None:
    """Return what ``site=`` must say; None where there is only one."""
    return site.name if len(all_sites()) > 1 else None


def article_path(article: Article, tail: str = "", **query: str | None) -> str:
    """Return the address of a view of an article; ``tail`` is ``/feed.atom``, say."""
    query = {"site": site_name(article.site), **query}
    if PATH_KEY.fullmatch(article.key) and article.key not in {".", ".."}:
        return absolute(f"/articles/{article.key}{tail}", **query)
    return absolute(f"/article{tail}", article=article.key, **query)


def permalink(comment_id: UUID | str) -> str:
    return absolute(f"/comments/{comment_id}")


def static_url(name: str) -> str:
    """Return the address of a static file; it changes with the file's content."""
    return absolute(f"/static/{name}", v=_content_mark(name))


@cache
def _content_mark(name: str) -> str:
    """Return a mark of a file, and of the modules that a script of that name loads."""
    static = files("commentbox") / "static"
    parts = static / name.removesuffix(".js")
    modules = parts.iterdir() if parts.is_dir() else ()
    digest = hashlib.sha256((static / name).read_bytes())
    for module in sorted(modules, key=lambda module: module.name):
        digest.update(module.read_bytes())
    return digest.hexdigest()[:12]
