"""Why there is no backup, or why one is not put back."""

from __future__ import annotations

from commentbox.domain.errors import CommentboxError


class BackupError(CommentboxError):
    """The message says what is in the way and what to do; nothing was changed."""
