"""What the screening may know beyond the text itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from commentbox.domain.verdict import Binding
from commentbox.screening.before import Before

if TYPE_CHECKING:
    from commentbox.screening.layer.layer import Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Gathered by the caller, so that the screening itself reads nothing."""

    #: Which check serves which rule, and from which score it acts.
    bindings: tuple[Binding, ...]
    #: From which filter threshold on those checks may hold back that must earn it.
    earned: Mapping[str, float] = field(default_factory=dict)
    #: What the site has taught; None: nothing, or it does not fit the shipped models.
    layer: Layer | None = None
    before: Before = field(default_factory=Before)
    parent: str | None = None
    #: The words that this site wants to look at; a trailing ``*`` matches the stem.
    words: tuple[str, ...] = ()
    #: Names of the staff and of the site.
    reserved_names: tuple[str, ...] = ()
    #: Comments with the same text on this site in the last days.
    repeats: int = 0
    #: Posts by the same client in the last minutes.
    recent_posts: int = 0
    honeypot_filled: bool = False
    stamp_wrong: bool = False
