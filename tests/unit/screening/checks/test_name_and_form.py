"""Name and form: who seems to write, and through what."""

from __future__ import annotations

import pytest

from commentbox.screening.checks.form import form
from commentbox.screening.checks.name import borrowed_name
from tests.unit.screening.drafts import a_draft, finding_of


@pytest.mark.parametrize("name", ["Grace", "GRACE", "Grаce", "Grace (Redaktion)"])
def test_a_name_like_a_moderator_s_is_found(name: str) -> None:
    draft = a_draft("Hallo", author_name=name)

    found = finding_of(borrowed_name, draft, reserved_names=("Grace",))

    assert found is not None
    assert found.detail == "staff"


@pytest.mark.parametrize("name", ["Ada", ""])
def test_another_name_says_nothing(name: str) -> None:
    draft = a_draft("Hallo", author_name=name)

    assert finding_of(borrowed_name, draft, reserved_names=("Grace",)) is None


def test_a_filled_honeypot_is_nearly_sure() -> None:
    found = finding_of(form, "Hallo", honeypot_filled=True, stamp_wrong=True)

    assert found is not None
    assert found.score == pytest.approx(0.95)
    assert found.detail == "honeypot"


def test_a_wrong_stamp_is_a_reason_to_look() -> None:
    found = finding_of(form, "Hallo", stamp_wrong=True)

    assert found is not None
    assert found.score == pytest.approx(0.5)
    assert found.detail == "stamp"


def test_an_ordinary_form_says_nothing() -> None:
    assert finding_of(form, "Hallo") is None
