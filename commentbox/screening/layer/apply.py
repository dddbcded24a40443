"""Set right what the checks said by what the site has taught."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from commentbox.domain.verdict import Finding
from commentbox.screening.layer.features import CHECKS, look
from commentbox.screening.layer.layer import Layer, explained
from commentbox.screening.reading import Text

Said = Mapping[str, Sequence[Finding]]

#: What judged before a site's own layer did, and what is said of it then. How a comment
#: was sent stays what decided, if it did.
GENERIC = frozenset({"", "learned", "encoder", "lexicon", "overlap"})
SITE = "site"


def scores(said: Said) -> dict[str, float | None]:
    """Return what each check said that can be taught; 0 where it found nothing.

    One that broke could not tell, whatever else it found.
    """
    return {check: _score(check, said[check]) for check in CHECKS if check in said}


def taught(layer: Layer, text: Text, said: Said) -> list[Finding]:
    """Return, for each check that the site has taught, what it says by now."""
    given = scores(said)
    of = look(text, given)
    found = []
    for check in given:
        adjusted = layer.adjusted(check, given, text, of)
        if adjusted is None:
            continue
        before = _strongest(check, said[check])
        shares = explained(text, before.evidence, adjusted)
        found.append(
            replace(
                before,
                score=adjusted.score,
                evidence=shares,
                detail=SITE if before.detail in GENERIC else before.detail,
            )
        )
    return found


def _score(check: str, found: Iterable[Finding]) -> float | None:
    own = [finding.score for finding in found if finding.check == check]
    known = [score for score in own if score is not None]
    broke = any(finding.check != check for finding in found)
    if broke or (own and not known):
        return None
    return max(known, default=0.0)


def _strongest(check: str, found: Iterable[Finding]) -> Finding:
    own = [finding for finding in found if finding.check == check]
    nothing = Finding(check=check, score=0.0)
    return max(own, key=lambda finding: finding.score or 0.0, default=nothing)
