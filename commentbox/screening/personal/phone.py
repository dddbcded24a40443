"""Telephone numbers as people write them, and not all the other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import (
    Leniency,
    PhoneNumber,
    PhoneNumberMatcher,
    PhoneNumberType,
    number_type,
)

from commentbox.screening.evidence import Span
from commentbox.screening.personal.numbers import OF_A_THING, before, without_counted

WEIGHT = 0.75
ANNOUNCED_WEIGHT = 0.9
#: A run of digits with what may stand between them.
CANDIDATE = re.compile(r"(?<![\w,#/=@-])(?<!\d\.)[+(]{0,2}\d[\d ()/.\-–\u00a0]{6,40}")
#: Hostile text may be all digits; nobody's comment has more numbers than this.
MOST_CANDIDATES = 40
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
#: Mobile prefixes are telling enough to need neither separators nor a word before them.
MOBILE = {
    "DE": re.compile(r"01[567]\d"),
    "AT": re.compile(r"06[5-9]\d"),
    "CH": re.compile(r"07[5-9]"),
    "GB": re.compile(r"07[1-9]"),
}
SEPARATOR = re.compile(r"[ ()/.\-–\u00a0]")
#: Help lines and services: no person answers there as themselves.
OF_A_SERVICE = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
    }
)


def phones(body: str, language: str) -> Iterator[Span]:
    regions = REGIONS.get(language, ELSEWHERE)
    candidates = 0
    body = without_counted(body)
    for match in CANDIDATE.finditer(body):
        if sum(char.isdigit() for char in match[0]) < FEWEST_DIGITS:
            continue
        candidates += 1
        if candidates > MOST_CANDIDATES:
            return
        yield from _phones_in(match, before(body, match.start()), regions)


def _phones_in(
    candidate: re.Match[str], announcing: str, regions: tuple[str, ...]
) -> Iterator[Span]:
    announced = ANNOUNCED.search(announcing) is not None
    if not announced and OF_A_THING.search(announcing):
        return
    for region in regions:
        found = False
        for number in PhoneNumberMatcher(candidate[0], region, Leniency.VALID, TRIES):
            written = number.raw_string
            if _is_a_service(number.number):
                continue
            if announced or _written_as_one(written, region):
                found = True
                start = candidate.start() + number.start
                weight = ANNOUNCED_WEIGHT if announced else WEIGHT
                yield Span(start, start + len(written), weight, kind="phone")
        if found:
            return


def _is_a_service(number: PhoneNumber) -> bool:
    return number_type(number) in OF_A_SERVICE


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
