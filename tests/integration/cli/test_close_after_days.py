"""``--close-after-days``: discussions that close by themselves."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Site
from tests.integration.cli.conftest import CREATE, Run


def close_after(session: Session) -> int | None:
    session.rollback()
    return session.scalars(select(Site)).one().close_after_days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ((), None),
        (("--close-after-days", "0"), None),
        (("--close-after-days", "30"), 30),
    ],
)
def test_a_site_is_founded_with_it_or_never_closes(
    run: Run, session: Session, words: tuple[str, ...], days: int | None
) -> None:
    assert run(*CREATE, *words).code == 0

    assert close_after(session) == days


def test_it_can_be_changed_and_switched_off(founded: Run, session: Session) -> None:
    founded("site", "change", "blog", "--close-after-days", "14")
    assert close_after(session) == 14

    founded("site", "change", "blog", "--max-depth", "3")
    assert close_after(session) == 14

    said = founded("site", "change", "blog", "--close-after-days", "0")
    assert said.out == "Site 'blog' is changed.\n"
    assert close_after(session) is None


@pytest.mark.parametrize("days", ["-1", "3651", "soon"])
def test_a_number_that_makes_no_sense_is_refused(
    founded: Run, session: Session, days: str
) -> None:
    said = founded("site", "change", "blog", "--close-after-days", days)

    assert said.code == 2
    assert "--close-after-days" in said.err
    assert close_after(session) is None
