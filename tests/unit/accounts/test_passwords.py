"""Passwords: long enough, kept so that they are costly to guess."""

from typing import Any

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from commentbox.accounts import passwords
from commentbox.accounts.passwords import hash_password, verify
from commentbox.domain.errors import InvalidFields

PASSWORD = "correct horse battery"


@pytest.mark.parametrize(
    "password",
    [
        "x" * 12,
        "x" * 128,
        # Characters count, not bytes; and no other rule.
        "ü" * 12,
        "👩\u200d🔬" * 4,
        "ü" * 128,
        " " * 12,
        "123456789012",
    ],
)
def test_a_password_of_twelve_to_128_characters_is_taken(password: str) -> None:
    stored = hash_password(password)

    assert verify(stored, password)


@pytest.mark.parametrize("password", ["", "x" * 11, "ü" * 11, "x" * 129, "x" * 100_000])
def test_a_password_of_another_length_is_refused_in_plain_words(password: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        hash_password(password)

    assert refused.value.errors == {
        "password": ["A password has 12 to 128 characters."]
    }


def test_a_password_is_kept_as_argon2id_at_the_recommended_cost() -> None:
    kept = extract_parameters(hash_password(PASSWORD))

    assert kept.type is Type.ID
    assert kept.memory_cost >= 19 * 1024
    assert kept.time_cost >= 2
    assert kept.parallelism == 1
    assert (kept.salt_len, kept.hash_len) == (16, 32)


def test_the_same_password_is_never_kept_the_same() -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


@pytest.mark.parametrize(
    "tried",
    [
        "",
        PASSWORD + " ",
        PASSWORD.upper(),
        PASSWORD[:-1],
        "ü",
        "\x00",
        PASSWORD * 50_000,
    ],
)
def test_another_password_does_not_fit(tried: str) -> None:
    assert not verify(hash_password(PASSWORD), tried)


def test_a_password_is_not_cut_before_it_is_compared() -> None:
    longest = "x" * 128

    assert not verify(hash_password(longest), longest + "y")


def test_what_is_no_hash_fits_nothing() -> None:
    assert not verify("", PASSWORD)
    assert not verify("plain text", "plain text")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash that the hasher itself has worked through."""
    worked: list[str] = []
    compare = PasswordHasher.verify

    def watched(self: PasswordHasher, kept: str, password: Any) -> bool:
        worked.append(kept)
        return compare(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    return worked


def test_for_an_unknown_user_the_same_work_is_done(work: list[str]) -> None:
    known = hash_password(PASSWORD)

    assert not verify(known, "a wrong password")
    assert not verify(None, "a wrong password")

    assert work[0] == known
    assert extract_parameters(work[1]) == extract_parameters(known)


def test_nobody_signs_in_even_with_the_password_of_nobody(work: list[str]) -> None:
    assert not verify(None, "the password of nobody at all")

    assert passwords._hasher.verify(work[0], "the password of nobody at all")
