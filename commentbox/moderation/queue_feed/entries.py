"""What a feed of the queue says: the newest texts that wait, with what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import QueueFeed, Site
from commentbox.moderation.cursors import BY_SORT
from commentbox.moderation.explain import tell_all
from commentbox.moderation.queue import Case, cases, in_lane, page_of
from commentbox.moderation.view import Sort
from commentbox.moderation.wording import state_name
from commentbox.text.feeds import tag_uri
from commentbox.web.desk import link
from commentbox.web.i18n import gettext as _

LENGTH = 50

#: Where somebody waits for an answer; what is filed as spam makes no noise.
LANES = (State.PENDING, State.FILTERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A text that waits. Its strings are as guests sent them."""

    id: str
    title: str
    author: str
    url: str
    sent: datetime
    lane: str
    #: Sanitised.
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    id: str
    title: str
    url: str
    updated: datetime
    entries: tuple[Entry, ...]


def queue_feed(session: Session, feed: QueueFeed) -> Feed:
    """Return the newest texts that wait on the site of a feed."""
    site, waiting = feed.site, list[Case]()
    for lane in LANES:
        query = in_lane(cases(site.id), lane)
        order = BY_SORT[Sort.NEWEST]
        waiting += page_of(session, query, order, cursor=None, limit=LENGTH).cases
    waiting.sort(key=lambda case: (case.revision.posted_at, case.comment.id))
    entries = tuple(_entry(case, site) for case in reversed(waiting[-LENGTH:]))
    return Feed(
        id=tag_uri(site.tag_host, "queue", f"{site.id}.{feed.moderator_id}"),
        title=_("Waiting on %(site)s", site=site.name),
        url=link("/desk/", site),
        updated=entries[0].sent if entries else feed.created_at,
        entries=entries,
    )


def _entry(case: Case, site: Site) -> Entry:
    comment, revision = case.comment, case.revision
    name = comment.author_name or _("Anonymous")
    lane = state_name(revision.state)
    return Entry(
        id=tag_uri(site.tag_host, "revision", f"{comment.id}.{revision.number}"),
        title=_("%(name)s on: %(title)s", name=name, title=case.article.title),
        author=name,
        url=link(f"/desk/comments/{comment.id}", site, revision=str(revision.number)),
        sent=revision.posted_at,
        lane=lane,
        html=render_template(
            "moderation/_feed_entry.html",
            html=revision.html,
            lane=lane,
            findings=[told for told in tell_all(case.findings) if told.matters],
            blind=case.blind,
        ),
    )
