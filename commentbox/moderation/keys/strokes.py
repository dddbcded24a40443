"""Which key does what at the desk, for one moderator."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commentbox.domain.errors import InvalidFields
from commentbox.models import Moderator
from commentbox.web.i18n import N_
from commentbox.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Action:
    key: str
    label: str


#: What can be done with one key, in the order in which it is told.
ACTIONS = {
    "approve": Action("a", N_("approve or restore")),
    "reject": Action("r", N_("reject or remove, then the number of the rule")),
    "spam": Action("s", N_("spam")),
    "skip": Action("n", N_("skip: leave it to others")),
    "undo": Action("u", N_("undo the last decision")),
    "next": Action("j", N_("next comment")),
    "previous": Action("k", N_("previous comment")),
    "open": Action("o", N_("open the case")),
    "search": Action("/", N_("go to the search")),
    "help": Action("?", N_("show or hide this list")),
}

#: The numbers of rules, which nothing else may take.
RULES = frozenset("123456789")

DEFAULTS = {name: action.key for name, action in ACTIONS.items()}


@dataclass(frozen=True, slots=True)
class Keys:
    """Which key does what, and whether single keys do anything at all."""

    on: bool = True
    by: Mapping[str, str] = field(default_factory=lambda: DEFAULTS)

    def __getitem__(self, action: str) -> str:
        return self.by[action]


def keys_of(moderator: Moderator) -> Keys:
    """Return how a moderator works; an action that came later has its usual key."""
    chosen = moderator.preferences.get("keys", {})
    by = {name: chosen.get(name, key) for name, key in DEFAULTS.items()}
    if len(set(by.values())) < len(by):
        by = DEFAULTS
    return Keys(on=moderator.preferences.get("keys_on", True), by=by)


def set_keys(moderator: Moderator, keys: Keys | None) -> None:
    """Keep how a moderator wants to work; None: as everybody does. The caller commits.

    The row is given a new value, since a change within it would not be seen.
    """
    kept: dict[str, Any] = {
        name: value
        for name, value in moderator.preferences.items()
        if name not in {"keys", "keys_on"}
    }
    if keys is not None:
        kept |= {"keys": dict(keys.by), "keys_on": keys.on}
    moderator.preferences = kept


def read_keys(given: Mapping[str, str]) -> Keys:
    """Return the keys of a form. Raises ``InvalidFields`` that names each wrong one."""
    by = {
        name: unicodedata.normalize("NFC", given.get(name, "")).strip()
        for name in ACTIONS
    }
    times = Counter(by.values())
    errors = {
        name: [wrong] for name, key in by.items() if (wrong := _wrong(key, times))
    }
    if errors:
        raise InvalidFields(errors)
    return Keys(on="keys_on" in given, by=by)


def _wrong(key: str, times: Counter[str]) -> str | None:
    if len(key) != 1 or not key.isprintable() or unicodedata.category(key)[0] == "M":
        return _("One character that a key can type, please.")
    if key in RULES:
        return _("The numbers are those of the rules.")
    if times[key] > 1:
        return _("“%(key)s” would do two things.", key=key)
    return None
