"""Rows of a corpus: copies of two specimens, with their own names, texts and times."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.corpus import dice, email_of, names
from benchmarks.public.specimens import Row, Rows, Specimens, Value
from benchmarks.public.texts import sentences
from benchmarks.public.thread_shapes import Article, Place, article, places
from commentbox.text.fold import fold

#: The newest comment of a corpus; the higher the number of an article, the older.
LATEST = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
APART = timedelta(seconds=45)

#: Texts have so many sentences: about 300 characters.
SENTENCES = 5

#: Columns that no copy takes over: the database counts them.
COUNTED = {"search_text": "id", "decision": "id"}

#: The columns of a table, and its rows.
Batch = dict[str, tuple[list[str], list[list[Value]]]]

#: For a table: its columns, a row to copy, and which columns are new in each copy.
Mould = tuple[str, list[str], list[Value], list[tuple[int, str]]]


class Press:
    """Makes the rows of articles, the same for the same numbers."""

    def __init__(self, specimens: Specimens) -> None:
        self.article = specimens.article
        self.moulds = [
            _moulds(rows) for rows in (specimens.approved, specimens.waiting)
        ]
        self.sentences = [(s, fold(s)) for s in sentences()]
        self.names = [(n, fold(n), email_of(n)) for n in names(2_000)]
        self.columns = {name: columns for name, columns, *_ in self.moulds[0]}

    def rows_of(self, numbers: Iterable[int]) -> Batch:
        """Return all rows of these articles and their comments, by table."""
        rows: dict[str, list[list[Value]]] = defaultdict(list)
        for number in numbers:
            one = article(number)
            rows["article"].append(list(self._article(one).values()))
            for moulds, new in self._comments(one):
                for name, _columns, row, changes in moulds:
                    copy = row.copy()
                    for place, key in changes:
                        copy[place] = new[key]
                    rows[name].append(copy)
        columns = {"article": list(self.article), **self.columns}
        return {name: (columns[name], rows[name]) for name in columns}

    def _article(self, one: Article) -> Row:
        moment = _stored(LATEST - _age(one, 0))
        return {
            **self.article,
            "id": one.number + 1,
            "key": one.key,
            "url": f"https://blog.example.org/{one.key}",
            "title": _title(one),
            "comment_count": one.public,
            "created_at": moment,
            "changed_at": _stored(LATEST.replace(microsecond=0)),
        }

    def _comments(self, one: Article) -> Iterator[tuple[list[Mould], Row]]:
        rng = dice(one.number)
        ids: list[str] = []
        for index, place in enumerate(places(one.comments)):
            posted = LATEST - _age(one, index)
            ids.append(_id(posted, rng))
            yield (
                self.moulds[index >= one.public],
                {
                    **self._said(one, rng, ids[-1]),
                    **_placed(place, ids),
                    **_times(posted),
                },
            )

    def _said(self, one: Article, rng: Random, id_: str) -> Row:
        chosen = rng.choices(self.sentences, k=SENTENCES)
        name, author, email = rng.choice(self.names)
        body = " ".join(sentence for sentence, _folded in chosen)
        words = " ".join(folded for _sentence, folded in chosen)
        return {
            "id": id_,
            "article_id": one.number + 1,
            "author_name": name,
            "author_email": email,
            "token_hash": id_ * 2,
            "body": body,
            "html": f"<p>{body}</p>",
            "body_hash": f"{rng.getrandbits(256):064x}",
            "text": f"{words} {author} {email} {fold(_title(one))}",
            "author": author,
            "email": email,
            "score": round(rng.random() ** 3 / 3, 3),
        }


def _moulds(rows: Rows) -> list[Mould]:
    """Return for each row of a specimen what stays in its copies and what does not."""
    moulds: list[Mould] = []
    for table, of_table in rows.items():
        for row in of_table:
            kept = {k: v for k, v in row.items() if k != COUNTED.get(table)}
            if "network_hash" in kept:
                # After seven days nobody has one any more.
                kept["network_hash"] = None
            columns = list(kept)
            sent = rows["comment"][0]["posted_at"]
            changes = [
                (place, key)
                for place, name in enumerate(columns)
                if (key := _changes(name, kept[name], sent))
            ]
            moulds.append((table, columns, list(kept.values()), changes))
    return moulds


def _changes(name: str, value: Value, sent: Value) -> str | None:
    """Return what of a comment stands in this column, where it is not always the same.

    What a specimen leaves empty stays empty, but for who is answered.
    """
    if value is None:
        return name if name == "parent_id" else None
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return "sent" if value == sent else "decided"
    if name == "comment_id":
        return "id"
    return name if name in NEW else None


NEW = frozenset(
    (
        *("id", "article_id", "parent_id", "root_id", "depth", "token_hash"),
        *("author_name", "author_email", "body", "html", "body_hash", "score"),
        *("text", "author", "email"),
    )
)
#: A time, as SQLite stores it.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}")


def _placed(place: Place, ids: list[str]) -> Row:
    return {
        "root_id": ids[place.root],
        "parent_id": None if place.parent is None else ids[place.parent],
        "depth": place.depth,
    }


def _times(posted: datetime) -> Row:
    return {"sent": _stored(posted), "decided": _stored(posted + timedelta(hours=1))}


def _age(one: Article, index: int) -> timedelta:
    """Return how old a comment is: those of an article follow each other."""
    oldest = max(one.number - 1, 0) * 10 + one.comments
    return APART * (oldest - index)


def _title(one: Article) -> str:
    return f"What was said about {one.key}"


def _id(posted: datetime, rng: Random) -> str:
    """Return a UUIDv7 of this moment, as it is stored."""
    ms = int(posted.timestamp() * 1000)
    last = (0x8 << 60) + rng.getrandbits(62)
    return f"{ms:012x}7{rng.getrandbits(12):03x}{last:016x}"


def _stored(moment: datetime) -> str:
    """Return a time as SQLite stores it, and as PostgreSQL reads it in UTC."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
