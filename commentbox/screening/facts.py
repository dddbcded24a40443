"""What the screening may know beyond the text itself."""

from __future__ import annotations

from dataclasses import dataclass

from commentbox.domain.verdict import Binding


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Gathered by the caller, so that the screening itself reads nothing."""

    #: Which check serves which rule, and from which score it acts.
    bindings: tuple[Binding, ...]
    article_title: str = ""
    #: Plain text.
    article_body: str = ""
    parent: str | None = None
    thread: tuple[str, ...] = ()
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
