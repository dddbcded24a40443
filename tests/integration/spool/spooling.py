"""A server whose database goes away and comes back, and what is in its spool."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from commentbox.extensions import db
from commentbox.models import Comment
from commentbox.posting.spool.spooling import Spooling
from commentbox.posting.spool.storing import Storing
from tests.factories import SECRET_KEY
from tests.integration.outages import Outage
from tests.integration.people import Ada
from tests.page import PageClient


@dataclass(frozen=True, slots=True)
class Server:
    app: Flask
    client: PageClient
    engine: Engine
    outage: Outage

    @property
    def office(self) -> Spooling:
        office: Spooling = self.app.extensions["commentbox.spool"]
        return office

    @property
    def ada(self) -> Ada:
        return Ada(self.client)

    def learns(self) -> None:
        with Session(self.engine) as session:
            self.office.known.learn(session)

    def lets_go(self) -> None:
        """Let the connections go, so that a lock can be had."""
        with self.app.app_context():
            db.engine.dispose()
        self.engine.dispose()

    def goes_away(self) -> None:
        """Let it be as after a post that the database did not take."""
        self.learns()
        self.office.went_away()

    def stores(self) -> int:
        """Store what waits, as the housekeeping does."""
        return Storing(
            self.engine, self.office, secret_key=SECRET_KEY, by_speed=False
        ).store_all()

    def spooled(self) -> int:
        return self.office.folder.length().posts

    def comments(self) -> int:
        with Session(self.engine) as session:
            return session.scalar(select(func.count()).select_from(Comment)) or 0
