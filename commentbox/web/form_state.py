"""What a reader typed into a page form, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class FormState:
    """Kept, so that nobody has to type anything twice."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    preview: Markup | None = None
    #: An error that belongs to no field.
    message: str = ""
