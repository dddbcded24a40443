"""What a site has learnt: its versions, and which of them is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import NotFound
from commentbox.learning.earning import renew_earned
from commentbox.models import LayerVersion, Moderator, Site, Training, log
from commentbox.models.settle import lock_site
from commentbox.screening.layer.base import base_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a site stands with what it has learnt."""

    #: None: the shipped models alone.
    in_force: LayerVersion | None
    #: It was trained for other shipped models, and rests until the next training.
    outdated: bool
    tried_at: datetime | None


def versions(session: Session, site_id: int) -> Sequence[LayerVersion]:
    """Return all versions, accepted or not, the newest first."""
    query = select(LayerVersion).where(LayerVersion.site_id == site_id)
    return session.scalars(query.order_by(LayerVersion.version.desc())).all()


def standing(session: Session, site: Site) -> Standing:
    """Return what is in force, and whether it still fits the shipped models."""
    row = None
    if site.layer_version is not None:
        row = session.get(LayerVersion, (site.id, site.layer_version))
    training = session.get(Training, site.id)
    return Standing(
        in_force=row,
        outdated=row is not None and row.base != base_version(),
        tried_at=training.tried_at if training else None,
    )


def roll_back(
    session: Session,
    site: Site,
    version: int | None,
    *,
    moderator: Moderator | None,
    now: datetime,
) -> None:
    """Put an accepted version in force again; None: the shipped models alone.

    Raises ``NotFound`` for one that does not exist or was never accepted. Flushes; the
    caller commits.
    """
    lock_site(session, site.id)
    if version is not None:
        row = session.get(LayerVersion, (site.id, version))
        if row is None or not row.accepted:
            raise NotFound(f"there is no accepted version {version}")
    before, site.layer_version = site.layer_version, version
    if before != version:
        log(
            session,
            "layer.rolled-back",
            site_id=site.id,
            moderator=moderator,
            now=now,
            subject=site.name,
            old=before,
            new=version,
        )
    renew_earned(session, site)
    session.flush()
