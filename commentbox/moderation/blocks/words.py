"""Blocks in words: how an author is known again, for how long, and who said so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commentbox.domain.verdict import BLOCK_CHECK, Finding
from commentbox.models import Block, BlockKind
from commentbox.moderation.blocks.ways import Way
from commentbox.web.i18n import N_, date_and_time
from commentbox.web.i18n import gettext as _

KINDS = {
    BlockKind.TOKEN: N_("Author key"),
    BlockKind.EMAIL: N_("E-mail address"),
    BlockKind.NETWORK: N_("Network"),
}

#: What may be chosen, in days; "open": until somebody lifts it.
OPEN = "open"
DAYS = {"1": N_("1 day"), "7": N_("7 days"), "30": N_("30 days")}


def kind_name(kind: BlockKind) -> str:
    return _(KINDS[kind])


def durations(way: Way, now: datetime) -> list[tuple[str, str]]:
    """Return what may be chosen for how long: nothing beyond the end of the way."""
    if way.ends_at is None:
        return [*((days, _(name)) for days, name in DAYS.items()), _until_lifted()]
    end = date_and_time(way.ends_at)
    fitting = [
        (days, _(name))
        for days, name in DAYS.items()
        if now + timedelta(days=int(days)) < way.ends_at
    ]
    return [*fitting, (OPEN, _("as long as possible, until %(end)s", end=end))]


def until_of(duration: str, now: datetime) -> datetime | None:
    """Return the end of a duration that ``durations`` has offered."""
    return None if duration == OPEN else now + timedelta(days=int(duration))


def say_blocks(session: Session, findings: Iterable[Finding]) -> dict[str, str]:
    """Return what to say of each block that held a text back, by ``Finding.detail``."""
    ids = {f.detail for f in findings if f.check == BLOCK_CHECK}
    found = {id_: session.get(Block, int(id_)) for id_ in ids}
    return {id_: _told(block) for id_, block in found.items() if block is not None}


def _told(block: Block) -> str:
    by, reason = block.moderator.name, block.reason
    if block.lifted_at is not None:
        return _("blocked by %(by)s, lifted since: %(reason)s", by=by, reason=reason)
    if block.until is None:
        return _("blocked by %(by)s until lifted: %(reason)s", by=by, reason=reason)
    end = date_and_time(block.until)
    said = _("blocked until %(end)s by %(by)s", end=end, by=by)
    return f"{said}: {reason}"


def _until_lifted() -> tuple[str, str]:
    return OPEN, _("until somebody lifts it")
