"""What can go wrong on the road, each in the words of the domain.

``web/errors.py`` maps these to answers; nothing here knows of HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commentbox.domain.states import State


class CommentboxError(Exception):
    """The root of all errors that a caller may expect."""


class NotFound(CommentboxError):
    """There is no such thing, or nobody outside may know that there is."""


class NotSignedIn(CommentboxError):
    """A token is missing or wrong."""


class NotAllowed(CommentboxError):
    """Known, but not entitled."""


class InvalidFields(CommentboxError):
    """The input does not fit; ``errors`` says why for each field, in plain words."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(f"{k}: {' '.join(v)}" for k, v in errors.items()))
        self.errors = {field: list(messages) for field, messages in errors.items()}


class DiscussionClosed(CommentboxError):
    """The article takes no comments (any more)."""


class DuplicateComment(CommentboxError):
    """Exactly this was sent a moment ago. Never says which comment that was."""


class KeyReused(CommentboxError):
    """The idempotency key was used before, with another body."""


class NoticeSuperseded(CommentboxError):
    """The author agreed to a wording that is no longer current."""

    def __init__(self, current_version: int, text: str) -> None:
        super().__init__(f"the current privacy notice is version {current_version}")
        self.current_version = current_version
        self.text = text


class StaleDecision(CommentboxError):
    """What the moderator saw no longer holds; ``first`` is who was first, if any."""

    def __init__(self, first: object | None) -> None:
        super().__init__("the comment has changed since it was looked at")
        self.first = first


class StaleVersion(CommentboxError):
    """A version was made from one that is not in force any more."""

    def __init__(self, current_version: int) -> None:
        super().__init__(f"version {current_version} is in force by now")
        self.current_version = current_version


class ImpossibleMove(CommentboxError):
    """The table of moves does not have this one."""

    def __init__(self, from_state: State, to_state: State) -> None:
        super().__init__(f"a comment cannot go from {from_state} to {to_state}")
        self.from_state = from_state
        self.to_state = to_state


class TooManyAttempts(CommentboxError):
    """Come back later: ``retry_after`` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after
