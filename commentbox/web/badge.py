"""As whom somebody of the site speaks, in words."""

from __future__ import annotations

from commentbox.domain.submission import Badge
from commentbox.web.i18n import gettext as _


def badge_name(badge: Badge) -> str:
    """Return what stands beside the name."""
    return _("Article author") if badge is Badge.AUTHOR else _("Team")


def named(name: str, badge: Badge | None) -> str:
    """Return a name as a line of text has it, with the badge."""
    known = name or _("Anonymous")
    return f"{known} ({badge_name(badge)})" if badge else known
