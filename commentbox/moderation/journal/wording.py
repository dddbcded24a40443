"""The words of the log: a sentence for each kind of decision and of change.

Its gaps are filled by ``telling``; a kind that is not here is told with what was noted.
"""

from __future__ import annotations

from collections.abc import Mapping

from commentbox.domain.states import State
from commentbox.web.i18n import N_

#: A decision by what it came to; the second, where it names no rule that is known.
DECIDED = {
    State.APPROVED: (N_("%(who)s approved %(what)s"),),
    State.REJECTED: (
        N_("%(who)s rejected %(what)s under %(rule)s"),
        N_("%(who)s rejected %(what)s"),
    ),
    State.REMOVED: (
        N_("%(who)s removed %(what)s under %(rule)s"),
        N_("%(who)s removed %(what)s"),
    ),
    State.SPAM: (N_("%(who)s filed %(what)s as spam"),),
    State.FILTERED: (
        N_("%(who)s held back %(what)s under %(rule)s"),
        N_("%(who)s held back %(what)s"),
    ),
}
#: Who answers from the desk publishes it in the same stroke.
ANSWERED = N_("%(who)s answered from the desk")
AFTER_ALL = N_("%(who)s approved %(what)s after all")
#: What had been refused, or taken down, before it was approved.
REFUSED = frozenset({State.REJECTED, State.SPAM, State.REMOVED})

#: A change by its kind: the first whose gaps can all be filled.
CHANGED: Mapping[str, tuple[str, ...]] = {
    "article.closed": (
        N_("%(who)s closed the discussion of “%(subject)s” after %(after_days)s days"),
        N_("%(who)s closed the discussion of “%(subject)s”"),
    ),
    "article.opened": (N_("%(who)s opened the discussion of “%(subject)s”"),),
    "article.hidden": (N_("%(who)s hid the discussion of “%(subject)s”"),),
    "article.shown": (N_("%(who)s showed the discussion of “%(subject)s” again"),),
    "block.made": (
        N_("%(who)s blocked the author of %(what)s until %(until)s"),
        N_("%(who)s blocked the author of %(what)s"),
    ),
    "block.lifted": (N_("%(who)s lifted the block of the author of %(what)s"),),
    "block.ended": (
        N_("%(who)s ended the block of the author of %(what)s: its key is deleted"),
    ),
    "note.written": (N_("%(who)s wrote a note on %(what)s"),),
    "rules.published": (
        N_("%(who)s published version %(version)s of the rules: %(note)s"),
        N_("%(who)s published version %(version)s of the rules"),
        N_("%(who)s published new rules"),
    ),
    "privacy.published": (
        N_("%(who)s published version %(version)s of the privacy notice: %(note)s"),
        N_("%(who)s published version %(version)s of the privacy notice"),
        N_("%(who)s published a new privacy notice"),
    ),
    "site.changed": (N_("%(who)s changed the settings of the site"),),
    "layer.trained": (N_("%(who)s learned from decisions: version %(version)s"),),
    "layer.rolled-back": (
        N_("%(who)s went back to version %(new)s of what was learned"),
        N_("%(who)s let the shipped models judge alone again"),
    ),
    "people.invited": (
        N_("%(who)s invited %(subject)s as %(role)s"),
        N_("%(who)s invited %(subject)s"),
    ),
    "people.joined": (
        N_("%(subject)s joined as %(role)s"),
        N_("%(subject)s joined"),
    ),
    "people.role_changed": (
        N_("%(who)s changed the role of %(subject)s from %(before)s to %(after)s"),
        N_("%(who)s changed the role of %(subject)s"),
    ),
    "people.removed": (N_("%(who)s removed %(subject)s from the team"),),
    "people.invitation_revoked": (N_("%(who)s took back the link for %(subject)s"),),
    "people.password_link_made": (
        N_("%(who)s made a link for %(subject)s to set a new password"),
    ),
    "people.password_reset": (N_("%(subject)s got a new password"),),
    "account.renamed": (N_("%(before)s is called %(subject)s now"),),
    "account.password_changed": (N_("%(who)s set a new password"),),
    "account.second_factor_enabled": (N_("%(who)s set up a second factor"),),
    "account.second_factor_disabled": (N_("%(who)s switched off the second factor"),),
    "account.second_factor_reset": (
        N_("%(who)s switched off the second factor of %(subject)s"),
    ),
    "account.recovery_codes_renewed": (N_("%(who)s made new recovery codes"),),
    "token.created": (
        N_("%(who)s made a token for programs: %(subject)s"),
        N_("%(who)s made a token for programs"),
    ),
    "token.revoked": (
        N_("%(who)s revoked a token for programs: %(subject)s"),
        N_("%(who)s revoked a token for programs"),
    ),
    "text.redacted": (
        N_("%(who)s made a gap in %(what)s under %(rule)s"),
        N_("%(who)s made a gap in %(what)s"),
    ),
    "text.restored": (N_("%(who)s filled a gap in %(what)s again"),),
    "feed.made": (N_("%(who)s made a private feed of the queue"),),
    "feed.revoked": (N_("%(who)s revoked the private feed of the queue"),),
}
#: What the kind itself says, or what nobody needs to read.
UNSAID = {
    "article": frozenset({"key", "old", "new"}),
    "text": frozenset({"revision", "rule"}),
}
OTHERWISE = (N_("%(who)s: %(kind)s – %(subject)s"), N_("%(who)s: %(kind)s"))

MACHINE = N_("The screening")
SETTINGS = N_("commentbox")

#: Whose comment it is about, as the sentences above go on.
WHOSE = N_("%(name)s’s comment")
WHOSE_EDITED = N_("%(name)s’s edited comment")
ANONYMOUS = N_("an anonymous comment")
ERASED = N_("a comment that its author has withdrawn")
RULE = N_("rule %(number)s, “%(title)s”")
