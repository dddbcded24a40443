"""Where new articles of a site are looked for, as the desk tells it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.articles.site_lists import troubles_of, wanted_lists
from commentbox.models import ListKind, Site, SiteList
from commentbox.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class ListState:
    """A list that the site names, and what reading it came to, if it was read."""

    kind: ListKind
    url: str
    row: SiteList | None

    @property
    def has_failed(self) -> bool:
        return self.row is not None and self.row.failures > 0

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """Return what went wrong, each with its address, in the language of the desk.

        As plain text: templates hold what they are given for a text of ours.
        """
        found = troubles_of(self.row) if self.row else []
        return [(trouble.url, _(trouble.text, **trouble.values)) for trouble in found]


def lists_of(session: Session, site: Site) -> list[ListState]:
    query = select(SiteList).where(SiteList.site_id == site.id)
    rows = {(row.kind, row.url): row for row in session.scalars(query)}
    return [
        ListState(kind, url, rows.get((kind, url)))
        for kind, url in wanted_lists(site).items()
    ]
