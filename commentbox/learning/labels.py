"""Decided texts with all that the screening saw of them, to learn from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from commentbox.domain.submission import Draft
from commentbox.domain.verdict import Finding
from commentbox.learning.words import BATCH, LastWord, newest
from commentbox.models import Article, Comment, Revision, Site
from commentbox.posting.facts import THREAD_TEXTS
from commentbox.screening.before import Before
from commentbox.screening.facts import Facts

#: So many decisions are learnt from at most, the newest of them.
MOST = 20_000
#: The screening reads no further in an article than this.
ARTICLE_READ = 50_000

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A text, what was around it, what the machine had said, and what a person did."""

    word: LastWord
    draft: Draft
    #: With no rules, since what counts is what the checks say, not what follows.
    facts: Facts
    #: As they were stored: by the models and the layer of that day.
    findings: tuple[Finding, ...]

    @property
    def blind(self) -> bool:
        """Return whether who decided had not seen them."""
        return self.word.blind


def decided(
    session: Session,
    site: Site,
    *,
    most: int = MOST,
    since: int = 0,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Iterator[Decided]:
    """Yield the newest decided texts in the order of time, read by key in batches.

    ``since`` leaves out what is not newer than the decision of this id; ``progress``
    is told how many of how many are read.
    """
    words = newest(session, site.id, most, since=since)
    around = _Around(session)
    for first in range(0, len(words), BATCH):
        progress(first, len(words))
        yield from _with_texts(session, words[first : first + BATCH], around)
    progress(len(words), len(words))


def _with_texts(
    session: Session, words: Sequence[LastWord], around: _Around
) -> Iterator[Decided]:
    query = (
        select(Revision, Comment)
        .join(Comment, Comment.id == Revision.comment_id)
        .options(joinedload(Comment.article, innerjoin=True))
        .where(Revision.comment_id.in_({word.comment_id for word in words}))
    )
    rows = {(r.comment_id, r.number): (r, c) for r, c in session.execute(query)}
    known = [(word, *rows[word.comment_id, word.revision]) for word in words]
    around.read([comment for _, _, comment in known])
    for word, revision, comment in known:
        yield Decided(
            word=word,
            draft=Draft(
                body=revision.body,
                language=comment.language,
                author_name=comment.author_name,
                author_email=comment.author_email,
                author_url=comment.author_url,
            ),
            facts=around.facts(comment),
            findings=tuple(map(Finding.from_json, revision.findings)),
        )


@dataclass(slots=True)
class _Around:
    """What stood around comments, each text of it read and held once."""

    session: Session
    #: The comments of an article that readers see, in order.
    threads: dict[int, list[UUID]] = field(default_factory=dict)
    bodies: dict[UUID, str] = field(default_factory=dict)
    latest: dict[UUID, str] = field(default_factory=dict)
    articles: dict[int, tuple[str, str]] = field(default_factory=dict)

    def read(self, comments: Iterable[Comment]) -> None:
        """Read what these need, with a few queries for all of them."""
        comments = list(comments)
        for comment in comments:
            self._keep(comment.article)
        self._read_threads({c.article_id for c in comments} - self.threads.keys())
        needed = {id_ for comment in comments for id_ in self._before(comment)}
        for ids in _batches(needed - self.bodies.keys()):
            query = select(Comment.id, Revision.body).join(
                Revision,
                (Revision.comment_id == Comment.id)
                & (Revision.number == Comment.shown),
            )
            rows = self.session.execute(query.where(Comment.id.in_(ids)))
            self.bodies |= dict(rows.all())
        parents = {c.parent_id for c in comments if c.parent_id}
        for ids in _batches(parents - self.latest.keys()):
            texts = select(Revision.comment_id, Revision.body)
            texts = texts.where(Revision.comment_id.in_(ids)).order_by(Revision.number)
            self.latest |= dict(self.session.execute(texts).all())

    def facts(self, comment: Comment) -> Facts:
        title, body = self.articles[comment.article_id]
        before = [self.bodies.get(id_) for id_ in self._before(comment)]
        return Facts(
            bindings=(),
            before=Before(title, body, tuple(text for text in before if text)),
            parent=self.latest.get(comment.parent_id) if comment.parent_id else None,
            words=tuple(comment.article.site.words),
        )

    def _keep(self, article: Article) -> None:
        if article.id not in self.articles:
            self.articles[article.id] = (article.title, article.body[:ARTICLE_READ])

    def _read_threads(self, ids: set[int]) -> None:
        query = select(Comment.article_id, Comment.id)
        query = query.where(Comment.article_id.in_(ids), Comment.in_view)
        self.threads |= {article_id: [] for article_id in ids}
        for below, id_ in self.session.execute(query):
            self.threads[below].append(id_)
        for article_id in ids:
            self.threads[article_id].sort()

    def _before(self, comment: Comment) -> list[UUID]:
        """Return the newest that stood there before, the newest first."""
        thread = self.threads[comment.article_id]
        here = bisect_left(thread, comment.id)
        return thread[max(0, here - THREAD_TEXTS) : here][::-1]


def _batches(ids: set[UUID]) -> Iterator[list[UUID]]:
    ordered = sorted(ids)
    for first in range(0, len(ordered), BATCH):
        yield ordered[first : first + BATCH]
