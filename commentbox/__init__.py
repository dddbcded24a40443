"""commentbox: a comment section that is moderated against published rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from commentbox.config import Config


def create_app(config: Config) -> Flask:
    """Make the application; the only place where every part meets.

    Raises ``ConfigError`` where the secret key is missing.
    """
    # Imported here: a command that needs no web does not load it.
    from commentbox.accounts import routes as accounts_routes
    from commentbox.articles import routes as articles_routes
    from commentbox.moderation import api as moderation_api
    from commentbox.moderation import routes as moderation_routes
    from commentbox.posting import api as posting_api
    from commentbox.posting import routes as posting_routes
    from commentbox.publishing import routes as publishing_routes
    from commentbox.publishing.discussion import render_discussion
    from commentbox.rulebook import routes as rulebook_routes
    from commentbox.web.app import bare_app
    from commentbox.web.openapi import routes as openapi_routes

    app = bare_app(config.with_secret())
    for blueprint in (
        rulebook_routes.bp,
        articles_routes.bp,
        posting_api.bp,
        # A form with errors shows the whole discussion again, which publishing renders.
        posting_routes.page_form(render_discussion),
        posting_routes.own,
        publishing_routes.bp,
        moderation_api.bp,
        moderation_routes.bp,
        accounts_routes.bp,
        openapi_routes.bp,
    ):
        app.register_blueprint(blueprint)
    return app
