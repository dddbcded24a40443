"""The pages of blocks: whom one would hit, making it, the list, lifting it."""

from __future__ import annotations

from flask import Response, flash, request
from wtforms import Form

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.domain.states import State
from commentbox.extensions import db
from commentbox.models import BlockKind, Comment
from commentbox.moderation import desk
from commentbox.moderation.blocks.block import (
    block,
    block_of,
    known_block,
    lift,
)
from commentbox.moderation.blocks.forms import MAX_REASON, BlockForm, LiftForm
from commentbox.moderation.blocks.listing import list_blocks
from commentbox.moderation.blocks.ways import Reach, Way, reach, ways
from commentbox.moderation.blocks.words import durations, kind_name, until_of
from commentbox.moderation.wording import state_name
from commentbox.text.plain import excerpt, plain
from commentbox.web import limits
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.cursors import row_id
from commentbox.web.desk import asked_own_site, desk_blueprint, desk_page, link, writing
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import check
from commentbox.web.settings import settings

bp = desk_blueprint("blocks", __name__)

EXCERPT = 160


@bp.get("/desk/comments/<id_>/block")
def show_block_form(id_: str) -> Response:
    comment = desk.asked_comment(id_)
    return _form_page(comment, _way(comment, request.args.get("kind")))


@bp.post("/desk/blocks")
def post_block() -> Response:
    form = BlockForm(request.form)
    comment = desk.asked_comment(form.comment.data or "")
    way = _way(comment, form.kind.data)
    try:
        check(form)
        _block(comment, way, form)
    except InvalidFields as error:
        db.session.rollback()
        return _form_page(comment, way, form, error.errors, 422)
    flash(_("Blocked. What this author sends from now on is held back."), "")
    return see_other(link("/desk/blocks", comment.article.site))


@bp.get("/desk/blocks")
def show_blocks() -> Response:
    site = asked_own_site()
    over = request.args.get("show") == "over"
    before = _row_id(request.args.get("before"))
    page = list_blocks(db.session(), site.id, over=over, before=before, now=now())
    return desk_page(
        "moderation/blocks.html",
        site,
        section="blocks",
        page=page,
        over=over,
        before=before,
        max_reason=MAX_REASON,
        kind_name=kind_name,
    )


@bp.post("/desk/blocks/<id_>/lift")
def post_lift(id_: str) -> Response:
    site = asked_own_site()
    form = LiftForm(request.form)
    check(form)
    session, moderator = writing()
    made = block_of(session, site.id, _row_id(id_) or 0)
    moment = now()
    done = lift(
        session, made, reason=form.reason.data or "", moderator=moderator, now=moment
    )
    session.commit()
    flash(_("The block is lifted.") if done else _("It had ended already."), "")
    return see_other(link("/desk/blocks", asked_own_site()))


def _block(comment: Comment, way: Way, form: BlockForm) -> None:
    moment, comment_id = now(), comment.id
    duration = form.duration.data or ""
    if duration not in dict(durations(way, moment)):
        raise InvalidFields({"duration": [_("Please choose one of these.")]})
    session, moderator = writing()
    block(
        session,
        session.get_one(Comment, comment_id),
        way,
        reason=form.reason.data or "",
        until=until_of(duration, moment),
        moderator=moderator,
        secret_key=settings().secret_key,
        now=moment,
    )
    session.commit()


def _way(comment: Comment, kind: str | None) -> Way:
    """Return the way that is asked for, or the surest. Raises ``NotFound``."""
    found = _ways(comment)
    if not found:
        raise NotFound("nobody to block")
    if kind is None:
        return next(iter(found.values()))
    known = next((way for way in found.values() if way.kind == kind), None)
    if known is None:
        raise NotFound("no such way")
    return known


def _ways(comment: Comment) -> dict[BlockKind, Way]:
    by_network = limits.are_on()
    return ways(db.session(), comment, by_network=by_network, now=now())


def _form_page(
    comment: Comment,
    way: Way,
    form: Form | None = None,
    errors: dict[str, list[str]] | None = None,
    status: int = 200,
) -> Response:
    session, site, moment = db.session(), comment.article.site, now()
    secret_key = settings().secret_key
    hit = reach(session, comment, way.kind)
    return desk_page(
        "moderation/block.html",
        site,
        status,
        section="blocks",
        comment=comment,
        way=way,
        ways=_ways(comment),
        reach=hit,
        known=known_block(
            session, comment, way.kind, secret_key=secret_key, now=moment
        ),
        durations=durations(way, moment),
        lang=request.args.get("lang"),
        given=form.data if form else {},
        errors=errors or {},
        waiting_ones=_lanes(comment, way, hit),
        max_reason=MAX_REASON,
        kind_name=kind_name,
        state_name=state_name,
        said=lambda text: excerpt(plain(str(text.html)), EXCERPT),
    )


def _lanes(comment: Comment, way: Way, hit: Reach) -> dict[State, str]:
    """Return where those of this author that wait can be decided about together.

    A lane has no filter by network: nobody should browse by it.
    """
    site = comment.article.site
    query = {"author": comment.author_email} if way.kind is BlockKind.EMAIL else {}
    if way.kind is BlockKind.TOKEN:
        query = {"identity": str(comment.identity)}
    return {
        state: link("/desk/", site, lane=state, **query)
        for state in (State.PENDING, State.FILTERED)
        if query and state in hit.counts
    }


def _row_id(text: str | None) -> int | None:
    """Return the id of a block. Raises ``NotFound`` for what is none."""
    if text is None:
        return None
    try:
        return row_id(text)
    except ValueError:
        raise NotFound("no such block") from None
