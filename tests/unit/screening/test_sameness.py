"""Two processes judge the same text alike, whatever order their sets have."""

from __future__ import annotations

import os
import subprocess
import sys

JUDGE = """
from commentbox.domain.submission import Draft
from commentbox.screening import encoder
from commentbox.screening.facts import Facts
from commentbox.screening.screen import screen
from commentbox.screening.undisguise.vocabulary import vocabulary

encoder.disable()
print(list(vocabulary()))
for text in ("Du 1d1ot, halt die K!appe.", "You st*pid m0ron.", "D*pp v*n o*en"):
    draft = Draft(body=text, language="de")
    print(screen(draft, Facts(bindings=())))
"""


def judged(seed: int) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", JUDGE],
        env=os.environ | {"PYTHONHASHSEED": str(seed)},
        capture_output=True,
        check=True,
        text=True,
    )
    return ran.stdout


def test_the_order_of_sets_changes_no_verdict() -> None:
    assert judged(1) == judged(2)
