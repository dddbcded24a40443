"""commentbox: a comment section that is moderated against published rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from commentbox.config import Config


def create_app(config: Config, *, check_every_s: float = 1.0) -> Flask:
    """Make the application; the only place where every part meets.

    What is held was compared with the database no longer ago than ``check_every_s``.
    Raises ``ConfigError`` where the secret key is missing.
    """
    # Imported here: a command that needs no web does not load it.
    from commentbox.accounts import routes as accounts_routes
    from commentbox.accounts.invitations import routes as invitations_routes
    from commentbox.accounts.own import routes as own_routes
    from commentbox.accounts.people import routes as people_routes
    from commentbox.accounts.programs import routes as programs_routes
    from commentbox.accounts.second import routes as second_routes
    from commentbox.analyze import routes as analyze_routes
    from commentbox.articles import routes as articles_routes
    from commentbox.articles.desk import routes as articles_desk_routes
    from commentbox.articles.seen import routes as seen_routes
    from commentbox.articles.settings import routes as settings_routes
    from commentbox.learning.desk import routes as learning_routes
    from commentbox.learning.earning import ENOUGH, earned, renew_earned
    from commentbox.learning.thresholds import would_have
    from commentbox.moderation import api as moderation_api
    from commentbox.moderation import routes as moderation_routes
    from commentbox.moderation.answering.routes import answering
    from commentbox.moderation.blocks import routes as blocks_routes
    from commentbox.moderation.bulk import routes as bulk_routes
    from commentbox.moderation.case import routes as case_routes
    from commentbox.moderation.deciding import routes as deciding_routes
    from commentbox.moderation.figures import routes as figures_routes
    from commentbox.moderation.journal import routes as journal_routes
    from commentbox.moderation.keys import routes as keys_routes
    from commentbox.moderation.live import routes as live_routes
    from commentbox.moderation.queue_feed import routes as queue_feed_routes
    from commentbox.posting import api as posting_api
    from commentbox.posting import routes as posting_routes
    from commentbox.posting.submit import submit
    from commentbox.publishing import routes as publishing_routes
    from commentbox.publishing.discussion import render_discussion
    from commentbox.publishing.embed import routes as embed_routes
    from commentbox.publishing.syndication import routes as syndication_routes
    from commentbox.rulebook import routes as rulebook_routes
    from commentbox.rulebook.editor.outlook import LookBack
    from commentbox.rulebook.editor.routes import editing
    from commentbox.screening import encoder
    from commentbox.web.app import bare_app
    from commentbox.web.openapi import routes as openapi_routes

    app = bare_app(config.with_secret())
    if config.encoder:
        encoder.enable()
    else:
        encoder.disable()
    for blueprint in (
        rulebook_routes.bp,
        articles_routes.bp,
        articles_desk_routes.bp,
        seen_routes.bp,
        settings_routes.bp,
        # Before thresholds change, the editor says what they would have done.
        editing(LookBack(would_have, earned, renew_earned, ENOUGH)),
        posting_api.bp,
        # A form with errors shows the whole discussion again, which publishing renders.
        posting_routes.page_form(render_discussion),
        posting_routes.own,
        publishing_routes.bp,
        syndication_routes.bp,
        embed_routes.bp,
        moderation_api.bp,
        moderation_routes.bp,
        bulk_routes.bp,
        # An answer from the desk is a comment, which posting stores.
        answering(submit),
        deciding_routes.bp,
        live_routes.bp,
        keys_routes.bp,
        case_routes.bp,
        blocks_routes.bp,
        journal_routes.bp,
        figures_routes.bp,
        learning_routes.bp,
        queue_feed_routes.bp,
        queue_feed_routes.public,
        accounts_routes.bp,
        own_routes.bp,
        second_routes.bp,
        programs_routes.bp,
        people_routes.bp,
        invitations_routes.bp,
        analyze_routes.bp,
        openapi_routes.bp,
    ):
        app.register_blueprint(blueprint)
    _put_in_front(app, config, check_every_s)
    return app


def _put_in_front(app: Flask, config: Config, check_every_s: float) -> None:
    """Put before the application what answers without it."""
    from commentbox.extensions import db
    from commentbox.models.erasing import before_erasure
    from commentbox.posting.erasures import Erasures
    from commentbox.posting.spool.spooling import add_spool
    from commentbox.publishing.store import put_before
    from commentbox.web.bodies import Bodies
    from commentbox.web.browsers import OpensInBrowsers
    from commentbox.web.gate import Gate

    # Behind the store: who reads what is held waits for nobody.
    app.wsgi_app = Bodies(  # type: ignore[method-assign]
        Gate(app.wsgi_app), config.trusted_proxies
    )
    with app.app_context():
        before_erasure(db.engine, Erasures(config.instance).note)
        front = put_before(app, config, db.engine, check_every_s=check_every_s)
    # Who posts asks whether readers are answered.
    add_spool(app, config, front.watch.renew)
    # In front of the store: it holds each feed once, whoever asks for it.
    app.wsgi_app = OpensInBrowsers(app.wsgi_app)  # type: ignore[method-assign]
