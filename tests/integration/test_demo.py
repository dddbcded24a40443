"""The demo shows something in every lane, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.demo.fill import MODERATOR_EMAIL, fill
from commentbox.models import Article, Moderator, Site
from commentbox.models.lanes import lane_counts
from tests.conftest import BASE_URL, SECRET_KEY
from tests.factories import PASSWORD


def test_the_demo_has_comments_in_every_lane(session: Session) -> None:
    now = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

    fill(
        session,
        base_url=BASE_URL,
        password=PASSWORD,
        secret_key=SECRET_KEY,
        now=now,
    )
    session.commit()

    site = session.scalars(select(Site)).one()
    counts = lane_counts(session, site.id)
    assert all(count > 0 for count in counts.values()), counts
    assert session.scalars(select(Moderator)).one().email == MODERATOR_EMAIL
    silent = [a.key for a in session.scalars(select(Article)) if not a.comment_count]
    assert silent == ["stadtbaeume-hitze"]
