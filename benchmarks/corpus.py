"""Fill an empty database with so many comments as a busy site would have.

Rows go in as they are, not through the application: two hundred thousand of them would
take an hour otherwise. Texts are made of words whose frequencies are like those of a
language, so that frequent and rare words behave as they do in life.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import Engine, insert, text, update
from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing
from commentbox.domain.states import State
from commentbox.domain.submission import Source
from commentbox.domain.verdict import Finding, Outcome
from commentbox.models import (
    Article,
    Comment,
    Decision,
    FindingRow,
    FoundText,
    LaneCount,
    Revision,
    Via,
    added_decisions,
)
from commentbox.text.fold import fold

LATEST = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

#: Of a hundred comments; what waits are the newest.
SHARES = {
    State.APPROVED: 75,
    State.REJECTED: 8,
    State.SPAM: 3,
    State.REMOVED: 1,
    State.FILTERED: 3,
    State.PENDING: 10,
}
CHECKS = ("respect", "politics", "topic", "spam")
RULES = {"respect": "respect", "politics": "politics", "topic": "topic", "spam": "spam"}
SYLLABLES = (
    *("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti"),
    *("vo", "wu", "schla", "brei", "knau", "zwer", "stri"),
)

#: Shorter words are no names.
SHORT = 4

#: The words of which searches are made: in about a third of all texts, in ten of them.
FREQUENT, RARE, RARE_TEXTS = "lampe", "quetzalcoatl", 10
REPLIES = 0.3
FLAG_FROM = 0.5
BATCH = 2_000


def dice(seed: int) -> random.Random:
    """Return chance that is the same each time: figures are to be compared."""
    return random.Random(seed)  # noqa: S311 - nothing of it is a secret


def words(count: int = 5_000) -> list[str]:
    """Return made-up words; the earlier, the more frequent."""
    rng = dice(7)
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4)))] = None
    return list(made)


def names(count: int) -> list[str]:
    rng = dice(5)
    known = [word for word in words() if len(word) > SHORT]
    return [" ".join(rng.sample(known, 2)).title() for _ in range(count)]


def email_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


def fill(engine: Engine, site_id: int, moderator_id: int, size: int) -> None:
    """Add articles, and comments in the shares of ``SHARES``, to a new site."""
    with Session(engine) as session:
        articles = _articles(session, site_id, max(10, size // 200))
        session.commit()
        batch: list[dict[str, Any]] = []
        for row in _comments(size, articles):
            batch.append(row)
            if len(batch) == BATCH:
                _store(session, site_id, moderator_id, batch)
                batch = []
        _store(session, site_id, moderator_id, batch)
        for state, count in Counter(state_of(n, size) for n in range(size)).items():
            session.execute(
                update(LaneCount)
                .where(LaneCount.site_id == site_id, LaneCount.state == state)
                .values(count=count)
            )
        session.commit()
    if engine.dialect.name == "postgresql":
        # It does so by itself, in a while; SQLite never does.
        with engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()


def state_of(number: int, size: int) -> State:
    """Return the state of the comment with this number, the oldest first."""
    waiting = size * (SHARES[State.PENDING] + SHARES[State.FILTERED]) // 100
    rng = dice(number)
    if number >= size - waiting:
        among = [State.PENDING, State.FILTERED]
    else:
        among = [State.APPROVED, State.REJECTED, State.SPAM, State.REMOVED]
    return rng.choices(among, [SHARES[state] for state in among])[0]


def _articles(session: Session, site_id: int, count: int) -> list[Article]:
    rng = dice(11)
    known = words()
    rows = [
        {
            "site_id": site_id,
            "key": f"article-{n}",
            "url": f"https://blog.example.org/{n}",
            "title": " ".join(rng.choices(known, k=5)).capitalize(),
            "language": "de",
            "changed_at": LATEST,
            "created_at": LATEST,
        }
        for n in range(count)
    ]
    session.execute(insert(Article), rows)
    return list(session.query(Article).where(Article.site_id == site_id))


def _comments(size: int, articles: list[Article]) -> Iterator[dict[str, Any]]:
    rng = dice(13)
    known = words()
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(known))))
    rare = set(range(0, size, max(1, size // RARE_TEXTS)))
    readers = names(max(20, size // 20))
    before: dict[int, UUID] = {}
    for number in range(size):
        body = rng.choices(known, cum_weights=weights, k=rng.randint(15, 70))
        if rng.random() < 1 / 3:
            body[rng.randrange(len(body))] = FREQUENT
        if number in rare:
            body[0] = RARE
        article = articles[
            min(int(rng.expovariate(3) * len(articles)), len(articles) - 1)
        ]
        id_ = UUID(
            int=(0x019C << 112) + (number << 64) + (0x8 << 60) + rng.getrandbits(59)
        )
        parent = before.get(article.id) if rng.random() < REPLIES else None
        before[article.id] = id_
        yield {
            "id": id_,
            "article": article,
            "parent": parent,
            "name": rng.choice(readers),
            "body": " ".join(body).capitalize() + ".",
            "posted_at": LATEST - timedelta(minutes=size - number),
            "state": state_of(number, size),
            "scores": {check: round(rng.random() ** 3, 2) for check in CHECKS},
        }


def _store(
    session: Session, site_id: int, moderator_id: int, rows: list[dict[str, Any]]
) -> None:
    if not rows:
        return
    session.execute(insert(Comment), [_comment(site_id, row) for row in rows])
    session.execute(insert(Revision), [_revision(site_id, row) for row in rows])
    session.execute(insert(FoundText), [_text(site_id, row) for row in rows])
    found = [finding for row in rows for finding in _findings(site_id, row)]
    session.execute(insert(FindingRow), found)
    made = [
        _decision(site_id, moderator_id, row)
        for row in rows
        if row["state"] not in {State.PENDING, State.FILTERED}
    ]
    if made:
        ids = session.scalars(insert(Decision).returning(Decision.id), made)
        added_decisions(session, ids)


def _comment(site_id: int, row: dict[str, Any]) -> dict[str, Any]:
    public = row["state"] is State.APPROVED
    standing = Standing.PUBLIC if public else Standing.HIDDEN
    return {
        "id": row["id"],
        "site_id": site_id,
        "article_id": row["article"].id,
        "parent_id": row["parent"],
        "root_id": row["parent"] or row["id"],
        "depth": 2 if row["parent"] else 1,
        "author_name": row["name"],
        "author_email": email_of(row["name"]),
        "token_hash": row["id"].hex * 2,
        "language": "de" if row["id"].int % 7 else "en",
        "source": Source.API,
        "posted_at": row["posted_at"],
        "standing": standing,
        "in_view": public,
        "was_in_view": public,
        "in_feed": public,
        "shown": 1 if public else None,
        "published_at": row["posted_at"] if public else None,
        "changed_at": row["posted_at"] if public else None,
    }


def _outcome(check: str, row: dict[str, Any]) -> Outcome:
    return Outcome.FLAG if row["scores"][check] >= FLAG_FROM else Outcome.NOTE


def _revision(site_id: int, row: dict[str, Any]) -> dict[str, Any]:
    findings = [
        Finding(check=c, score=s, rule=RULES[c], outcome=_outcome(c, row))
        for c, s in row["scores"].items()
    ]
    flagged = [f.score or 0.0 for f in findings if f.outcome is not Outcome.NOTE]
    decided = row["state"] in {State.REJECTED, State.REMOVED, State.SPAM}
    return {
        "comment_id": row["id"],
        "number": 1,
        "site_id": site_id,
        "article_id": row["article"].id,
        "body": row["body"],
        "html": Markup("<p>{}</p>").format(row["body"]),
        "state": row["state"],
        "findings": [finding.as_json() for finding in findings],
        "outcome": max(finding.outcome for finding in findings),
        "risk": max(flagged, default=0.0),
        "rule": "respect" if decided else None,
        "posted_at": row["posted_at"],
    }


def _text(site_id: int, row: dict[str, Any]) -> dict[str, Any]:
    said = (row["body"], row["name"], email_of(row["name"]), row["article"].title)
    return {
        "site_id": site_id,
        "comment_id": row["id"],
        "revision": 1,
        "text": fold(" ".join(said)),
        "author": fold(row["name"]),
        "email": email_of(row["name"]),
    }


def _findings(site_id: int, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "comment_id": row["id"],
            "revision": 1,
            "check": check,
            "site_id": site_id,
            "score": score,
            "rule": RULES[check],
            "outcome": _outcome(check, row),
        }
        for check, score in row["scores"].items()
    ]


def _decision(site_id: int, moderator_id: int, row: dict[str, Any]) -> dict[str, Any]:
    ruled = row["state"] is not State.APPROVED
    return {
        "site_id": site_id,
        "comment_id": row["id"],
        "revision": 1,
        "from_state": State.PENDING,
        "to_state": row["state"],
        "rule": "respect" if ruled else None,
        "rulebook_version": 1,
        "automated": False,
        "via": Via.DESK,
        "moderator_id": moderator_id,
        "decided_at": row["posted_at"] + timedelta(hours=1),
        "waited_s": 3600,
        "outcome": 0,
    }
