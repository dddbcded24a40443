"""Telephone numbers as people write them, and not all the other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

from commentbox.screening.evidence import Span

WEIGHT = 0.75
ANNOUNCED_WEIGHT = 0.9
#: A run of digits with what may stand between them.
CANDIDATE = re.compile(r"(?<![\w,#/=@-])(?<!\d\.)[+(]{0,2}\d[\d ()/.\-–\u00a0]{6,40}")
#: Hostile text may be all digits; nobody's comment has more numbers than this.
MOST_CANDIDATES = 60
TRIES = 8
FEWEST_DIGITS = 9

#: Numbers without a country code are read as these countries write them.
REGIONS = {"de": ("DE", "AT", "CH"), "en": ("GB", "US")}
ELSEWHERE = ("DE", "GB")

#: Before a number, within a few words.
ANNOUNCED = re.compile(
    r"(?:tel|fon|phone|mobil|mobile|handy|call|ruf|rufen|anruf|anrufen|nummer|whatsapp|"
    r"signal|telegram|sms|text|erreichbar|reach)[\w.]{0,8}\W{0,4}(?:\w{1,12}\W{1,3}){0,3}$",
    re.IGNORECASE,
)
#: Numbers of things.
OF_A_THING = re.compile(
    r"(?:art|artikel|bestell|kunden|rechnung|auftrag|serien|modell|model|serial|order|"
    r"invoice|ticket|item|part|version|firmware|build|isbn|issn|ean|gtin|imei|asin|sku|"
    r"code|bug|id|sn|s/n|az|aktenzeichen|vorgang|konto|case)[\w.]{0,12}\W{0,5}$",
    re.IGNORECASE,
)
LOOK_BACK = 40
#: Mobile prefixes are telling enough to need neither separators nor a word before them.
MOBILE = {
    "DE": re.compile(r"01[567]\d"),
    "AT": re.compile(r"06[5-9]\d"),
    "CH": re.compile(r"07[5-9]"),
    "GB": re.compile(r"07[1-9]"),
}
SEPARATOR = re.compile(r"[ ()/.\-–\u00a0]")


def phones(body: str, language: str) -> Iterator[Span]:
    regions = REGIONS.get(language, ELSEWHERE)
    candidates = 0
    for match in CANDIDATE.finditer(body):
        if sum(char.isdigit() for char in match[0]) < FEWEST_DIGITS:
            continue
        candidates += 1
        if candidates > MOST_CANDIDATES:
            return
        before = body[max(0, match.start() - LOOK_BACK) : match.start()]
        yield from _phones_in(match, before, regions)


def _phones_in(
    candidate: re.Match[str], before: str, regions: tuple[str, ...]
) -> Iterator[Span]:
    announced = ANNOUNCED.search(before) is not None
    if not announced and OF_A_THING.search(before):
        return
    for region in regions:
        found = False
        for number in PhoneNumberMatcher(candidate[0], region, Leniency.VALID, TRIES):
            written = number.raw_string
            if announced or _written_as_one(written, region):
                found = True
                start = candidate.start() + number.start
                weight = ANNOUNCED_WEIGHT if announced else WEIGHT
                yield Span(start, start + len(written), weight, kind="phone")
        if found:
            return


def _written_as_one(written: str, region: str) -> bool:
    """Whether the form alone says that this is a telephone number."""
    digits = re.sub(r"\D", "", written)
    if written.startswith("+"):
        return True
    if len(digits) < FEWEST_DIGITS:
        return False
    if region in MOBILE and MOBILE[region].match(digits):
        return True
    trunk = region == "US" or digits.startswith("0")
    return trunk and SEPARATOR.search(written) is not None
