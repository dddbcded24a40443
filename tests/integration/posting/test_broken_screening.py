"""Whatever breaks in the screening: the comment is stored and waits for a person."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import Evidence, Finding, Outcome
from commentbox.models import Comment, Site
from commentbox.posting import take_in
from commentbox.screening.check import Check
from commentbox.screening.learned import model
from commentbox.screening.learned.shipped import shipped
from commentbox.screening.screen import CHECKS, UNSCREENED, screen
from tests.integration.people import Ada

THANKS = "Danke für den schönen Artikel, das hat mir sehr geholfen."


def says(**fields: Any) -> Callable[..., Finding]:
    return lambda text, facts: Finding(**{"check": "odd", "score": 0.5, **fields})


def raises(error: type[BaseException]) -> Callable[..., None]:
    def judge(text: object, facts: object) -> None:
        raise error

    return judge


def hangs(text: object, facts: object) -> None:
    Event().wait(2)


def never_ends(text: object, facts: object) -> Iterator[Finding]:
    return (Finding(check="odd", score=0.5) for _ in count())


NONSENSE = {
    "nan": says(score=float("nan")),
    "inf": says(score=float("inf")),
    "negative": says(score=-1),
    "two": says(score=2),
    "text": says(score="much"),
    "number of numpy": says(score=np.float32("nan")),
    "evidence": says(evidence=(Evidence("x", 500, 501, 1.0),)),
    "share": says(evidence=(Evidence("Da", 0, 2, float("nan")),)),
    "no evidence": says(evidence=None),
    "outcome": says(outcome="published"),
    "outcome beyond": says(outcome=99),
    "detail": says(detail=None),
    "detail of bytes": says(detail=b"odd"),
    "nul": says(detail="\x00"),
    "half a character": says(detail="\ud800"),
    "long": says(detail="x" * 10_000_000),
    "rule": says(rule=17),
    "not a finding": lambda text, facts: {"check": "odd", "score": 0},
    "too many": lambda text, facts: [Finding(check="odd", score=0.5)] * 1000,
    "never ends": never_ends,
    "hangs": hangs,
    **{
        error.__name__: raises(error)
        for error in (MemoryError, RecursionError, SystemExit, KeyboardInterrupt)
    },
}


def the_one(session: Session) -> Comment:
    session.rollback()
    return session.scalars(select(Comment)).one()


def unscreened(comment: Comment) -> set[str]:
    return {f["detail"] for f in comment.latest.findings if f["check"] == UNSCREENED}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("judge", NONSENSE.values(), ids=NONSENSE)
def test_a_check_that_breaks_loses_no_comment_and_publishes_none(
    ada: Ada, session: Session, monkeypatch: pytest.MonkeyPatch, judge: Any
) -> None:
    checks = (Check("odd", judge), *CHECKS)
    monkeypatch.setattr(take_in, "screen", partial(screen, checks=checks, patience=0.5))

    written = ada.writes(THANKS)

    comment = the_one(session)
    assert comment.latest.state is State.PENDING
    assert comment.latest.outcome == Outcome.FLAG
    assert "odd" in unscreened(comment)
    thread = ada.client.get("/api/comments", query_string={"article": "first"})
    assert written.id not in thread.get_data(as_text=True)


def arrays() -> dict[str, Any]:
    path = Path(model.__file__).parents[1] / "shipped" / "respect.npz"
    with np.load(path) as held:
        return {name: held[name] for name in held.files}


def changed(**other: Any) -> bytes:
    kept = {k: v for k, v in {**arrays(), **other}.items() if v is not None}
    file = io.BytesIO()
    np.savez(file, **kept)
    return file.getvalue()


BROKEN = {
    "missing": lambda: None,
    "empty": lambda: b"",
    "torn": lambda: changed()[:5000],
    "text": lambda: b"version https://git-lfs",
    "lacks": lambda: changed(stack=None),
    "beside": lambda: changed(other=np.zeros(2)),
    "objects": lambda: changed(surface=np.array([{}], dtype=object)),
    "shape": lambda: changed(surface=np.zeros((1, 1), np.float32)),
    "flat": lambda: changed(stack=np.float32(1)),
    "nan": lambda: changed(stack=arrays()["stack"] * np.float32("nan")),
    "nan starts": lambda: changed(starts=arrays()["starts"] * np.float32("nan")),
    "inf step": lambda: changed(step=np.float64("inf")),
    "no table": lambda: changed(table=np.zeros(0, np.int8)),
}


@pytest.fixture
def a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[bytes | None], None]]:
    def put(content: bytes | None) -> None:
        if content is not None:
            (tmp_path / "respect.npz").write_bytes(content)
        monkeypatch.setattr(model, "files", lambda package: tmp_path)
        shipped.cache_clear()

    yield put
    shipped.cache_clear()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_model_judges_nothing_and_a_person_does(
    ada: Ada, session: Session, a_model: Any, content: Callable[[], bytes | None]
) -> None:
    a_model(content())

    ada.writes(THANKS)

    comment = the_one(session)
    assert comment.latest.state is State.PENDING
    assert "respect" in unscreened(comment)


def test_the_same_model_in_another_place_judges(
    ada: Ada, session: Session, a_model: Any
) -> None:
    a_model(changed())

    ada.writes(THANKS)

    assert "respect" not in unscreened(the_one(session))


def test_models_that_cannot_be_read_cost_no_comment_where_a_site_has_taught(
    ada: Ada, session: Session, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> str:
        raise PermissionError

    monkeypatch.setattr("commentbox.posting.layers.base_version", refused)
    site.layer_version = 1
    session.commit()

    ada.writes()

    assert the_one(session).latest.state is State.PENDING
