"""Where on the desk somebody is; every link and form keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

from commentbox.domain.states import State
from commentbox.models import Site
from commentbox.moderation.filters import Filters
from commentbox.moderation.view import Beyond, LaneName, Sort, View, read_lane
from commentbox.web.urls import absolute, site_name


@dataclass(frozen=True, kw_only=True)
class Place:
    site: Site
    view: View = field(default_factory=View)
    cursor: str | None = None
    #: As the address asked for it; None: the site's own.
    lang: str | None = None

    @property
    def lane(self) -> LaneName:
        return self.view.lane

    def in_lane(self, lane: str) -> str:
        """Return the address of the beginning of a whole lane."""
        return self.looking(View(lane=read_lane(lane)))

    def looking(self, view: View) -> str:
        """Return the address of the beginning of another view."""
        return replace(self, view=view, cursor=None).here()

    def beginning(self) -> str:
        return self.looking(self.view)

    def sorted(self, sort: str) -> str:
        return self.looking(replace(self.view, sort=Sort(sort)))

    def without(self, name: str) -> str:
        """Return the address of this view with one filter, or the search, taken off."""
        if name == "q":
            lane = State.PENDING if self.lane is Beyond.ALL else self.lane
            return self.looking(replace(self.view, words="", lane=lane))
        filters = self.view.filters.without(name)
        return self.looking(replace(self.view, filters=filters))

    def everything(self) -> str:
        """Return the address of the lane without any filter or search."""
        lane = State.PENDING if self.lane is Beyond.ALL else self.lane
        return self.looking(View(lane=lane, sort=self.view.sort))

    def in_all(self) -> str:
        """Return the address of the same search in all lanes."""
        return self.looking(replace(self.view, lane=Beyond.ALL))

    def only_article(self, key: str) -> str:
        """Return the address of this view, of one article only."""
        filters = replace(self.view.filters, article=key)
        return self.looking(replace(self.view, filters=filters))

    def only_author(self, identity: UUID) -> str:
        """Return the address of all lanes' comments that are proven to be of one."""
        return self.looking(View(lane=Beyond.ALL, filters=Filters(identity=identity)))

    def on(self, site: Site) -> str:
        """Return the address of another site's desk."""
        return Place(site=site, lang=self.lang).here()

    def after(self, cursor: str) -> str:
        return replace(self, cursor=cursor).here()

    def at(self, case: UUID) -> str:
        """Return the address of this page, with that case in view."""
        return f"{self.here()}#case-{case}"

    def here(self) -> str:
        return self._address("/desk/", site=site_name(self.site))

    def case(self, comment: UUID, revision: int | None = None) -> str:
        """Return the address of a case; it remembers where it was opened from."""
        number = str(revision) if revision else None
        return self._address(f"/desk/comments/{comment}", revision=number)

    def decisions(self, comment: UUID) -> str:
        return self._address(f"/desk/comments/{comment}/decisions")

    def part(self, comment: UUID, name: str) -> str:
        """Return where a note or a passage to hide is sent, from a case."""
        return self._address(f"/desk/comments/{comment}/{name}")

    def answers(self, comment: UUID) -> str:
        return self._address(f"/desk/comments/{comment}/replies")

    def bulk(self, step: str = "") -> str:
        """Return where a stroke over many cases is looked at, or carried out."""
        return self._address(f"/desk/bulk{step}", site=site_name(self.site))

    def _address(
        self, path: str, *, revision: str | None = None, site: str | None = None
    ) -> str:
        more = {"cursor": self.cursor, "site": site, "lang": self.lang}
        return absolute(path, revision=revision, **self._kept, **more)

    @cached_property
    def _kept(self) -> dict[str, str | None]:
        """Return what every address of a page repeats."""
        return self.view.query
