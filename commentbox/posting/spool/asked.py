"""What a request asks for, told without the database: from what was last known."""

from __future__ import annotations

import sqlite3

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from commentbox.domain.errors import NotFound
from commentbox.extensions import db, is_away
from commentbox.models import Article, Site
from commentbox.posting.spool.entry import Entry
from commentbox.posting.spool.own import own_entry
from commentbox.posting.spool.spooling import spooling
from commentbox.web.asked import (
    all_sites,
    asked_id,
    asked_site,
    check_origin,
    said_speech,
    speak_for,
)
from commentbox.web.i18n import set_speech
from commentbox.web.settings import settings


class NotKnown(Exception):
    """Nothing is known of the article: perhaps it is open, perhaps there is none."""


def last_known(key: str) -> Article:
    """Return the article as it was last known; from here on its language is spoken.

    Raises ``NotKnown``, and ``NotAllowed`` where a page of somewhere else sent it.
    """
    if not _last_known_sites():
        raise NotKnown("no site is known")
    site = asked_site()
    check_origin(site)
    if (article := spooling().known.article(site, key)) is None:
        raise NotKnown("the article is not known")
    speak_for(site, article.language)
    return article


def own_spooled(
    id_: str, token: str, *, writing: bool = False
) -> tuple[Entry, Article] | None:
    """Return the author's own comment where it is in the spool, and its article.

    Raises what ``own_entry`` raises, and ``NotAllowed`` where a page of somewhere else
    wants to change it.
    """
    office, secret_key = spooling(), settings().secret_key
    entry = own_entry(office.folder, asked_id(id_), token, secret_key=secret_key)
    if entry is None:
        return None
    site = next((s for s in _last_known_sites() if s.name == entry.site), None)
    article = office.known.article(site, entry.article) if site else None
    if site is None or article is None:
        raise NotFound("nothing is known of its article any more")
    speak_for(site, article.language)
    if writing:
        check_origin(site)
    return entry, article


def sites_now_or_last_known() -> list[Site]:
    """Return every site, also while the database is away: browsers ask first whether
    a page may send anything, and what is never sent cannot be spooled.
    """
    office = spooling()
    if "sites" in g or (not office.is_away() and office.answers()):
        try:
            return all_sites()
        except SQLAlchemyError as error:
            db.session.rollback()
            if not is_away(error):
                raise
    try:
        return office.known.sites()
    except (OSError, sqlite3.Error):
        return []


def _last_known_sites() -> list[Site]:
    """Let the request know them: whatever comes, nobody asks the database for them."""
    g.sites, g.speaks = [], True
    set_speech(said_speech())
    sites = spooling().known.sites()
    g.sites = sites
    return sites
