"""The checks and their thresholds in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commentbox.rulebook.editor.fields import show_score
from commentbox.web.i18n import N_
from commentbox.web.i18n import gettext as _

#: Each check by its name, and what a high score of it means.
CHECKS = {
    "topic": (
        N_("Topic"),
        N_("how surely the comment has left the subject of the article"),
    ),
    "respect": (
        N_("Respect"),
        N_("how surely the comment insults or demeans somebody"),
    ),
    "politics": (
        N_("Politics"),
        N_("how surely it talks politics where the article does not"),
    ),
    "spam": (
        N_("Advertising"),
        N_("how surely it advertises or was sent by a machine"),
    ),
    "links": (N_("Links"), N_("how many links the comment has for its length")),
    "words": (N_("Word list"), N_("whether it has words of the list in the settings")),
    "personal_data": (
        N_("Personal data"),
        N_("how surely it gives away an address, a number or an account"),
    ),
}

#: Only a person can say: the shipped rules never hold a comment back for these.
FOR_PEOPLE = frozenset({"topic", "politics"})


def check_name(check: str) -> str:
    return _(CHECKS[check][0]) if check in CHECKS else check


def check_meaning(check: str) -> str:
    return _(CHECKS[check][1]) if check in CHECKS else ""


def threshold_sentence(rule: Mapping[str, Any], bound: Mapping[str, Any]) -> str:
    """Return what the thresholds of a check do for a rule, in a sentence."""
    values = {
        "check": check_name(bound["check"]),
        "flag": show_score(bound["flag_from"]),
        "number": rule["number"],
    }
    if bound["filter_from"] is not None:
        return _(
            "%(check)s: from %(flag)s on the desk shows a hint at rule %(number)s; "
            "from %(hold)s on the comment is held back until a person has looked.",
            hold=show_score(bound["filter_from"]),
            **values,
        )
    return _(
        "%(check)s: from %(flag)s on the desk shows a hint at rule %(number)s; the "
        "screening never holds a comment back for it.",
        **values,
    )
