"""A site with a past: comments with findings, and what people decided about them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import Finding, Outcome, Verdict
from commentbox.models import Comment, Site
from tests.factories import NOON, a_comment, an_article, decided

#: Words that nothing but the decisions of this site speaks against.
DISLIKED = "Typisch Lampenpapst, der Lampenpapst hat wieder zugeschlagen."
LIKED = "Der zweite Absatz erklärt den Stromkreis der Leuchte sehr genau."


def said(check: str, score: float, outcome: Outcome = Outcome.NOTE) -> Verdict:
    return Verdict((Finding(check=check, score=score, rule=check, outcome=outcome),))


def a_past(
    session: Session, site: Site, count: int = 120, *, turned_from: int | None = None
) -> list[Comment]:
    """Store comments of which every third is rejected under the rule of respect.

    ``turned_from``: from this one on, people reject the others.
    """
    article = an_article(session, site=site, language="de")
    made = []
    for n in range(count):
        body = f"{DISLIKED if n % 3 == 0 else LIKED} Nummer {n}."
        comment = a_comment(
            session, article, body=body, posted_at=NOON + timedelta(minutes=n)
        )
        moment = NOON + timedelta(minutes=n + 1)
        turned = turned_from is not None and n >= turned_from
        if (n % 3 == 0) is not turned:
            decided(session, comment, State.REJECTED, rule="respect", now=moment)
        else:
            decided(session, comment, State.APPROVED, now=moment)
        made.append(comment)
    session.commit()
    return made
