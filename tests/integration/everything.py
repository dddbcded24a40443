"""Whatever people do, in any order: readers see what was approved, and nothing else.

Posts, replies, edits, decisions, undone decisions, withdrawals, discussions that close,
open and hide, new titles and restarts, all as people and programs do them. Beside them
a notebook (``notebook.py``) works out what must be seen. After each step one looks
everywhere: thread, page, fragment, feeds, counts, permalinks, the lanes, and what the
author is told. Each text has a word of its own, so that what leaks is found wherever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox import create_app
from commentbox.config import Config
from commentbox.domain.states import MOVES, NEEDS_RULE, State
from commentbox.extensions import begin_write, db
from commentbox.housekeeping import carry_out_due
from commentbox.models import IntendedDecision, Moderator, TokenKind
from commentbox.moderation.decide import Intent
from commentbox.moderation.intend import decide_at_desk, take_back
from tests.conftest import BASE_URL, empty
from tests.factories import a_site, a_token
from tests.integration.notebook import Case, Notebook
from tests.integration.people import (
    Ada,
    Grace,
    Written,
    bearer,
    someone_who_moderates,
)
from tests.integration.publishing.reading import all_of
from tests.page import PageClient, json_of

ARTICLES = ("first", "second")
#: So few that replies hang below replies.
FEW = 7
UNDO = timedelta(seconds=10)
#: A word of a text, or a name, of this test and nobody else.
OURS = re.compile(r"(?:word|name)\d{5}x")
OF_AN_ARTICLE = [
    "/articles/{}",
    "/articles/{}/comments",
    "/articles/{}/feed.rss",
    "/articles/{}/feed.atom",
    "/articles/{}/feed.json",
    "/api/comments?article={}",
    "/api/comments?article={}&sort=newest&limit=1",
]
NUMBERS = count(10_000)

articles = st.sampled_from(ARTICLES)
picks = st.integers(0, FEW - 1)


class QuickClient(PageClient):
    """It does not look whether pages are valid: so many of the same are looked at."""

    asked = 0

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        QuickClient.asked += 1
        return FlaskClient.open(self, *args, base_url=BASE_URL, **kwargs)


class Everything(RuleBasedStateMachine):
    engine: Engine
    config: Config

    def __init__(self) -> None:
        super().__init__()
        self.book = Notebook()
        folder = self.config.instance / str(next(NUMBERS))
        self.settings = replace(self.config, instance=folder)
        self.discussions = dict.fromkeys(ARTICLES, "open")
        self.titles = dict.fromkeys(ARTICLES, "")
        with Session(self.engine) as session:
            site = a_site(session)
            self.grace_id = someone_who_moderates(session, site).id
            self.tokens = {
                kind: a_token(session, kind, site=site)
                for kind in (TokenKind.SITE, TokenKind.MODERATOR)
            }
            session.commit()
        self.app: Flask | None = None
        self.it_restarts()
        for key in ARTICLES:
            self.a_discussion_is_steered(key, "open")

    def teardown(self) -> None:
        """Rows of one run are nothing to the next."""
        self._stop()
        with self.engine.begin() as connection:
            empty(connection)

    @rule()
    def it_restarts(self) -> None:
        """What is held on disk is taken up again."""
        self._stop()
        self.app = create_app(self.settings, check_every_s=0)
        self.app.test_client_class = QuickClient
        client = self.app.test_client()
        assert isinstance(client, QuickClient)
        self.client, self.ada = client, Ada(client)
        self.grace = Grace(client, self.tokens[TokenKind.MODERATOR])

    def _stop(self) -> None:
        if self.app is not None:
            self.app.extensions["commentbox.front"].watch.rest()
            with self.app.app_context():
                db.engine.dispose()

    @rule(key=articles, to=st.sampled_from(["open", "open", "closed", "hidden"]))
    def a_discussion_is_steered(self, key: str, to: str) -> None:
        self.titles[key] = f"Lamp {next(NUMBERS)}"
        answer = self.client.put(
            f"/api/articles/{key}",
            json={
                "url": f"https://blog.example.org/{key}",
                "title": self.titles[key],
                "comments": to,
            },
            headers=bearer(self.tokens[TokenKind.SITE]),
        )
        assert answer.status_code in {200, 201}
        self.discussions[key] = to

    @precondition(lambda self: len(self.book.cases) < FEW)
    @rule(key=articles, pick=st.none() | picks)
    def somebody_posts(self, key: str, pick: int | None) -> None:
        """A comment, or a reply to any of the same article that was not withdrawn."""
        there = [c for c in self.book.cases if c.article == key and not c.withdrawn]
        parent = there[pick % len(there)] if there and pick is not None else None
        name, word = f"name{next(NUMBERS)}x", f"word{next(NUMBERS)}x"
        fields: dict[str, Any] = {"parent": parent.written.id} if parent else {}
        answer = self.ada.posts(f"A {word}.", article=key, author_name=name, **fields)
        if self.discussions[key] != "open":
            assert answer.status_code == 409
            return
        assert answer.status_code == 201, answer.json
        said = json_of(answer)
        written = Written(said["id"], said["author_token"])
        self.book.cases.append(Case(written, key, name, parent, [word]))

    @precondition(lambda self: self.book.cases)
    @rule(pick=picks)
    def its_author_edits(self, pick: int) -> None:
        case, word = self._case(pick), f"word{next(NUMBERS)}x"
        answer = self.ada.edits(case.written, f"Another {word}.")
        if case.withdrawn:
            assert answer.status_code == 404
            return
        assert answer.status_code == 200, answer.json
        case.words.append(word)
        case.states.append(State.PENDING)

    @precondition(lambda self: self.book.cases)
    @rule(pick=picks)
    def its_author_withdraws(self, pick: int) -> None:
        case = self._case(pick)
        answer = self.ada.withdraws(case.written)
        assert answer.status_code == (404 if case.withdrawn else 204)
        if not case.withdrawn:
            case.withdraw()

    @precondition(lambda self: self.book.cases)
    @rule(pick=picks, newest=st.booleans(), to=st.sampled_from(sorted(State)))
    def a_program_decides(
        self,
        pick: int,
        newest: bool,  # noqa: FBT001 - Hypothesis names it
        to: State,
    ) -> None:
        case = self._case(pick)
        number = len(case.states) if newest else 1
        state = case.states[number - 1]
        fields = {"rule": "respect"} if to in NEEDS_RULE else {}
        answer = self.grace.decides(
            case.written, to.value, revision=number, seen=state.value, **fields
        )
        if case.withdrawn:
            assert answer.status_code == 404
        elif number not in case.live:
            assert answer.status_code == 409
        elif to not in MOVES[state]:
            assert answer.status_code == 422
        else:
            assert answer.status_code == 201, answer.json
            case.states[number - 1] = to

    @precondition(lambda self: any(not c.withdrawn for c in self.book.cases))
    @rule(pick=picks, wish=st.integers(0, 2), undone=st.booleans())
    def somebody_decides_at_the_desk(
        self,
        pick: int,
        wish: int,
        undone: bool,  # noqa: FBT001 - Hypothesis names it
    ) -> None:
        """Nothing is seen of it before its time has come, and never if it is undone."""
        there = [case for case in self.book.cases if not case.withdrawn]
        case = there[pick % len(there)]
        number = len(case.states)
        moves = sorted(MOVES[case.states[-1]])
        to = moves[wish % len(moves)]
        named = "respect" if to in NEEDS_RULE else None
        intent = Intent(to=to, revision=number, seen=case.states[-1], rule=named)
        now = datetime.now(UTC)
        with self._writing() as session:
            grace = session.get_one(Moderator, self.grace_id)
            decide_at_desk(
                session,
                _uuid(case),
                intent,
                moderator=grace,
                now=now,
                undo=UNDO,
                takeover=True,
            )
        self.readers_see_what_was_approved_and_nothing_else()
        if undone:
            with self._writing() as session:
                grace = session.get_one(Moderator, self.grace_id)
                rows = session.scalars(select(IntendedDecision.id)).all()
                take_back(session, list(rows), moderator=grace)
        else:
            case.states[number - 1] = to
        carry_out_due(self.engine, now=now + UNDO)

    @invariant()
    def readers_see_what_was_approved_and_nothing_else(self) -> None:
        for key in ARTICLES:
            if self.discussions[key] == "hidden":
                self._finds_nothing(key)
            else:
                self._finds_what_is_public(key)
        self._follows_permalinks()
        self._counts()

    @invariant()
    def moderators_see_what_waits(self) -> None:
        lanes = self.book.lanes()
        counts = self.grace.queue("pending")["counts"]
        assert counts == {state.value: lanes[state] for state in State}

    @invariant()
    def authors_are_told_how_it_stands(self) -> None:
        for case in self.book.cases:
            if case.withdrawn:
                assert self.ada.asks(case.written).status_code == 404
                continue
            said = self.ada.status(case.written)
            assert said["state"] == case.states[-1].value
            assert case.words[-1] in said["body"]
            hidden = self.discussions[case.article] == "hidden"
            seen = not hidden and case.public and self.book.in_view(case)
            assert said["public"] == seen

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            begin_write(session)
            yield session
            session.commit()

    def _case(self, pick: int) -> Case:
        return self.book.cases[pick % len(self.book.cases)]

    def _finds_nothing(self, key: str) -> None:
        for address in OF_AN_ARTICLE:
            assert self.client.get(address.format(key)).status_code == 404

    def _finds_what_is_public(self, key: str) -> None:
        read = self.book.read(key)
        wanted = {word for case in read for word in (case.shown, case.name)}
        for address in OF_AN_ARTICLE:
            answer = self.client.get(address.format(key))
            assert answer.status_code == 200
            found = set(OURS.findall(answer.text))
            if "limit=1" in address:
                assert found <= wanted, address
            else:
                assert found == wanted, address
            # A fragment stands below a title that the page has.
            titled = self.titles[key] in answer.text
            assert titled or address.endswith("/comments"), address
        thread = json_of(self.client.get(f"/api/comments?article={key}"))
        assert thread["article"]["count"] == len(read)
        assert thread["article"]["open"] == (self.discussions[key] == "open")
        nodes = {node["id"]: node for node in all_of(thread["comments"])}
        assert set(nodes) == {case.written.id for case in self.book.seen(key)}
        for case in self.book.seen(key):
            node = nodes[case.written.id]
            parent = case.parent.written.id if case.parent else None
            assert node["parent"] == parent
            assert (node["removed"] is None) == case.public
            by = node["removed"] and node["removed"]["by"]
            assert by == (
                None if case.public else "moderator" if case.tombstone else "author"
            )

    def _follows_permalinks(self) -> None:
        public = {
            case.written.id
            for key in ARTICLES
            if self.discussions[key] != "hidden"
            for case in self.book.read(key)
        }
        for case in self.book.cases:
            id_ = case.written.id
            answer = self.client.get(f"/comments/{id_}")
            assert answer.status_code == (303 if id_ in public else 404)

    def _counts(self) -> None:
        shown = [key for key in ARTICLES if self.discussions[key] != "hidden"]
        read = {key: self.book.read(key) if key in shown else [] for key in ARTICLES}
        answer = self.client.get("/api/counts", query_string={"article": ARTICLES})
        assert json_of(answer)["counts"] == {key: len(read[key]) for key in ARTICLES}
        wanted = {
            w for cases in read.values() for c in cases for w in (c.shown, c.name)
        }
        for form in ("rss", "atom", "json"):
            answer = self.client.get(f"/feed.{form}")
            assert set(OURS.findall(answer.text)) == wanted, form


def _uuid(case: Case) -> UUID:
    return UUID(case.written.id)


def try_everything(engine: Engine, config: Config, *, examples: int, steps: int) -> int:
    """Go so many ways of so many steps. Return how many answers were looked at."""

    class OnThisDatabase(Everything):
        pass

    OnThisDatabase.engine, OnThisDatabase.config = engine, config
    QuickClient.asked = 0
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return QuickClient.asked
