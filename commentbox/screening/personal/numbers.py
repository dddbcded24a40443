"""Numbers that are nobody's: of things, of days, of amounts."""

from __future__ import annotations

import re

#: Numbers of things.
OF_A_THING = re.compile(
    r"(?<![^\W\d_])"
    r"(?:art|artikel|bestell|kunden|rechnung|auftrag|serien|modell|model|serial|order|"
    r"invoice|ticket|item|part|version|firmware|build|isbn|issn|ean|gtin|imei|asin|sku|"
    r"code|bug|id|sn|s/n|az|aktenzeichen|vorgang|konto|case)[\w.]{0,12}\W{0,5}$",
    re.IGNORECASE,
)
LOOK_BACK = 40
#: Days, seasons and grouped thousands.
COUNTED = re.compile(
    r"(?<![\d.])(?:\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
    r"|[1-9]\d{0,2}(?:\.\d{3}){2,}|(?:19|20)\d{2}[-–/](?:19|20)?\d{2})(?!\d|\.\d)"
)


def before(body: str, start: int) -> str:
    """Return what stands before a number and may say what it is."""
    return body[max(0, start - LOOK_BACK) : start]


def without_counted(body: str) -> str:
    """Return the text with such numbers blanked out, as long as it was."""
    return COUNTED.sub(lambda match: "\n" * len(match[0]), body)
