"""Whatever happens, in whatever order: what is held is what a fresh look would show."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox import create_app
from commentbox.config import Config
from commentbox.extensions import db
from commentbox.models import Site
from commentbox.models.settle import touch_articles
from tests.conftest import empty
from tests.factories import NOON, an_article
from tests.integration.people import Ada, Grace, Written, a_quick_token
from tests.integration.publishing.holding import Holding
from tests.page import PageClient

EVERY_S = 0.05
URLS = [
    "/api/comments?article=first",
    "/api/comments?article=first&sort=newest",
    "/articles/first",
    "/articles/first/comments?lang=de",
    "/articles/first/feed.atom",
    "/api/comments?article=second",
    "/api/counts?article=first&article=second",
    "/feed.rss",
    "/rules.json",
]
NAMING = {"rejected", "removed"}
HIDDEN = {"pending", "rejected", "spam", "removed", "withdrawn"}


class Life(RuleBasedStateMachine):
    """A site with its readers and moderators, and two processes that serve it."""

    engine: Engine
    config: Config

    @initialize()
    def begin(self) -> None:
        self.end = ExitStack()
        folder = Path(self.end.enter_context(TemporaryDirectory()))
        self.settings = replace(self.config, instance=folder)
        with Session(self.engine) as session:
            article = an_article(session)
            an_article(session, "second")
            session.commit()
            self.token = a_quick_token(session, article.site)
        self.processes = [self._start(), self._start()]
        self.states: dict[str, str] = {}
        self.written: list[Written] = []
        self.hidden = False

    def _start(self) -> Holding:
        app = create_app(self.settings, check_every_s=EVERY_S)
        app.test_client_class = PageClient
        client = app.test_client()
        assert isinstance(client, PageClient)
        return Holding(app, client)

    def _stop(self, process: Holding) -> None:
        process.front.watch.rest()
        with process.app.app_context():
            db.engine.dispose()

    def teardown(self) -> None:
        if hasattr(self, "processes"):
            for process in self.processes:
                self._stop(process)
            self.end.close()
            with self.engine.begin() as connection:
                empty(connection)

    def _at(self, which: int) -> Holding:
        return self.processes[which]

    @rule(which=st.sampled_from([0, 1]), article=st.sampled_from(["first", "second"]))
    @precondition(lambda self: not self.hidden)
    def posts(self, which: int, article: str) -> None:
        body = f"Word number {len(self.written)} of {article}."
        written = Ada(self._at(which).client).writes(body, article=article)
        self.written.append(written)
        self.states[written.id] = "pending"

    @rule(
        which=st.sampled_from([0, 1]),
        to=st.sampled_from(["approved", "rejected", "removed", "spam"]),
        data=st.data(),
    )
    @precondition(lambda self: self.written)
    def decides(self, which: int, to: str, data: Any) -> None:
        written = data.draw(st.sampled_from(self.written))
        grace = Grace(self._at(which).client, self.token)
        named: dict[str, Any] = {"rule": "respect"} if to in NAMING else {}
        answer = grace.decides(written, to, **named)
        if answer.status_code == 201:
            self.states[written.id] = to

    @rule(which=st.sampled_from([0, 1]), data=st.data())
    @precondition(lambda self: self.written)
    def withdraws(self, which: int, data: Any) -> None:
        written = data.draw(st.sampled_from(self.written))
        Ada(self._at(which).client).withdraws(written)
        self.states[written.id] = "withdrawn"

    @rule(title=st.sampled_from(["One title", "Another title"]))
    def a_command_renames_the_article(self, title: str) -> None:
        with Session(self.engine) as session:
            an_article(session, title=title)
            session.commit()

    @rule()
    def a_command_hides_or_shows_the_article(self) -> None:
        self.hidden = not self.hidden
        with Session(self.engine) as session:
            an_article(session, comments="hidden" if self.hidden else "open")
            session.commit()

    @rule(name_required=st.booleans())
    def a_command_changes_the_site(self, *, name_required: bool) -> None:
        with Session(self.engine) as session:
            site = session.query(Site).one()
            touch_articles(session, site.id, NOON)
            site.name_required = name_required
            session.commit()

    @rule(which=st.sampled_from([0, 1]))
    def a_process_restarts(self, which: int) -> None:
        self._stop(self.processes[which])
        self.processes[which] = self._start()

    @rule(which=st.sampled_from([0, 1]), url=st.sampled_from(URLS))
    def somebody_reads(self, which: int, url: str) -> None:
        self._at(which).get(url)

    @rule(which=st.sampled_from([0, 1]))
    def after_a_decision_its_process_is_never_behind(self, which: int) -> None:
        """What a process has just done itself it shows at once."""
        process = self._at(which)
        if self.hidden:
            return
        ada = Ada(process.client)
        written = ada.writes(f"Own word {len(self.written)}.", article="second")
        Grace(process.client, self.token).approves(written)
        self.written.append(written)
        self.states[written.id] = "approved"
        url = "/api/comments?article=second"
        assert written.body in process.get(url).text

    @invariant()
    def what_is_held_is_right_after_the_interval(self) -> None:
        if not hasattr(self, "processes"):
            return
        time.sleep(EVERY_S + 0.01)
        for process in self.processes:
            for url in URLS:
                held = process.get(url)
                status, headers, body = process.afresh(url)
                assert held.status_code == status, url
                assert held.data == body, url
                assert held.headers.get("ETag") == headers.get("ETag"), url
                self._shows_nothing_hidden(held.text, url)

    def _shows_nothing_hidden(self, text: str, url: str) -> None:
        for written in self.written:
            if self.states[written.id] in HIDDEN and not url.startswith("/rules"):
                assert json.dumps(written.body)[1:-1] not in text, url


def test_what_is_held_is_what_a_fresh_look_would_show(
    clean: Engine, config: Config
) -> None:
    class HereAndNow(Life):
        pass

    HereAndNow.engine, HereAndNow.config = clean, config
    run_state_machine_as_test(
        HereAndNow,
        settings=settings(
            max_examples=6,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
