"""The log of a site: its page, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from flask import Response, request
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import InvalidFields
from commentbox.domain.states import State
from commentbox.extensions import db
from commentbox.models import Article, Membership, Moderator, Site
from commentbox.moderation.clock import day_name, time_of
from commentbox.moderation.journal import export
from commentbox.moderation.journal.filter import CHANGES, DECISIONS, MACHINE, LogFilter
from commentbox.moderation.journal.reading import (
    Entry,
    read,
    read_all,
    read_cursor,
    write_cursor,
)
from commentbox.moderation.journal.rows import days_of
from commentbox.moderation.wording import state_name
from commentbox.rulebook.document import read_rules
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.web.desk import asked_own_site, desk_blueprint, desk_page
from commentbox.web.i18n import N_, speech
from commentbox.web.i18n import gettext as _

bp = desk_blueprint("journal", __name__)

PAGE_SIZE = 50

KINDS = (
    (DECISIONS, N_("Decisions")),
    (CHANGES, N_("All changes")),
    ("article", N_("Articles")),
    ("text", N_("Gaps in texts")),
    ("block", N_("Blocks")),
    ("rules", N_("Rules")),
    ("privacy", N_("Privacy notice")),
    ("site", N_("Settings")),
    ("people", N_("People")),
    ("account", N_("Accounts")),
    ("token", N_("Tokens for programs")),
    ("feed", N_("Feeds of the queue")),
)

Writer = Callable[[Iterable[Entry]], Iterator[bytes]]
FILES: dict[str, tuple[Writer, str]] = {
    "csv": (export.as_csv, "text/csv; charset=utf-8"),
    "json": (export.as_json, "application/json"),
}


@bp.get("/desk/log")
def show_log() -> Response:
    site, session = asked_own_site(), db.session()
    wanted = LogFilter.read(site, request.args)
    cursor = request.args.get("cursor")
    before = read_cursor(cursor) if cursor else None
    entries, more = read(session, wanted, before=before, limit=PAGE_SIZE)
    return desk_page(
        "moderation/log.html",
        site,
        422 if wanted.errors else 200,
        section="log",
        wanted=wanted,
        article=_article(session, wanted),
        days=days_of(session, entries, site.timezone),
        more=write_cursor(more) if more else None,
        cursor=cursor,
        kinds=[(kind, _(name)) for kind, name in KINDS],
        people=[(str(id_), name) for id_, name in _people(session, site)],
        machine=MACHINE,
        rules=_rules(session, site),
        states=[state for state in State if state is not State.PENDING],
        state_name=state_name,
        day_name=day_name,
        time_of=time_of,
    )


@bp.get("/desk/log.<any(csv,json):format_>")
def export_log(format_: str) -> Response:
    site = asked_own_site()
    wanted = LogFilter.read(site, request.args)
    if wanted.errors:
        raise InvalidFields({name: [text] for name, text in wanted.errors.items()})
    writer, content_type = FILES[format_]
    answer = Response(_streamed(db.engine, wanted, writer))
    answer.content_type = content_type
    answer.cache_control.no_store = True
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{site.name}-log.{format_}"
    )
    return answer


def _streamed(engine: Engine, wanted: LogFilter, writer: Writer) -> Iterator[bytes]:
    # A session of its own: that of the request is gone before the last line is sent.
    with Session(engine) as session:
        yield from writer(read_all(session, wanted))


def _people(session: Session, site: Site) -> list[tuple[int, str]]:
    query = (
        select(Moderator.id, Moderator.name)
        .join(Membership, Membership.moderator_id == Moderator.id)
        .where(Membership.site_id == site.id)
        .order_by(Moderator.name, Moderator.id)
    )
    return [(id_, name) for id_, name in session.execute(query)]


def _rules(session: Session, site: Site) -> list[tuple[str, str]]:
    book = rulebook_in_force(session, site.id)
    rules = read_rules(book.document, book.version, speech().variant).rules
    return [(rule.code, f"{rule.number}. {rule.title}") for rule in rules]


def _article(session: Session, wanted: LogFilter) -> Article | None:
    if not wanted.article:
        return None
    query = select(Article).where(
        Article.site_id == wanted.site.id, Article.key == wanted.article
    )
    return session.scalar(query)
