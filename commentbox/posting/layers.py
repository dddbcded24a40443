"""What a site has taught, parsed once in each process."""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import LayerVersion, Site
from commentbox.screening.layer.base import base_version
from commentbox.screening.layer.blob import BadBlob, read
from commentbox.screening.layer.layer import Layer

log = logging.getLogger(__name__)

#: Half a megabyte each: so many sites that are busy at the same time.
HELD = 32

#: By the digest of what was stored; None: it is no layer.
_held: dict[str, Layer | None] = {}


def layer_of(session: Session, site: Site) -> Layer | None:
    """Return the layer in force; None: the checks speak for themselves.

    That holds as well for one that was trained on other shipped models, or is damaged.
    """
    if site.layer_version is None:
        return None
    try:
        base = base_version()
    except OSError as error:
        # The checks that need the file say so; the comment is stored.
        log.warning("cannot read the shipped models: %s", error)
        return None
    here = (
        LayerVersion.site_id == site.id,
        LayerVersion.version == site.layer_version,
        LayerVersion.base == base,
    )
    digest = session.scalar(select(LayerVersion.digest).where(*here))
    if digest is None:
        return None
    if digest not in _held:
        blob = session.scalar(select(LayerVersion.blob).where(*here)) or b""
        while len(_held) >= HELD:
            _held.pop(next(iter(_held)), None)
        _held[digest] = _parsed(blob, site)
    return _held.get(digest)


def earned_by(site: Site) -> dict[str, float]:
    """Return from which threshold on checks may hold back that must earn it."""
    return {check: shown["from"] for check, shown in site.earned.items()}


def _parsed(blob: bytes, site: Site) -> Layer | None:
    try:
        return read(blob)
    except BadBlob as error:
        log.warning(
            "cannot use layer %s of site %s: %s", site.layer_version, site.id, error
        )
        return None
