"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, g, request

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; "
    "frame-ancestors {ancestors}"
)

FEEDS = frozenset({"application/rss+xml", "application/atom+xml"})
FEED_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def may_be_framed_by(*origins: str) -> None:
    """Let pages of these origins show this answer in a frame."""
    g.frame_ancestors = " ".join(origins)


def add_headers(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype == "text/html":
        ancestors = g.get("frame_ancestors", "'none'")
        policy = PAGE_POLICY.format(ancestors=ancestors)
        response.headers.setdefault("Content-Security-Policy", policy)
        # Not ``no-referrer``: our own forms would then send ``Origin: null``.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS
    if response.mimetype in FEEDS:
        # A browser may open one, and then it is a page that has nothing but its style.
        response.headers["Content-Security-Policy"] = FEED_POLICY
    if request.endpoint == "static":
        # Style and script of a fragment that a publisher's page includes.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if "Cache-Control" not in response.headers:
        response.cache_control.no_store = True
    return response


def register(app: Flask) -> None:
    app.after_request(add_headers)
