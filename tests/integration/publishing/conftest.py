"""A site where somebody moderates."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Site
from tests.integration.people import someone_who_moderates


@pytest.fixture
def moderated(session: Session, site: Site) -> Site:
    someone_who_moderates(session, site)
    session.commit()
    return site
