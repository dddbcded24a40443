"""What is said before and after a stroke over many cases."""

from __future__ import annotations

from collections.abc import Sequence

from commentbox.domain.states import State
from commentbox.moderation.bulk.look import Skipped
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import ngettext, number

#: So many of those that were skipped are named; a flash has to be short.
NAMED = 5


def nothing_to_do() -> str:
    return _("Please select some comments first.")


def heading(to: State, n: int) -> str:
    match to:
        case State.APPROVED:
            return ngettext("Approve %(n)s comment?", "Approve %(n)s comments?", n)
        case State.REMOVED:
            return ngettext("Remove %(n)s comment?", "Remove %(n)s comments?", n)
        case State.SPAM:
            return ngettext(
                "File %(n)s comment as spam?", "File %(n)s comments as spam?", n
            )
        case _:
            return ngettext("Reject %(n)s comment?", "Reject %(n)s comments?", n)


def decided_words(to: State, done: int, skipped: Sequence[Skipped]) -> str:
    """Return how it went: how many were decided, and who was left out and why."""
    said = _done(to, done)
    if not skipped:
        return said
    named = [f"{s.author or _('Anonymous')} ({s.why})" for s in skipped[:NAMED]]
    more = len(skipped) - len(named)
    if more:
        named.append(ngettext("%(n)s more", "%(n)s more", more))
    left = ngettext("%(n)s skipped", "%(n)s skipped", len(skipped))
    return f"{said} {left}: {', '.join(named)}."


def _done(to: State, n: int) -> str:
    match to:
        case State.APPROVED:
            return _("%(n)s approved.", n=number(n))
        case State.REMOVED:
            return _("%(n)s removed.", n=number(n))
        case State.SPAM:
            return _("%(n)s filed as spam.", n=number(n))
        case _:
            return _("%(n)s rejected.", n=number(n))
