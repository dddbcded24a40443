"""The secret of the second factor, for a camera and for people who type."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

from pyotp import TOTP

from commentbox.models import Moderator

#: Pixels a module, and the quiet zone that readers of the code expect around it.
SCALE, BORDER = 5, 4
GROUP = 4


def qr_code(totp: TOTP, person: Moderator, base_url: str) -> bytes:
    """Return an SVG image: black on white, whatever the colours of the page."""
    # Imported here: hardly any process ever draws one.
    import segno  # noqa: PLC0415

    uri = totp.provisioning_uri(name=person.email, issuer_name=_issuer(base_url))
    image = BytesIO()
    segno.make(uri, error="m", micro=False).save(
        image,
        kind="svg",
        scale=SCALE,
        border=BORDER,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
    )
    return image.getvalue()


def in_groups(secret: str) -> str:
    """Return the secret as people read it: ``ABCD EFGH …``."""
    starts = range(0, len(secret), GROUP)
    return " ".join(secret[start : start + GROUP] for start in starts)


def _issuer(base_url: str) -> str:
    # A colon would part the issuer from the account (Key URI format).
    return f"commentbox {urlsplit(base_url).netloc}".replace(":", " ")
