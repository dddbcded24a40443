"""What the script of the desk says by itself, in the language of the page."""

from __future__ import annotations

from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import ngettext


def script_words() -> dict[str, str]:
    """Return texts by name; the script fills in what stands in braces."""
    return {
        "one": ngettext("%(total)s comment", "%(total)s comments", 1, total="{n}"),
        "many": ngettext("%(total)s comment", "%(total)s comments", 2, total="{n}"),
        "undo": _("Undo"),
        "left": _("%(n)s s", n="{n}"),
        "nothing_to_undo": _("There is nothing to undo."),
        "which_rule": _("Which rule? Press its number, or Escape."),
        "no_more": _("This is the last case here."),
        "nobody": _("Anonymous"),
        "anyway": _("Decide anyway"),
        "not_decided": _("Nothing was decided"),
        "gone": _("The author has withdrawn this comment."),
        "changed": _("The author has sent another text."),
        "see_case": _("See the case"),
        "signed_out": _("You are signed out. Load the page again to sign in."),
        "away": _("The server does not answer. What is shown may be out of date."),
        "back": _("The server answers again."),
        "failed": _("The server did not answer. Please try again."),
    }
