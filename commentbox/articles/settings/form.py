"""The settings of a site as a form: every value as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from commentbox.models import Site
from commentbox.text.incoming import xml_safe

#: Values of one line, in the order of the form.
LINES = (
    "url",
    "feed_url",
    "sitemap_url",
    "language",
    "timezone",
    "address",
    "max_depth",
    "feed_entries",
    "edit_minutes",
    "undo_seconds",
    "close_after_days",
    "network_days",
)
#: Values with one entry a line.
LISTS = ("origins", "words")
TICKS = ("name_required",)


def typed_values(site: Site) -> dict[str, str]:
    """Return how the site is, as a form has it."""
    values = {name: _shown(getattr(site, name)) for name in LINES}
    values |= {name: "\n".join(getattr(site, name)) for name in LISTS}
    return values | {name: "1" for name in TICKS if getattr(site, name)}


def form_values(form: Mapping[str, str]) -> dict[str, str]:
    """Return what a form brings, as ``typed_values`` has it."""
    # What no page has room for cannot be shown again either.
    values = {name: xml_safe(form.get(name, "")).strip() for name in LINES}
    values |= {name: "\n".join(entries(xml_safe(form.get(name, "")))) for name in LISTS}
    return values | {name: "1" for name in TICKS if name in form}


def to_change(values: Mapping[str, str]) -> dict[str, Any]:
    """Return typed values as ``change_site`` takes them."""
    given: dict[str, Any] = {name: values[name] for name in LINES}
    given |= {name: entries(values[name]) for name in LISTS}
    return given | {name: name in values for name in TICKS}


def entries(text: str) -> list[str]:
    return [entry for line in text.splitlines() if (entry := line.strip())]


def time_zones(current: str) -> list[str]:
    """Return the zones that are places, and the one that is set."""
    places = {zone for zone in available_timezones() if "/" in zone}
    odd = {zone for zone in places if zone.startswith(("Etc/", "SystemV/"))}
    return sorted((places - odd) | {"UTC", current})


def _shown(value: object) -> str:
    return "" if value is None else str(value)
