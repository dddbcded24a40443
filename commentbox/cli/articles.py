"""``commentbox article``: make articles known."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from commentbox.articles.forms import ArticleForm, checked_key
from commentbox.articles.page_reading import fetch_articles
from commentbox.articles.put_article import put_article
from commentbox.articles.sightings import page_at, register, register_found, taken
from commentbox.articles.site_address import on_site
from commentbox.cli.discovering import discover
from commentbox.cli.known_articles import change, show
from commentbox.cli.options import facts_of_article, of_site
from commentbox.cli.session import find_site, now, settings, text_of, writing
from commentbox.models import Article
from commentbox.outside.door import Door
from commentbox.outside.refusals import OutsideError
from commentbox.web.json_form import check


@click.group()
def article() -> None:
    """The articles under which people talk."""


for command in (discover, show, change):
    article.add_command(command)


@article.command()
@click.argument("key")
@click.option("--url", required=True)
@click.option("--title", required=True)
@of_site
@facts_of_article
def put(
    *, key: str, site_name: str | None, body_file: Path | None, **options: str | None
) -> None:
    """Make an article known, or change what is known of it."""
    fields = options | {"body": text_of(body_file) if body_file else None}
    form = ArticleForm(MultiDict({k: v for k, v in fields.items() if v is not None}))
    check(form)
    checked_key(key)
    with writing() as session:
        site = find_site(session, site_name)
        _article, new = put_article(session, site, key, form.to_facts(), now=now())
    click.echo(f"Article {key!r} is {'new' if new else 'up to date'}.")


@article.command("list")
@of_site
def list_articles(site_name: str | None) -> None:
    """Print what is known, a line each: key, discussion, comments, address."""
    with writing() as session:
        site = find_site(session, site_name)
        query = select(
            Article.key, Article.comments, Article.comment_count, Article.url
        ).where(Article.site_id == site.id)
        for key, comments, count, url in session.execute(query.order_by(Article.id)):
            click.echo(f"{key}\t{comments.value}\t{count}\t{url}")


@article.command()
@click.argument("url")
@of_site
def fetch(url: str, site_name: str | None) -> None:
    """Read a page of the site, and make known what its box names."""
    config = settings()
    with writing() as session:
        site = find_site(session, site_name)
        site_id, site_url = site.id, site.url
    address = on_site(site_url, url)
    if address is None:
        raise click.ClickException(f"{url} does not lie below {site_url}")
    door = Door(base_url=config.base_url, private_hosts=config.allow_private_hosts)
    try:
        found = fetch_articles(door, site_url, address)
    except OutsideError as error:
        raise click.ClickException(f"{address}: {error}") from error
    if not found:
        raise click.ClickException(f"{address}: it carries no <comment-box article=…>")
    with writing() as session:
        page = page_at(session, site_id, address)
        new = (
            register(session, page, found, now=now())
            if page
            else register_found(session, site_id, found, now=now())
        )
        holders = taken(session, site_id, found)
    for key in found:
        if key in holders:
            said = f"is not added: its address belongs to {holders[key]!r}"
        else:
            said = "is new" if key in new else "is known already"
        click.echo(f"Article {key!r} {said}.")
