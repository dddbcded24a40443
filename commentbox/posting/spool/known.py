"""What was last known of sites and articles, on disk, for when the database is away.

Nothing here counts while the database answers, and all of it may be lost: it is made
anew from what has changed since.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session

from commentbox.config import Config
from commentbox.domain.submission import ConsentMode
from commentbox.models import Address, Article, Discussion, PrivacyNotice, Site
from commentbox.rulebook.queries import notice_in_force

#: Many articles are read in portions, a transaction each.
PORTION = 1_000
#: On PostgreSQL a number may become visible after a higher one: so many are read again.
AGAIN = 100

TABLES = """
CREATE TABLE IF NOT EXISTS site (
    id INTEGER PRIMARY KEY, version INTEGER NOT NULL, facts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS article (
    id INTEGER PRIMARY KEY, site_id INTEGER NOT NULL, key TEXT NOT NULL,
    facts TEXT NOT NULL, UNIQUE (site_id, key));
"""

#: Of a site, what a post is held against before it is stored.
OF_SITE = (
    *("name", "url", "origins", "language", "timezone", "address"),
    *("consent_mode", "name_required", "network_days"),
)
#: Columns that nobody asks for here, but without which there is no row.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Row = tuple[Any, ...]


def known_file(config: Config) -> Path:
    """Return where it is kept: numbers mean nothing in another database."""
    url = make_url(config.sqlalchemy_url).render_as_string(hide_password=True)
    mark = hashlib.sha256(url.encode()).hexdigest()[:16]
    return config.instance / f"known-{mark}.db"


class Known:
    def __init__(self, path: Path) -> None:
        self.path = path

    def learn(self, session: Session) -> None:
        """Read what has changed since the last time. Reads only."""
        try:
            self._learn(session)
        except sqlite3.OperationalError:
            # Another process is at it.
            return
        except sqlite3.DatabaseError:
            # Made anew with the next look.
            self.path.unlink(missing_ok=True)

    def _learn(self, session: Session) -> None:
        with self._open() as store:
            versions = dict(store.execute("SELECT id, version FROM site"))
            (last,) = store.execute(
                "SELECT coalesce(max(id), 0) FROM article"
            ).fetchone()
            newest = session.scalar(select(func.max(Article.id))) or 0
            sites = list(session.scalars(select(Site).order_by(Site.id)))
            if versions == {s.id: s.version for s in sites} and last == newest:
                return
            for site in sites:
                before = versions.get(site.id)
                if before is not None and before < site.version:
                    changed = Article.site_version > before
                    here = Article.site_id == site.id
                    _learn_articles(store, session, here, changed)
                _learn_site(store, session, site)
            _learn_articles(store, session, Article.id > last - AGAIN)
            gone = versions.keys() - {site.id for site in sites}
            store.executemany("DELETE FROM site WHERE id = ?", [(id_,) for id_ in gone])

    def sites(self) -> list[Site]:
        """Return the sites, as rows of no session; none where nothing is known."""
        with self._open() as store:
            rows = store.execute("SELECT id, facts FROM site ORDER BY id").fetchall()
        return [_site(id_, json.loads(facts)) for id_, facts in rows]

    def notice(self, site: Site) -> PrivacyNotice:
        with self._open() as store:
            query = "SELECT facts FROM site WHERE id = ?"
            (facts,) = store.execute(query, (site.id,)).fetchone()
        version, document = json.loads(facts)["notice"]
        return PrivacyNotice(
            site_id=site.id, version=version, document=document, published_at=LONG_AGO
        )

    def article(self, site: Site, key: str) -> Article | None:
        with self._open() as store:
            query = "SELECT id, facts FROM article WHERE site_id = ? AND key = ?"
            row = store.execute(query, (site.id, key)).fetchone()
        return _article(site, row[0], key, json.loads(row[1])) if row else None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=1)) as store:
            # It may be lost: nobody waits for the disk because of it.
            store.execute("PRAGMA synchronous=OFF")
            store.executescript(TABLES)
            with store:
                yield store


def _learn_site(store: sqlite3.Connection, session: Session, site: Site) -> None:
    notice = notice_in_force(session, site.id)
    facts = {name: getattr(site, name) for name in OF_SITE}
    facts["notice"] = [notice.version, notice.document]
    store.execute(
        "INSERT OR REPLACE INTO site VALUES (?, ?, ?)",
        (site.id, site.version, json.dumps(facts)),
    )


def _learn_articles(store: sqlite3.Connection, session: Session, *which: Any) -> None:
    columns = (Article.id, Article.site_id, Article.key)
    said = (Article.comments, Article.language, Article.title)
    query = select(*columns, *said).where(*which).order_by(Article.id).limit(PORTION)
    last = 0
    while rows := session.execute(query.where(Article.id > last)).all():
        store.executemany(
            "INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?)",
            [(id_, site, key, json.dumps(rest)) for id_, site, key, *rest in rows],
        )
        last = rows[-1].id


def _site(id_: int, facts: dict[str, Any]) -> Site:
    values = {name: facts[name] for name in OF_SITE}
    values["address"] = Address(values["address"])
    values["consent_mode"] = ConsentMode(values["consent_mode"])
    site = Site(tag_host="", changed_at=LONG_AGO, created_at=LONG_AGO, **values)
    site.id = id_
    return site


def _article(site: Site, id_: int, key: str, facts: list[str]) -> Article:
    comments, language, title = facts
    article = Article(
        site=site,
        key=key,
        url="",
        title=title,
        language=language,
        comments=Discussion(comments),
        changed_at=LONG_AGO,
        created_at=LONG_AGO,
    )
    article.id = id_
    article.site_id = site.id
    return article
