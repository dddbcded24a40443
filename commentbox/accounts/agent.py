"""The kind of browser that somebody signed in with, in words its owner knows."""

from __future__ import annotations

from commentbox.web.i18n import gettext as _

#: More of it says nothing new; a hostile one may be of any length.
LONGEST = 500

#: What stands in ``User-Agent``, and for what; the first that is found counts, since
#: most browsers name others as well.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def kind_of(user_agent: str) -> str:
    """Return ``Firefox/Linux``, say: words of ours alone, whatever was sent."""
    sent = user_agent[:LONGEST]
    return "/".join(_first(known, sent) for known in (BROWSERS, SYSTEMS))


def in_words(kind: str) -> str:
    browser, _slash, system = kind.partition("/")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("An unknown browser")


def _first(known: tuple[tuple[str, str], ...], sent: str) -> str:
    return next((name for mark, name in known if mark in sent), "")
