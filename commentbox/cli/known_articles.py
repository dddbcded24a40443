"""``commentbox article show`` and ``change``: what is known of one article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.articles.change_article import change_article, find_article
from commentbox.cli.options import facts_of_article, of_site
from commentbox.cli.session import find_site, now, text_of, writing
from commentbox.domain.states import State
from commentbox.models import Article, Discussion, Revision


@click.command()
@click.argument("key")
@of_site
def show(key: str, site_name: str | None) -> None:
    """Print what is known of an article, a line each."""
    with writing() as session:
        article = find_article(session, find_site(session, site_name), key)
        for name, value in _lines(session, article):
            click.echo(f"{name:<13}{value}")


def _lines(session: Session, article: Article) -> Iterator[tuple[str, object]]:
    published = article.published_at
    waiting = select(func.count()).where(
        Revision.article_id == article.id,
        Revision.live,
        Revision.state.in_([State.PENDING, State.FILTERED]),
    )
    stays = article.kept_open and article.comments is Discussion.OPEN
    yield "key", article.key
    yield "site", article.site.name
    yield "address", article.url
    yield "title", article.title
    yield "author", article.author or "-"
    yield "language", article.language
    yield "published", f"{published:%Y-%m-%dT%H:%M:%SZ}" if published else "-"
    yield "discussion", f"{article.comments.value}{', stays open' if stays else ''}"
    yield "comments", f"{article.comment_count} public, {session.scalar(waiting)} wait"
    yield "text", f"{len(article.body)} characters"
    yield "known since", f"{article.created_at:%Y-%m-%dT%H:%M:%SZ}"


@click.command()
@click.argument("key")
@of_site
@click.option("--url", help="Where it is now; the key stays.")
@click.option("--title")
@facts_of_article
def change(
    *, key: str, site_name: str | None, body_file: Path | None, **options: str | None
) -> None:
    """Change what is given, and leave the rest. The key of an article never changes."""
    given = {name: value for name, value in options.items() if value is not None}
    if body_file:
        given["body"] = text_of(body_file)
    if not given:
        raise click.UsageError("say what to change")
    with writing() as session:
        site = find_site(session, site_name)
        changed = change_article(session, site, key, given, now=now())
    click.echo(f"Article {key!r} is {'changed' if changed else 'like that already'}.")
