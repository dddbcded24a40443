"""Where in a document something is wrong, as people call the place."""

from __future__ import annotations

import re

from commentbox.rulebook.editor.fields import variant_name
from commentbox.web.i18n import N_
from commentbox.web.i18n import gettext as _

PART = re.compile(r"([\w-]+)(?:\[(\d+)\])?")

NAMES = {
    "title": N_("Title"),
    "text": N_("Text"),
    "reasons": N_("Reasons"),
    "code": N_("Code"),
    "check": N_("Check"),
    "flag_from": N_("Hint from"),
    "filter_from": N_("Held back from"),
    "intro": N_("The sentence before the rules"),
    "notes": N_("The notes"),
    "heading": N_("Heading"),
    "paragraphs": N_("Paragraphs"),
    "notice_only": N_("The sentence that only informs"),
    "sentence": N_("The sentence beside the button"),
    "box": N_("The sentence at the box"),
    "change_note": N_("What changed"),
}


def place_name(place: str) -> str:
    """Return ``rules[2].texts.de.title`` as “Rule 2, Title, Deutsch”."""
    parts = [(found[1], found[2]) for found in PART.finditer(place)]
    section = next((number for _part, number in parts if number), "")
    words = []
    if section:
        rule = parts[0][0] == "rules"
        name = N_("Rule %(number)s") if rule else N_("Part %(number)s")
        words.append(_(name, number=section))
    first_is_group = len(parts) > 1 and parts[0][0] == "text"
    for at, (part, _number) in enumerate(parts):
        if part in {"rules", "texts", "checks"} or (at == 0 and first_is_group):
            continue
        words.append(_(NAMES[part]) if part in NAMES else variant_name(part))
    return ", ".join(words)
