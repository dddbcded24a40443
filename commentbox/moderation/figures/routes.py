"""The page of figures of a site."""

from __future__ import annotations

from flask import Response, request

from commentbox.extensions import db
from commentbox.moderation.clock import lasting, short_day
from commentbox.moderation.figures.page import figures
from commentbox.moderation.figures.period import LENGTHS, asked_period
from commentbox.moderation.figures.reckon import OUTCOMES
from commentbox.web.asked import now
from commentbox.web.desk import asked_own_site, desk_blueprint, desk_page
from commentbox.web.i18n import N_
from commentbox.web.i18n import gettext as _

bp = desk_blueprint("figures", __name__)

NAMES = {
    "approved": N_("Approved"),
    "rejected": N_("Rejected"),
    "spam": N_("Spam"),
    "removed": N_("Removed"),
    "open": N_("Still open"),
}


@bp.get("/desk/figures")
def show_figures() -> Response:
    site, moment = asked_own_site(), now()
    asked = asked_period(site, request.args, now=moment)
    return desk_page(
        "moderation/figures.html",
        site,
        422 if asked.errors else 200,
        section="figures",
        asked=asked,
        lengths=sorted(LENGTHS),
        figures=figures(db.session(), site, asked.period, now=moment),
        names=[(name, _(NAMES[name])) for name in OUTCOMES],
        lasting=lasting,
        short_day=short_day,
    )
