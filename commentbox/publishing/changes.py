"""What is known of changes: as of when, and what has changed since an answer was made.

Versions of a site follow one another as its changes do (``Site.version``): whoever
knows the version at which an answer was made, and what has changed with later ones,
knows whether it is still right. Pure; who asks the database is ``watch.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commentbox.web.holding import Origin, Reach

#: So many changed articles of a site are remembered; then all that is older is let go.
MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A site as the database shows it."""

    site: int
    version: int
    #: When it got that, to tell it from the same number of another history.
    changed_at: str
    renewed: int
    #: Articles that changed since the version that was known, with theirs; None: all.
    articles: Mapping[int, int] | None


@dataclass(slots=True, kw_only=True)
class SiteChanges:
    #: Every change up to this version has been seen,
    through: int
    #: at this time.
    changed_at: str
    #: What was made before this version is not known to be right.
    since: int
    #: The latest version that was heard of, perhaps ahead of ``through``.
    latest: int
    #: The last version with which each article changed.
    articles: dict[int, int] = field(default_factory=dict)

    def is_outdated(self, origin: Origin) -> bool:
        """Return whether something has changed that the answer does not show."""
        if origin.version < self.since:
            return True
        if origin.reach is Reach.ARTICLE:
            return origin.version < self.articles.get(origin.article, 0)
        return origin.reach is Reach.SITE and origin.version < self.latest

    def note(self, version: int, renewed: int, articles: Mapping[int, int]) -> None:
        self.latest = max(self.latest, version)
        self.since = max(self.since, renewed)
        for article, changed in articles.items():
            self.articles[article] = max(changed, self.articles.get(article, 0))
        if len(self.articles) > MOST:
            self.since = max(self.since, *self.articles.values())
            self.articles.clear()


class Changes:
    """The changes of all sites."""

    def __init__(self) -> None:
        self.sites: dict[int, SiteChanges] = {}

    def known(self, site: int) -> int | None:
        """Return up to which version the changes of a site have been seen."""
        found = self.sites.get(site)
        return found.through if found else None

    def is_outdated(self, origin: Origin) -> bool:
        if origin.reach is Reach.NOTHING:
            return False
        site = self.sites.get(origin.site)
        if site is None or set(origin.sites) != self.sites.keys():
            return True
        return site.is_outdated(origin)

    def hear(
        self, site: int, version: int, renewed: int, articles: Iterable[int]
    ) -> None:
        """Note what this process itself has changed; others may have, before it."""
        if found := self.sites.get(site):
            found.note(version, renewed, dict.fromkeys(articles, version))

    def see(self, seen: Seen) -> bool:
        """Note what the database shows; return whether it tells of another history.

        It does after a backup was put back: then nothing is known any more.
        """
        found = self.sites.get(seen.site)
        if found is None or self._is_another(found, seen):
            self.sites[seen.site] = SiteChanges(
                through=seen.version,
                changed_at=seen.changed_at,
                since=seen.version,
                latest=seen.version,
            )
            return True
        everything = seen.articles is None
        since = seen.version if everything else seen.renewed
        found.note(seen.version, since, seen.articles or {})
        found.through, found.changed_at = seen.version, seen.changed_at
        return False

    @staticmethod
    def _is_another(found: SiteChanges, seen: Seen) -> bool:
        if seen.version == found.through:
            return seen.changed_at != found.changed_at
        return seen.version < found.through

    def forget_others(self, sites: Iterable[int]) -> bool:
        """Forget sites that are gone; return whether there were any."""
        gone = self.sites.keys() - set(sites)
        for site in gone:
            del self.sites[site]
        return bool(gone)

    def as_json(self) -> dict[str, Any]:
        return {
            str(site): [
                *(c.through, c.changed_at, c.since, c.latest),
                [list(pair) for pair in c.articles.items()],
            ]
            for site, c in self.sites.items()
        }

    def merge(self, stored: Mapping[str, Any]) -> None:
        """Take over what another process knows. Raises ``ValueError`` for nonsense."""
        try:
            for text, (through, changed_at, since, latest, articles) in stored.items():
                site = int(text)
                there = SiteChanges(
                    through=int(through),
                    changed_at=str(changed_at),
                    since=int(since),
                    latest=int(latest),
                    articles={int(a): int(v) for a, v in articles},
                )
                here = self.sites.get(site)
                if here is None or there.through > here.through:
                    here, there = there, here or there
                    self.sites[site] = here
                here.note(there.latest, there.since, dict(there.articles))
        except (TypeError, ValueError, AttributeError) as error:
            raise ValueError("not a list of changes") from error
