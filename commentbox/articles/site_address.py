"""Whether an address lies on the publisher's site, as browsers would read it."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit, urlunsplit

from commentbox.text.urls import safe_url


def on_site(site_url: str, url: str) -> str | None:
    """Return the address in its one form where it lies below the site's, else None.

    The scheme counts, the host, the port, and whole steps of the path.
    """
    plain, root = safe_url(url), safe_url(site_url)
    if plain is None or root is None or "://" not in url:
        return None
    parts, base = urlsplit(plain), urlsplit(root)
    if (parts.scheme, parts.netloc) != (base.scheme, base.netloc):
        return None
    # A server may read these as a slash, a dot or another path than we do.
    decoded = unquote(parts.path)
    if (
        "\\" in decoded
        or "//" in decoded
        or "%" in decoded
        or not decoded.isprintable()
    ):
        return None
    path = posixpath.normpath(decoded)
    if path != (decoded.rstrip("/") or "/"):
        return None
    prefix = unquote(base.path).rstrip("/")
    if path != prefix and not path.startswith(prefix + "/"):
        return None
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))
