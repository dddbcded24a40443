from __future__ import annotations

import pytest
from hypothesis import given

from commentbox.text.names import looks_like, skeleton
from tests.hostile import hostile_line, judged

RESERVED = ("Grace", "Ada", "Alice", "Grace Hopper", "Redaktion", "Admin")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *((name, "Grace") for name in ("Grace", "grace", "GRACE", "Gräce", "Gr4ce")),
        *(
            (name, "Grace")
            for name in ("Grасе", "ＧＲＡＣＥ", "𝓖𝓻𝓪𝓬𝓮", "ɢʀᴀᴄᴇ", "🅶🆁🅰🅲🅴")
        ),
        *(
            (name, "Grace")
            for name in ("G\u0337r\u0337a\u0337ce", "Gr\u200bace", "Grace!")
        ),
        *((name, "Grace") for name in ("G r a c e", "G.r.a.c.e", "_Grace_", "@Grace")),
        *((name, "Grace") for name in ("Admin-Grace", "Grace (Team)", "GraceTeam")),
        ("AIice", "Alice"),
        ("A1ice", "Alice"),
        ("Adrnin", "Admin"),
        ("@dmin", "Admin"),
        ("Red aktion", "Redaktion"),
        ("Redakti0n", "Redaktion"),
        ("Ada Müller", "Ada"),
        ("Adа", "Ada"),
    ],
)
def test_promise_03_a_name_that_imitates_is_known(name: str, meant: str) -> None:
    assert looks_like(name, (meant,)) == meant


@pytest.mark.parametrize(
    "name",
    [
        *("Adam", "Adalbert", "Adana", "Nevada", "Graceland", "Disgrace", "Ada95"),
        *("Hopper", "Administratorin", "Redaktionsschluss", "Al", "Anna", "Мария"),
        *("", " ", "...", "\u200b", "1"),
    ],
)
def test_another_name_is_nobodys(name: str) -> None:
    assert looks_like(name, RESERVED) is None


def test_a_name_without_letters_is_never_reserved() -> None:
    assert looks_like("...", ("", "!!!")) is None


def test_a_skeleton_keeps_only_letters_and_digits() -> None:
    assert skeleton(" Gräce. Höpper 99 ") == "gracehopper99"


@given(name=hostile_line)
@judged
def test_every_name_looks_like_itself(name: str) -> None:
    bones = skeleton(name)

    assert looks_like(name, (name,)) == (name if bones else None)
    assert bones == bones.casefold()
    assert not bones or bones.isalnum()
