"""What one does with a comment server, in the words of each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.public import isso, texts
from benchmarks.public.client import Client, expect, read_json
from benchmarks.public.commands import Instance
from benchmarks.public.servers import Server

#: Of a decision: where it goes, what is sent, with which headers.
Decision = tuple[str, Any, dict[str, str]]

QUEUE_PAGE = 100


@dataclass
class Rival:
    """A comment server that takes posts and decisions."""

    server: Server
    #: Bodies of posts, a line each, and how many of them have been used.
    bodies: Path
    used: int = field(default=0, kw_only=True)

    #: The address of a post, with the number of the article in it.
    where: str = field(init=False)
    thread: str = field(init=False)

    def take(self, amount: int) -> int:
        """Return how many bodies to leave out so that the next ones are new."""
        skip = self.used
        self.used += amount
        return skip

    def undecided(self, amount: int) -> list[Decision]:
        """Return so many approvals that can be sent, of articles other than B."""
        raise NotImplementedError


@dataclass
class Ours(Rival):
    instance: Instance
    token: str

    where = "/api/comments?article=article-{}"
    thread = "/api/comments?article=B"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def undecided(self, amount: int) -> list[Decision]:
        chosen = list(self._queue(amount))
        body = {"to": "approved", "revision": 1}
        return [
            (f"/api/comments/{id_}/decisions", body, self.headers) for id_ in chosen
        ]

    def _queue(self, amount: int) -> Iterator[str]:
        cursor, left = "", amount
        with closing(Client(self.server.port)) as client:
            while left > 0:
                path = f"/api/queue?lane=pending&limit={QUEUE_PAGE}{cursor}"
                page = read_json(expect(client.get(path, self.headers), 200, path))
                for row in page["comments"][:left]:
                    yield row["id"]
                left -= len(page["comments"])
                if page["next"] is None:
                    return
                cursor = f"&cursor={page['next']}"


@dataclass
class Isso(Rival):
    folder: Path

    where = "/new?uri=/article-{}"
    thread = "/?uri=/B&nested_limit=5"

    def undecided(self, amount: int) -> list[Decision]:
        found = isso.waiting(self.folder, amount)
        return [(f"/id/{id_}/activate/{key}", {}, {}) for id_, key in found]


#: For each field of a post, what it says (``texts.write_posts``).
OURS: dict[str, object] = {"author_name": "author", "body": "text", "consent": True}
ISSO: dict[str, object] = {"author": "author", "text": "text", "title": "An article"}


def write_bodies(folder: Path, amount: int) -> tuple[Path, Path]:
    """Return files with bodies for posts, for commentbox and for Isso."""
    ours, theirs = folder / "posts.jsonl", folder / "posts-isso.jsonl"
    texts.write_posts(ours, amount, more=OURS)
    texts.write_posts(theirs, amount, more=ISSO)
    return ours, theirs
