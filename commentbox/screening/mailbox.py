"""Mailboxes made to be thrown away, by the domain of an address."""

from __future__ import annotations

from functools import cache


def is_disposable(address: str | None) -> bool:
    """Whether the domain of ``address``, or one above it, hands out such mailboxes."""
    domain = (address or "").rpartition("@")[2].strip().rstrip(".").lower()
    return any(parent in _domains() for parent in _with_parents(domain))


def _with_parents(domain: str) -> list[str]:
    """Return the domain and those above it: mail.x.example, x.example, example."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


@cache
def _domains() -> frozenset[str]:
    # Imported with the first address: a list of some ten thousand domains.
    from disposable_email_domains import blocklist  # noqa: PLC0415

    return frozenset(blocklist)
