"""Whether what a form showed is still so: nobody overwrites what they have not seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


def mark_of(values: Mapping[str, str]) -> str:
    """Return a mark for a form to carry, which differs once any value does."""
    shown = json.dumps(dict(values), sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


def differing(in_force: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return what is set now where something else was typed."""
    names = {*in_force, *typed}
    return {
        name: in_force.get(name, "")
        for name in names
        if in_force.get(name) != typed.get(name)
    }
