"""Where on the desk somebody is; every link and form keeps it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from commentbox.domain.states import State
from commentbox.models import Site
from commentbox.web.urls import absolute, site_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    site: Site
    lane: State = State.PENDING
    cursor: str | None = None
    #: As the address asked for it; None: the site's own.
    lang: str | None = None

    def in_lane(self, lane: str) -> str:
        """Return the address of the beginning of a lane."""
        return replace(self, lane=State(lane), cursor=None).here()

    def on(self, site: Site) -> str:
        """Return the address of another site's desk."""
        return Place(site=site, lang=self.lang).here()

    def after(self, cursor: str) -> str:
        return replace(self, cursor=cursor).here()

    def at(self, case: UUID) -> str:
        """Return the address of this page, with that case in view."""
        return f"{self.here()}#case-{case}"

    def here(self) -> str:
        return absolute(
            "/desk/",
            lane=self.lane,
            cursor=self.cursor,
            site=site_name(self.site),
            lang=self.lang,
        )

    def case(self, comment: UUID, revision: int | None = None) -> str:
        """Return the address of a case; the lane says where it was opened from."""
        return absolute(
            f"/desk/comments/{comment}",
            revision=str(revision) if revision else None,
            lane=self.lane,
            lang=self.lang,
        )

    def decisions(self, comment: UUID) -> str:
        return absolute(f"/desk/comments/{comment}/decisions", lang=self.lang)
