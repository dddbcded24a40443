"""Secrets: unguessable, each good for one purpose, stored as hashes."""

import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from commentbox.domain.tokens import (
    author_token,
    derived_key,
    hash_token,
    keyed_hash,
    new_token,
)

KEY = "a secret key that only tests know, long enough"
OTHER_KEY = "another secret key that only tests know, also long"
COMMENT_ID = UUID("019cae6b-6600-768f-80e6-409f13480e1f")
URL_SAFE = re.compile(r"[A-Za-z0-9_-]{32,}")

PARTS = st.lists(st.text(max_size=5), max_size=4)


def test_new_tokens_are_long_url_safe_and_never_the_same() -> None:
    tokens = [new_token() for _ in range(50)]

    assert len(set(tokens)) == 50
    assert all(URL_SAFE.fullmatch(token) and len(token) >= 43 for token in tokens)


def test_what_is_stored_of_a_token_is_its_sha_256() -> None:
    assert hash_token("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_a_token_that_is_no_text_at_all_has_a_hash_nobody_has_stored() -> None:
    assert hash_token("\ud800") != hash_token("\ud801x")
    assert len(hash_token("\ud800")) == 64


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = {derived_key(KEY, purpose) for purpose in ("stamp", "client", "")}

    assert len(keys) == 3
    assert derived_key(KEY, "stamp") == derived_key(KEY, "stamp")
    assert derived_key(KEY, "stamp") != derived_key(OTHER_KEY, "stamp")


def test_a_keyed_hash_depends_on_key_purpose_and_every_part() -> None:
    hashes = {
        keyed_hash(KEY, "client", "a", "b"),
        keyed_hash(OTHER_KEY, "client", "a", "b"),
        keyed_hash(KEY, "fingerprint", "a", "b"),
        keyed_hash(KEY, "client", "b", "a"),
        keyed_hash(KEY, "client", "a"),
        keyed_hash(KEY, "client", "a", "b", ""),
        keyed_hash(KEY, "client", "ab"),
        keyed_hash(KEY, "client", "", "ab"),
    }

    assert len(hashes) == 8
    assert all(re.fullmatch("[0-9a-f]{64}", made) for made in hashes)


@given(one=PARTS, other=PARTS)
def test_parts_cannot_run_together(one: list[str], other: list[str]) -> None:
    same = keyed_hash(KEY, "purpose", *one) == keyed_hash(KEY, "purpose", *other)

    assert same is (one == other)


def test_a_lone_surrogate_can_be_hashed_as_what_it_is() -> None:
    assert keyed_hash(KEY, "purpose", "\ud800") != keyed_hash(KEY, "purpose", "\ud801")


def test_an_author_token_is_the_same_again_and_url_safe() -> None:
    token = author_token(KEY, COMMENT_ID)

    assert token == author_token(KEY, COMMENT_ID)
    # Pinned: tokens that readers have must go on working after an upgrade.
    assert token == "ltSRQL2erPZKhjGN7w4b-agYFOFd4VAgi2tMWy-Yzh4"
    assert URL_SAFE.fullmatch(token)


def test_an_author_token_is_of_one_comment_and_one_key() -> None:
    other_id = UUID(int=COMMENT_ID.int + 1)
    tokens = {
        author_token(KEY, COMMENT_ID),
        author_token(KEY, other_id),
        author_token(OTHER_KEY, COMMENT_ID),
    }

    assert len(tokens) == 3
