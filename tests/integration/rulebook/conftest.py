"""Grace and Heidi are admins here."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from commentbox.models import Role, Site
from tests.desk import sign_in
from tests.factories import a_moderator
from tests.page import PageClient


@pytest.fixture
def heidi(app: Flask, admin: PageClient, session: Session, site: Site) -> PageClient:
    """Another admin, in a browser of her own."""
    known = a_moderator(
        session, "heidi@example.org", site=site, name="Heidi", role=Role.ADMIN
    )
    session.commit()
    browser = app.test_client()
    assert isinstance(browser, type(admin))
    sign_in(browser, known.email)
    return browser
