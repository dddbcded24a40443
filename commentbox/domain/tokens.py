"""Secrets that open something: made, derived for one purpose each, stored as hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from functools import lru_cache
from uuid import UUID

#: Of a hash in hexadecimal: no two of one person's tokens share so much.
HANDLE_LENGTH = 16


def new_token() -> str:
    """Return 256 random bits in URL-safe letters."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is stored of a token; 256 random bits need no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def handle(token_hash: str) -> str:
    """Return what names a token among those of one holder: the head of its hash."""
    return token_hash[:HANDLE_LENGTH]


@lru_cache(maxsize=64)
def derived_key(secret_key: str, purpose: str) -> bytes:
    """Return a key for one purpose, so that no signature is good for another."""
    return hmac.digest(secret_key.encode(), purpose.encode(), "sha256")


def keyed_hash(secret_key: str, purpose: str, *parts: str) -> str:
    """Return a hash that says nothing without the key. Parts cannot run together."""
    said = [part.encode("utf-8", "surrogatepass") for part in parts]
    together = b"".join(len(part).to_bytes(8, "big") + part for part in said)
    return hmac.digest(derived_key(secret_key, purpose), together, "sha256").hex()


def author_token(secret_key: str, comment_id: UUID) -> str:
    """Return the token of a comment's author; derived, so a replay gives it again."""
    key = derived_key(secret_key, "author-token")
    digest = hmac.digest(key, comment_id.bytes, "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
