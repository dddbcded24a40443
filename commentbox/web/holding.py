"""How a view says that its answers may be held, and what they depend on.

A view joins by one line, ``@held("cursor", "sort")``, and by handing ``public`` the row
it was made from: ``public(…, of=article)``. Both only say; the store itself stands in
front of the application (``publishing/front.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, request

from commentbox.extensions import begin_snapshot, db
from commentbox.models import Article, Site
from commentbox.web.asked import all_sites
from commentbox.web.i18n import LANGUAGES

#: Where a note stands in the environment of a request that the store has sent.
NOTE = "commentbox.note"
#: Set by what stands in front: the database is away, or too many wait already, so that
#: nobody shall wait in vain.
AWAY = "commentbox.away"
#: Set for who stands in front, where too many wait already.
BUSY = "commentbox.busy"

#: Longer addresses are answered, each for itself.
MAX_QUERY = 4_000
#: The only parameters that every view has.
ALWAYS = frozenset({"site", "lang"})

#: As if it were not there.
SAYS_NOTHING = frozenset({("lang", ""), ("cursor", ""), ("sort", "oldest")})

View = Callable[..., Response]


class Reach(StrEnum):
    """Whose changes make an answer old."""

    #: One article's, and what shows under every article.
    ARTICLE = "article"
    #: Any that readers see on the site.
    SITE = "site"
    #: What shows under every article: rules, notice, settings.
    FRAME = "frame"
    #: None: it changes with this version of commentbox only.
    NOTHING = "nothing"


#: Beside the numbers of articles.
PLACES = {Reach.SITE: 0, Reach.ARTICLE: 0, Reach.FRAME: -1, Reach.NOTHING: -2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What an answer was made from, as it was before anything else was read."""

    reach: Reach
    site: int = 0
    article: int = 0
    #: The version of the site.
    version: int = 0
    #: All sites that there were: with a second one, addresses look different.
    sites: tuple[int, ...] = ()

    @property
    def place(self) -> tuple[int, int]:
        """Return where one looks for it when something has changed."""
        return self.site, self.article or PLACES[self.reach]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a view says of its answer."""

    origin: Origin
    changed_at: datetime | None
    #: When the answer ends by itself.
    until: datetime | None
    #: Cursors that it hands out: pages behind them may be held as well.
    leads: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Which parameters choose the answer of a view."""

    parameters: frozenset[str]
    #: Of these, those that may stand there more than once.
    repeated: frozenset[str]
    #: With one of these an answer is made for itself and not held.
    never: frozenset[str]
    on_disk: bool


_HELD: dict[Callable[..., Any], Held] = {}


def held(
    *parameters: str,
    repeated: tuple[str, ...] = (),
    never: tuple[str, ...] = (),
    on_disk: bool = True,
) -> Callable[[View], View]:
    """Let the answers of a view be held, by the parameters that choose between them.

    Others are ignored: the view does not even see them. ``site`` and ``lang`` are
    always among them, and of several with one name the first counts.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def in_one_snapshot(*args: Any, **kwargs: Any) -> Response:
            begin_snapshot(db.session())
            return view(*args, **kwargs)

        _HELD[in_one_snapshot] = Held(
            parameters=ALWAYS | {*parameters, *repeated},
            repeated=frozenset(repeated),
            never=frozenset(never),
            on_disk=on_disk,
        )
        return in_one_snapshot

    return mark


def how_held(view: Callable[..., Any]) -> Held | None:
    return _HELD.get(view)


#: An article, or all of a site; of neither: ``frame_of(site)``, ``NOTHING``.
Of = Article | Site | tuple[Reach, Site | None]

#: For what is the same for all sites, whatever they are set to.
NOTHING: Of = (Reach.NOTHING, None)


def frame_of(site: Site) -> Of:
    """Return what stands for rules, notice and settings of a site alone."""
    return Reach.FRAME, site


def note(
    of: Of,
    *,
    changed_at: datetime | None,
    until: datetime | None,
    leads: frozenset[str],
) -> None:
    """Tell the store, where it has asked, what this answer depends on."""
    if NOTE in request.environ:
        request.environ[NOTE] = Note(
            origin=_origin(of), changed_at=changed_at, until=until, leads=leads
        )


def _origin(of: Of) -> Origin:
    if isinstance(of, tuple):
        reach, site = of
        if site is None:
            return Origin(reach=reach)
    else:
        reach = Reach.ARTICLE if isinstance(of, Article) else Reach.SITE
        site = of.site if isinstance(of, Article) else of
    return Origin(
        reach=reach,
        site=site.id,
        article=of.id if isinstance(of, Article) else 0,
        version=site.version,
        sites=tuple(row.id for row in all_sites()),
    )


Pairs = tuple[tuple[str, str], ...]


def choosing(how: Held, query: str, given: Mapping[str, Any]) -> Pairs | None:
    """Return what of a query chooses the answer, in one order.

    None where the answer is not held, or where the query cannot be read. ``given`` are
    the names that the path has set already.
    """
    try:
        text = query.encode("latin-1").decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict")
    except ValueError:
        return None
    names = {name for name, _value in pairs}
    if len(query) > MAX_QUERY or names & how.never:
        return None
    chosen: dict[tuple[str, str], None] = {}
    seen = set(given)
    for name, value in pairs:
        if name in how.parameters and (name in how.repeated or name not in seen):
            seen.add(name)
            if (said := _said(name, value)) is not None:
                chosen[name, said] = None
    # The order of articles to count is the order of the answer; else it says nothing.
    return tuple(sorted(chosen, key=lambda pair: pair[0]))


def _said(name: str, value: str) -> str | None:
    """Return a value in the one way of saying it; None where it says nothing."""
    if (name, value) in SAYS_NOTHING:
        return None
    if name == "lang":
        bare = value.lower().split("-")[0]
        return bare if bare in LANGUAGES else "und"
    return value


def as_query(pairs: Pairs) -> str:
    return urlencode(pairs)
