"""How honest figures are kept and holding back is earned: three settings as a form."""

from __future__ import annotations

from collections.abc import Mapping

from commentbox.models import Site
from commentbox.rulebook.editor.fields import show_score
from commentbox.text.incoming import xml_safe

#: In the order of the form; ``change_site`` knows how each may be set.
NAMES = ("blind_share", "blind_bound", "filter_precision")


def set_values(site: Site) -> dict[str, str]:
    """Return how the site is, as the form has it."""
    return {name: show_score(getattr(site, name)) for name in NAMES}


def form_values(form: Mapping[str, str]) -> dict[str, str]:
    """Return what a form brings."""
    return {name: xml_safe(form.get(name, "")).strip() for name in NAMES}
