"""Codes of the second factor: by the standard, from a secret that nobody stores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from pyotp import TOTP

from commentbox.accounts.second.qr import in_groups, qr_code
from commentbox.accounts.second_factor import (
    STEP_S,
    fitting_step,
    new_seed,
    totp_of,
)
from commentbox.models import Moderator
from tests.factories import NOON, SECRET_KEY

#: The secret of the test vectors (RFC 6238, appendix B): "12345678901234567890".
STANDARD = TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
STEP = timedelta(seconds=STEP_S)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)

    assert fitting_step(STANDARD, code, now=moment) == seconds // STEP_S


@pytest.mark.parametrize(("steps", "fits"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_clocks_may_be_one_step_apart(steps: int, fits: int) -> None:
    shown = STANDARD.at(NOON + steps * STEP)

    assert (fitting_step(STANDARD, shown, now=NOON) is not None) == bool(fits)


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1}\n", "{0}\u00a0{1}"])
def test_a_code_may_be_typed_with_gaps(typed: str) -> None:
    shown = STANDARD.at(NOON)

    code = typed.format(shown[:3], shown[3:])

    assert fitting_step(STANDARD, code, now=NOON) is not None


@pytest.mark.parametrize(
    "code", ["", "1", "12345", "1234567", "١٢٣٤٥٦", "\ud800", "x" * 100_000, "\x00"]
)
def test_what_is_no_code_fits_nothing(code: str) -> None:
    assert fitting_step(STANDARD, code, now=NOON) is None


def test_the_secret_needs_the_key_of_the_installation_and_the_seed() -> None:
    seed = new_seed()

    secret = totp_of(seed, SECRET_KEY).secret

    assert totp_of(seed, SECRET_KEY).secret == secret
    assert totp_of(seed, SECRET_KEY + "!").secret != secret
    assert totp_of(new_seed(), SECRET_KEY).secret != secret
    # 160 bits, as RFC 4226 recommends.
    assert len(secret) == 32
    assert len(seed) == 64


def test_the_secret_is_typed_in_groups_of_four() -> None:
    assert in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_the_image_is_one_that_a_camera_and_a_browser_can_read() -> None:
    grace = Moderator(
        email="grace@example.org", name="Grace", password_hash="", created_at=NOON
    )

    image = qr_code(STANDARD, grace, "https://comments.example.org:8443")

    root = ET.fromstring(image)  # noqa: S314 - our own image
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert int(root.get("width", "0")) >= 150
    # White first, over all of it: the page may be dark.
    assert root[0].get("fill") == "#fff" or root[0][0].get("fill") == "#fff"


def test_an_app_learns_whose_code_it_is_and_for_what() -> None:
    uri = STANDARD.provisioning_uri(
        name="grace@example.org", issuer_name="commentbox comments.example.org"
    )

    parts = urlsplit(uri)
    asked = parse_qs(parts.query)
    assert unquote(parts.path) == "/commentbox comments.example.org:grace@example.org"
    assert asked["secret"] == [STANDARD.secret]
    # Left out: six digits, 30 seconds, SHA-1, which is what apps take for granted.
    assert asked.keys() == {"secret", "issuer"}
