"""Addresses that guests and articles give: made plain and safe, or refused."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final
from unicodedata import category, normalize
from urllib.parse import quote, urlsplit, urlunsplit

WEB: Final = re.compile(r"https?://", re.IGNORECASE)
#: ``example.org:8080`` has a colon too, but a number after it.
OTHER_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
MAILTO: Final = re.compile(r"mailto:[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)
LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
#: WHATWG reads a host that ends so as an IPv4 address.
NUMBER: Final = re.compile(r"\d+|0x[0-9a-f]*")
#: Controls, format characters, lone surrogates, white space: none belongs in a URL.
HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
#: Longer ones do not work everywhere, and normalising a host is not linear.
MAX_LENGTH: Final = 2000
MAX_HOST: Final = 253
MAX_LABEL: Final = 63
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
IN_PATH: Final = "/%:@!$&'()*+,;=~"
IN_QUERY: Final = "/%:@!$&()*+,;=~?"


def safe_url(text: str) -> str | None:
    """Return a website as an ASCII http(s) URL, or None where it cannot be made one.

    A host without a scheme (``example.org``) is taken to speak https.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH or "\\" in text:
        return None
    if any(category(ch) in HIDDEN for ch in text):
        return None
    if text.startswith("//"):
        return _web_url("https:" + text)
    if WEB.match(text):
        return _web_url(text)
    if OTHER_SCHEME.match(text) or "." not in re.split(r"[/?#:]", text, maxsplit=1)[0]:
        return None
    return _web_url("https://" + text)


def link_target(text: str) -> str | None:
    """Return where a link in a comment may lead: a full http(s) or mailto URL."""
    text = text.strip()
    if WEB.match(text):
        return safe_url(text)
    return text if MAILTO.fullmatch(text) else None


def _web_url(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = _host(parts.hostname or "")
    if host is None or "@" in parts.netloc:
        return None
    if port is not None and port != DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    path = quote(parts.path or "/", IN_PATH)
    query, fragment = quote(parts.query, IN_QUERY), quote(parts.fragment, IN_QUERY)
    url = urlunsplit((parts.scheme, host, path, query, fragment))
    return url if len(url) <= MAX_LENGTH else None


def _host(host: str) -> str | None:
    try:
        if ":" in host:
            return f"[{IPv6Address(host)}]" if "%" not in host else None
        host = normalize("NFKC", host).replace("\u3002", ".").lower()
        labels = [_label(label) for label in host.removesuffix(".").split(".")]
        name = ".".join(label for label in labels if label)
        if None in labels or len(name) > MAX_HOST:
            return None
        return str(IPv4Address(name)) if NUMBER.fullmatch(labels[-1] or "") else name
    except AddressValueError:
        return None


def _label(label: str) -> str | None:
    """Return one part of a host name, in punycode where it is not ASCII.

    The standard library's codec would turn straße.de into strasse.de, another site.
    """
    if label.isascii():
        return label if LABEL.fullmatch(label) else None
    if len(label) > MAX_LABEL or not all(_may_name(ch) for ch in label):
        return None
    encoded = "xn--" + label.encode("punycode").decode("ascii")
    return encoded if len(encoded) <= MAX_LABEL else None


def _may_name(ch: str) -> bool:
    return ch == "-" or category(ch)[0] in "LMN"
