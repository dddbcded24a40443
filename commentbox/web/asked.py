"""What a request asks for: its site, its article, its language, its JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit
from uuid import UUID

from flask import g, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import (
    BadRequest,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from commentbox.domain.errors import NotAllowed, NotFound, NotSignedIn
from commentbox.extensions import db
from commentbox.models import Address, Article, Discussion, Site
from commentbox.web.i18n import LANGUAGES, Speech, set_speech
from commentbox.web.settings import settings


def now() -> datetime:
    """Return the time of this request; the only place of the edges that asks."""
    return datetime.now(UTC)


def all_sites() -> list[Site]:
    """Return every site; there are few, and each request needs to know if it is one."""
    if "sites" not in g:
        g.sites = list(db.session.scalars(select(Site).order_by(Site.id)))
    sites: list[Site] = g.sites
    return sites


def asked_site() -> Site:
    """Return the site that ``site=`` names, or the only one there is.

    From here on the request speaks the site's language.
    """
    site = site_among(all_sites())
    if site is None:
        raise NotFound("no such site")
    speak_for(site)
    return site


def site_among(sites: list[Site]) -> Site | None:
    """Return the one of these that ``site=`` names, or the only one there is."""
    name = request.args.get("site")
    found = [site for site in sites if name in {None, site.name}]
    return found[0] if len(found) == 1 else None


def asked_article(key: str | None = None, *, reading: bool = True) -> Article:
    """Return the article of the path or of ``article=``.

    A hidden discussion reads as an unknown article; who writes learns that it is
    closed (409), since the key alone does not say so.
    """
    key = key if key is not None else request.args.get("article", "")
    query = select(Article).where(
        Article.site_id == asked_site().id, Article.key == key
    )
    article = db.session.scalar(query) if key and "\x00" not in key else None
    if article is None or (reading and article.comments is Discussion.HIDDEN):
        raise NotFound("no such article")
    speak_for(article.site, article.language)
    return article


def speak_for(site: Site, language: str | None = None) -> Speech:
    """Choose the language: the address says it, else the article, else the site.

    Never ``Accept-Language``: one address, one answer, and caches stay honest.
    """
    speech = speech_of(site, request.args.get("lang"), language)
    set_speech(speech)
    g.speaks = True
    return speech


def speech_of(site: Site, *wishes: str | None) -> Speech:
    """Return how a site speaks: in the first language of these that it knows."""
    bare = [wish.lower().split("-")[0] for wish in (*wishes, site.language) if wish]
    chosen = next((wish for wish in bare if wish in LANGUAGES), "en")
    return Speech(chosen, site.address is Address.SIE, site.timezone)


def speak_somehow() -> None:
    """Choose a language for an error that came before any site was asked for."""
    if "speaks" in g:
        return
    try:
        asked_site()
    except (NotFound, SQLAlchemyError):
        set_speech(said_speech())


def said_speech() -> Speech:
    """Return the language that the address says, without asking any site."""
    wish = request.args.get("lang", "")
    return Speech(wish if wish in LANGUAGES else "en")


def json_object() -> dict[str, Any]:
    """Return the JSON object of the body. Raises 400, 413 or 415 if there is none."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("send application/json")
    data = request.get_data()
    # A body of unannounced length is cut off at the limit without a word.
    if request.content_length is None and len(data) == request.max_content_length:
        raise RequestEntityTooLarge
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_json
        )
    except (ValueError, RecursionError) as error:
        raise BadRequest("the body is not valid JSON") from error
    if not isinstance(value, dict):
        raise BadRequest("the body must be a JSON object")
    return value


def _each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object with a member twice: who reads it may take the other one."""
    value = dict(members)
    if len(value) < len(members):
        raise ValueError("a member stands there twice")
    return value


def _no_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def bearer_token() -> str:
    """Return the token of the ``Authorization`` header. Raises ``NotSignedIn``."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("send Authorization: Bearer TOKEN")
    return token.strip()


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def origins_of(site: Site) -> set[str]:
    """Return the origins whose pages may write: the site's, named ones, and our own."""
    named = [site.url, *site.origins, settings().base_url]
    return {origin_of(url) for url in named}


def check_origin(site: Site) -> None:
    """Refuse a write that a browser sends from a page of somewhere else."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() not in origins_of(site):
        raise NotAllowed("this origin may not write here")


def asked_id(text: str) -> UUID:
    """Return an id of the address. Raises ``NotFound`` for anything that is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("no such id") from None
