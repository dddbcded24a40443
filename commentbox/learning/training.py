"""Learn from the decisions of a site: fit, judge, store; the better one is in force."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.learning.earning import renew_earned
from commentbox.learning.judging import CheckFigures, enough, judge, split, too_few
from commentbox.learning.study import Study
from commentbox.models import LayerVersion, Moderator, Site, log
from commentbox.models.settle import lock_site
from commentbox.screening.layer.base import base_version
from commentbox.screening.layer.blob import write
from commentbox.screening.layer.fit import chosen, fit
from commentbox.screening.layer.layer import Head, Layer

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What came of a training, before it is stored."""

    #: With the heads that were accepted, and those in force for the other checks.
    layer: Layer
    figures: dict[str, CheckFigures]

    @property
    def nothing(self) -> bool:
        """Return whether no check had enough decisions to learn from."""
        return all(f.candidate is None for f in self.figures.values())

    @property
    def accepted(self) -> bool:
        """A version is accepted for what is accepted of at least one check."""
        return any(figures.accepted for figures in self.figures.values())

    @property
    def trained_on(self) -> int:
        return max((f.trained_on for f in self.figures.values()), default=0)

    @property
    def judged_by(self) -> int:
        return max((f.judged_by for f in self.figures.values()), default=0)


def learn(given: Study, in_force: Layer | None, *, say: Say = lambda _: None) -> Learnt:
    """Return what the decisions teach. Pure; takes its time."""
    heads: dict[str, Head] = dict(in_force.heads) if in_force else {}
    figures: dict[str, CheckFigures] = {}
    for check, known in given.examples.items():
        older, newer = split(known)
        if not enough(older, newer):
            figures[check] = too_few(older, newer)
            continue
        say(f"learning {check} from {len(older)} decisions")
        head = fit(check, older, chosen(check, older))
        figures[check] = judge(older, newer, head, heads.get(check))
        if figures[check].accepted:
            heads[check] = head
    return Learnt(layer=Layer(base_version(), heads), figures=figures)


def store(
    session: Session,
    site_id: int,
    learnt: Learnt,
    *,
    moderator: Moderator | None,
    now: datetime,
) -> LayerVersion:
    """Keep what was learnt as the next version, in force where it was accepted.

    Flushes; the caller commits.
    """
    site = lock_site(session, site_id)
    blob = write(learnt.layer)
    row = LayerVersion(
        site_id=site.id,
        version=_next_version(session, site),
        base=learnt.layer.base,
        digest=hashlib.sha256(blob).hexdigest(),
        blob=blob,
        accepted=learnt.accepted,
        trained_on=learnt.trained_on,
        judged_by=learnt.judged_by,
        figures={c: figures.as_json() for c, figures in learnt.figures.items()},
        trained_at=now,
    )
    session.add(row)
    session.flush()
    if row.accepted:
        site.layer_version = row.version
    log(
        session,
        "layer.trained",
        site_id=site.id,
        moderator=moderator,
        now=now,
        subject=site.name,
        version=row.version,
        accepted=row.accepted,
        trained_on=row.trained_on,
        judged_by=row.judged_by,
    )
    renew_earned(session, site)
    session.flush()
    return row


def _next_version(session: Session, site: Site) -> int:
    query = select(func.max(LayerVersion.version))
    return (session.scalar(query.where(LayerVersion.site_id == site.id)) or 0) + 1
