"""Postal addresses in the German and the English order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commentbox.screening.evidence import Span

#: A street with its number may be a shop's; with the town it is where somebody lives.
STREET_WEIGHT = 0.5
FULL_WEIGHT = 0.85

TOWN_DE = r"(?:D-|A-|CH-|FL-)?\d{4,5}[ \n]{1,2}[A-ZÄÖÜ][\w.-]{0,40}\w"
#: House, stair and door, as in Vienna: 12/3/4.
NUMBER_DE = r"[ ]{1,2}\d{1,4}(?:[ ]?[a-zA-Z])?(?:[/-]\d{1,4}){0,3}(?!\w)"
#: "Make Hauptstraße 30 km/h" and "5 Meter" count something else than houses.
NO_MEASURE_DE = r"(?! ?(?:km|m|Meter|Prozent|%|Euro|€|Minuten|Jahre|Autos|Uhr)(?!\w))"
#: Part of the name, or after it; "die Straße 5" has none.
STREET_DE = re.compile(
    r"(?<!\w)(?!(?:die|der|das|dem|den|eine?r?|diese[rn]?|jede|gleiche|in|auf|zur) )"
    r"[a-zäöü][\wäöüß.-]{0,40}[ -]?"
    rf"(?:straße|strasse|str\.|gasse|allee|chaussee){NUMBER_DE}{NO_MEASURE_DE}",
    re.IGNORECASE,
)
#: "Arbeitsplatz 2" and "Windows 11, 10000 Leute" are none: these need a town.
GLUED = (
    r"[A-ZÄÖÜ][\wäöüß-]{0,40}"
    r"(?:weg|platz|ring|ufer|damm|steig|stieg|hof|markt|berg|tal|wall|graben|feld|pfad)"
)
APART = (
    r"(?:Am|An|Im|In|Zum|Zur|Auf|Unter|Hinter|Vor|Bei)(?: (?:der|den|dem|die))?"
    r"(?: [A-ZÄÖÜ][\wäöüß.-]{1,30}){1,2}"
)
STREET_AND_TOWN_DE = re.compile(
    rf"(?<!\w)(?:{GLUED}|{APART}){NUMBER_DE}[, \n]{{1,3}}{TOWN_DE}"
)
#: The town first, as on a form.
TOWN_AND_STREET_DE = re.compile(
    rf"(?<![\w.,-]){TOWN_DE}, ?(?:{GLUED}|[A-ZÄÖÜ][\wäöüß.-]{{0,40}}[ -]?"
    rf"(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Gg]asse|[Aa]llee)){NUMBER_DE}"
)
AND_TOWN_DE = re.compile(rf"[, \n]{{1,3}}{TOWN_DE}")

NAME_EN = r"(?<![\w.,])\d{1,5}[a-zA-Z]? (?!(?:The|Miles?|Minutes?|Hours?) )"
NAME_EN += r"(?:[A-Z][a-z'’]{1,20} ){1,3}"
STREET_EN = re.compile(
    rf"{NAME_EN}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Boulevard|Blvd)(?!\w)"
)
STREET_AND_TOWN_EN = re.compile(
    rf"{NAME_EN}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Boulevard|Blvd|Drive|Dr|Court|Ct|"
    r"Way|Close|Terrace|Square|Sq|Place|Crescent|Gardens|Mews|Hill|Grove|Parkway|Pkwy)"
    r"\.?[, \n]{1,3}(?:(?:Apt|Apartment|Unit|Suite|Ste|Flat)\.? ?#?\w{1,5}[, \n]{1,3})?"
    r"(?:[A-Z][A-Za-z'’.-]{1,20}[, \n]{1,3}){1,4}"
    r"(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)"
)


def postal_addresses(body: str) -> Iterator[Span]:
    for pattern in (STREET_AND_TOWN_DE, TOWN_AND_STREET_DE, STREET_AND_TOWN_EN):
        for match in pattern.finditer(body):
            yield Span(*match.span(), FULL_WEIGHT, kind="address")
    for match in STREET_EN.finditer(body):
        yield Span(*match.span(), STREET_WEIGHT, kind="address")
    for match in STREET_DE.finditer(body):
        town = AND_TOWN_DE.match(body, match.end())
        if town is None:
            yield Span(*match.span(), STREET_WEIGHT, kind="address")
        else:
            yield Span(match.start(), town.end(), FULL_WEIGHT, kind="address")
