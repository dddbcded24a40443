"""Words, addresses, times and ids as every feed may carry them.

XML forbids characters that guests send, and readers of feeds are easily led astray.
"""

import re
from datetime import datetime
from html import unescape
from urllib.parse import quote, urlsplit

#: The year is part of every id ever handed out: changing it makes each entry of each
#: subscriber unread again.
MINTED = "2026"

LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)

#: What XML 1.0 forbids (ElementTree writes it all the same, and fails on lone
#: surrogates), and the C1 controls, which XML discourages and readers garble.
_UNFIT = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: They would turn round what a reader prints after a name or a title.
_BIDI_CONTROLS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_GAPS = re.compile(r"[\t\n \u2028\u2029]+")
#: Everything that stands in no web address, and a per cent sign that escapes nothing.
_UNFIT_IN_URL = re.compile(r"[^\w!#$%&'()*+,\-./:;=?@\[\]~]|%(?![0-9A-Fa-f]{2})")

#: About as much as a reader's list shows under a title; the whole text stands beside.
SUMMARY_LENGTH = 300
_BLOCK = re.compile(r"</?(?:p|br|ul|ol|li|pre|blockquote)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")


def tag_uri(host: str, kind: str, id: str) -> str:  # noqa: A002 - the field's own word
    """Return the id of a thing in feeds (RFC 4151).

    ``host`` is the site's host name as it was when its first feed went out, without
    port; kept so, ids survive a move to another address.
    """
    name = host.lower()
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    authority, *thing = (
        quote(part, safe="", errors="replace") for part in (name, kind, id)
    )
    return f"tag:{authority},{MINTED}:{'/'.join(thing)}"


def rfc3339(at: datetime) -> str:
    """Return ``at`` to the second, as Atom and JSON Feed write times."""
    return at.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def one_line(text: str) -> str:
    """Return ``text`` fit for any feed, on one line and in one direction."""
    return _GAPS.sub(" ", _BIDI_CONTROLS.sub("", legal(text))).strip(" ")


def summary(html: str) -> str:
    """Return the beginning of a sanitised text, plain and on one line."""
    text = one_line(unescape(_TAG.sub("", _BLOCK.sub(" ", html))))
    if len(text) > SUMMARY_LENGTH:
        text = text[:SUMMARY_LENGTH].rsplit(" ", 1)[0] + " …"
    return text


def legal(text: str) -> str:
    """Return ``text`` with a replacement character for each that no feed may carry.

    None is simply left out: that could join the halves of a tag or of ``javascript:``.
    """
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def web_address(text: str) -> str:
    """Return ``text`` as an address of the web, or nothing if it is none."""
    url = _UNFIT_IN_URL.sub(lambda unfit: quote(unfit[0]), legal(text.strip()))
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that never closes
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""
