"""What judges on a site: the shipped models, the second tier, what the site taught."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from commentbox.learning.versions import Standing, standing
from commentbox.models import Site
from commentbox.screening import encoder
from commentbox.screening.encoder import State
from commentbox.screening.learned.shipped import VERSION
from commentbox.web.i18n import N_
from commentbox.web.i18n import gettext as _

ENCODER = {
    State.READY: N_("on"),
    State.WAITING: N_("on; it is loaded with the next comment"),
    State.OFF: N_("switched off on this server"),
    State.MISSING: N_("not installed on this server"),
    State.BROKEN: N_("broken: it failed, and comments are judged without it"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    model: str
    #: The second tier in words, and whether somebody should look after it.
    encoder: str
    encoder_broken: bool
    layer: Standing


def tiers_of(session: Session, site: Site) -> Tiers:
    state = encoder.state()
    return Tiers(
        model=VERSION,
        encoder=_(ENCODER[state]),
        encoder_broken=state is State.BROKEN,
        layer=standing(session, site),
    )
