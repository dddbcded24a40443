"""``commentbox article``: make articles known."""

from __future__ import annotations

from pathlib import Path

import click
from werkzeug.datastructures import MultiDict

from commentbox.articles.forms import ArticleForm, checked_key
from commentbox.articles.put_article import put_article
from commentbox.cli.session import find_site, now, text_of, writing
from commentbox.models import Discussion
from commentbox.web.json_form import check


@click.group()
def article() -> None:
    """The articles under which people talk."""


@article.command()
@click.argument("key")
@click.option("--url", required=True)
@click.option("--title", required=True)
@click.option("--site", "site_name", help="The site; may be left out if there is one.")
@click.option("--author")
@click.option("--language")
@click.option("--published-at", help="Such as 2026-01-31T12:00:00Z.")
@click.option(
    "--body-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Text or HTML of the article, for the screening only.",
)
@click.option("--comments", type=click.Choice([d.value for d in Discussion]))
def put(
    *,
    key: str,
    url: str,
    title: str,
    site_name: str | None,
    author: str | None,
    language: str | None,
    published_at: str | None,
    body_file: Path | None,
    comments: str | None,
) -> None:
    """Make an article known, or change what is known of it."""
    fields = {
        "url": url,
        "title": title,
        "author": author,
        "language": language,
        "published_at": published_at,
        "body": text_of(body_file) if body_file else None,
        "comments": comments,
    }
    form = ArticleForm(MultiDict({k: v for k, v in fields.items() if v is not None}))
    check(form)
    checked_key(key)
    with writing() as session:
        site = find_site(session, site_name)
        _article, new = put_article(session, site, key, form.to_facts(), now=now())
    click.echo(f"Article {key!r} is {'new' if new else 'up to date'}.")
