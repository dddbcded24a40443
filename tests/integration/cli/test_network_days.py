"""``--network-days``: how long a sender's network is known."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Site
from tests.integration.cli.conftest import CREATE, Run


def network_days(session: Session) -> int:
    session.rollback()
    return session.scalars(select(Site)).one().network_days


@pytest.mark.parametrize(
    ("words", "days"),
    [((), 7), (("--network-days", "0"), 0), (("--network-days", "3"), 3)],
)
def test_a_site_is_founded_with_it_or_knows_networks_for_a_week(
    run: Run, session: Session, words: tuple[str, ...], days: int
) -> None:
    assert run(*CREATE, *words).code == 0

    assert network_days(session) == days


def test_the_same_line_still_founds_a_site_that_keeps_none(
    founded: Run, session: Session
) -> None:
    founded("site", "change", "blog", "--network-days", "0")

    again = founded(*CREATE)

    assert again.code == 0
    assert network_days(session) == 0


@pytest.mark.parametrize("days", ["-1", "8", "soon"])
def test_more_than_a_week_is_refused(founded: Run, session: Session, days: str) -> None:
    said = founded("site", "change", "blog", "--network-days", days)

    assert said.code == 2
    assert network_days(session) == 7
