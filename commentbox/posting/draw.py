"""Draw a small share of texts that people decide about without the machine's say."""

from __future__ import annotations

from uuid import UUID

from commentbox.domain.tokens import keyed_hash
from commentbox.domain.verdict import BLOCK_CHECK, Finding, Outcome, Verdict
from commentbox.models import Site

#: Digits of the hash: more than enough to tell shares apart.
DIGITS = 13
ALL = float(1 << 4 * DIGITS)


def is_blind(
    site: Site, verdict: Verdict, comment_id: UUID, *, secret_key: str
) -> bool:
    """Return whether a text waits for a person without its findings.

    The lot falls by the comment's id, which nobody outside can foretell, and says the
    same whenever it is asked: nobody edits until it falls as they like. What a check
    is sure of, and what a blocked author sends, is held back as ever.
    """
    if any(_is_sure(finding, site.blind_bound) for finding in verdict.findings):
        return False
    lot = keyed_hash(secret_key, "blind", comment_id.hex)
    return int(lot[:DIGITS], 16) / ALL < site.blind_share


def _is_sure(finding: Finding, bound: float) -> bool:
    if finding.outcome is not Outcome.FILTER:
        return False
    return finding.check == BLOCK_CHECK or (finding.score or 0.0) >= bound
