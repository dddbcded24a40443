"""Count after the storm: what was acknowledged is there, once, and all of a piece."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Comment, Decision, Revision
from tests.factories import SECRET_KEY
from tests.faults.load import Ledger
from tests.faults.machine import PATIENCE_S, Machine

#: What the doctor says of a small disk and of a clock that was set is our own doing.
OURS = {"disk:", "clock:"}


@dataclass(frozen=True, slots=True)
class Count:
    acknowledged: int
    lost: int
    twice: int
    #: Decisions that were acknowledged, and are not the state of their comment.
    undone: int
    decisions: int
    #: What ``commentbox doctor`` finds wrong.
    wrong: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.twice or self.undone or self.wrong)

    def __str__(self) -> str:
        said = (
            f"{self.acknowledged} acknowledged, {self.lost} lost, {self.twice} twice; "
            f"{self.decisions} decisions, {self.undone} undone"
        )
        return f"{said}; {'; '.join(self.wrong)}" if self.wrong else said


def emptied(machine: Machine) -> float:
    """Wait until the spool is empty, and return how long that took."""
    began = time.monotonic()
    while machine.spooled():
        if time.monotonic() > began + PATIENCE_S:
            raise AssertionError(f"{machine.spooled()} posts are still in the spool")
        time.sleep(0.02)
    return time.monotonic() - began


def counted(machine: Machine, ledger: Ledger) -> Count:
    emptied(machine)
    with machine.opened() as engine, Session(engine) as session:
        rows = session.execute(
            select(Comment.id, Revision.body, Revision.state).join(Revision)
        ).all()
        people = select(Decision.comment_id).where(Decision.automated.is_(False))
        decided = Counter(map(str, session.scalars(people)))
    bodies = Counter(body for _id, body, _state in rows)
    there = {str(id_): (body, state) for id_, body, state in rows}
    lost = [i for i, body in ledger.posts.items() if there.get(i, ("",))[0] != body]
    undone = [
        id_
        for id_, to in ledger.decisions.items()
        if there.get(id_, ("", ""))[1] != to or decided[id_] != 1
    ]
    doubles = [n for n in (*bodies.values(), *decided.values()) if n > 1]
    return Count(
        acknowledged=len(ledger.posts),
        lost=len(lost),
        twice=len(doubles) + len(ledger.twice),
        undone=len(undone),
        decisions=len(ledger.decisions),
        wrong=tuple(_doctor(machine)),
    )


def _doctor(machine: Machine) -> list[str]:
    """Return what the doctor finds wrong: counters, log, search, jobs."""
    said = subprocess.run(
        [sys.executable, "-m", "commentbox", "doctor"],
        env={k: v for k, v in os.environ.items() if "COMMENTBOX" not in k}
        | {
            "COMMENTBOX_INSTANCE": str(machine.instance),
            "COMMENTBOX_DATABASE_URL": machine.url,
            "COMMENTBOX_SECRET_KEY": SECRET_KEY,
            "COMMENTBOX_BASE_URL": "http://127.0.0.1:1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode not in {0, 1}:
        return [said.stderr[-300:]]
    wrong = [line.split() for line in said.stdout.splitlines()]
    return [" ".join(w) for w in wrong if w[0] == "wrong" and w[1] not in OURS]
