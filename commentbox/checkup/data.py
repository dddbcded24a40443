"""Whether what is counted, searched, kept and due is as the data say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.articles import reindexing, search_index
from commentbox.checkup.check import Check
from commentbox.domain.states import State
from commentbox.jobs.queue import count_dead, count_overdue
from commentbox.learning.versions import standing
from commentbox.models import Article, IntendedDecision, NetworkKey, Site, recount
from commentbox.models.recount import Astray

#: A decision is carried out a second after its time; later, and nobody is at work.
OVERDUE = timedelta(minutes=1)
#: A job is done within a second, a flood of them within minutes.
JOBS_OVERDUE = timedelta(minutes=15)
#: Keys are deleted twice a minute.
TIDY = timedelta(minutes=5)

REPAIR = "commentbox doctor --repair"
SERVE = "start commentbox serve, which carries them out"
PURGE = "commentbox purge; commentbox serve does it by itself"
JOBS = (
    "commentbox serve does them; the log says why one failed; what is asked for again "
    "is tried again "
    "(purge: see COMMENTBOX_PURGE_URL; with the next public change)"
)
TRAIN = "commentbox train --site NAME; commentbox worker does it at night"


def _lanes(session: Session, _now: datetime) -> Iterator[str]:
    return _counters(session, recount.lanes_astray(session))


def _articles(session: Session, _now: datetime) -> Iterator[str]:
    return _counters(session, recount.articles_astray(session))


def _counters(session: Session, found: Iterable[Astray]) -> Iterator[str]:
    for astray in found:
        site = session.get_one(Site, astray.site_id)
        if isinstance(astray.of, State):
            name = f"lane {astray.of.value}"
        else:
            name = f"article {session.get_one(Article, astray.of).key}"
        yield f"{site.name}, {name}: {astray.says}, in truth {astray.counted}"


def _search(session: Session, _now: datetime) -> Iterator[str]:
    if missing := reindexing.count_missing(session):
        yield f"{missing} texts cannot be found"
    if erased := reindexing.count_erased(session):
        yield f"{erased} erased texts can be found"
    if search_index.has_mark(session):
        yield from search_index.faults(session)


def _intents(session: Session, now: datetime) -> Iterator[str]:
    query = select(func.count()).where(
        IntendedDecision.due_at < now - OVERDUE,
        IntendedDecision.overtaken_at.is_(None),
    )
    if overdue := session.scalar(query):
        yield f"{overdue} are overdue: no process is serving"


def _keys(session: Session, now: datetime) -> Iterator[str]:
    query = select(NetworkKey.made_at, Site.name, Site.network_days)
    for made_at, name, days in session.execute(
        query.join(Site, Site.id == NetworkKey.site_id).order_by(Site.id)
    ):
        if made_at < now - timedelta(days=days) - TIDY:
            yield f"that of {name} is older than {days} days"


def _layers(session: Session, _now: datetime) -> Iterator[str]:
    for site in session.scalars(select(Site).order_by(Site.id)):
        stands = standing(session, site)
        if site.layer_version is not None and stands.in_force is None:
            yield f"{site.name}: version {site.layer_version} is not there"
        elif stands.outdated:
            yield f"{site.name}: rests, since the shipped models are new"


def _jobs(session: Session, now: datetime) -> Iterator[str]:
    for kind, count in count_dead(session).items():
        yield f"{count} of the kind {kind} were given up"
    for kind, count in count_overdue(session, now - JOBS_OVERDUE).items():
        yield f"{count} of the kind {kind} are overdue: no process is serving"


def repaired(session: Session, now: datetime) -> Iterator[str]:
    """Set right what can be counted or made anew, and say what. The caller commits."""
    yield from _counters(session, recount.recount_articles(session, now=now))
    yield from _counters(session, recount.recount_lanes(session))
    if count := reindexing.drop_erased(session):
        yield f"{count} erased texts cannot be found any more"
    if count := reindexing.index_missing(session):
        yield f"{count} texts can be found again"
    if search_index.has_mark(session) and search_index.begin_anew(session):
        yield "the index of the search is made anew"


CHECKS = (
    Check("counts of lanes", _lanes, REPAIR),
    Check("counts of comments", _articles, REPAIR),
    Check("search", _search, REPAIR),
    Check("decisions to carry out", _intents, SERVE),
    Check("keys of network hashes", _keys, PURGE),
    Check("jobs", _jobs, JOBS),
    Check("what was learnt", _layers, TRAIN),
)
