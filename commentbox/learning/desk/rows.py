"""The rules of a site beside how right the checks were that serve them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commentbox.learning.figures import RuleFigures, by_rule
from commentbox.models import Site
from commentbox.moderation.wording import check_name
from commentbox.rulebook.document import Rules, read_rules
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.web.i18n import speech

#: So many of the newest decisions are looked at.
LAST = 1_000

#: Of fewer cases no share is shown: it would only look like one.
FEWEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A check that serves a rule, and how right it was."""

    rule: str
    check: str
    name: str
    figures: RuleFigures
    #: The check may hold back, by the rules in force.
    filters: bool


def rules_now(session: Session, site: Site) -> Rules:
    book = rulebook_in_force(session, site.id)
    return read_rules(book.document, book.version, speech().variant)


def rows_of(session: Session, site: Site) -> Sequence[Row]:
    rules = rules_now(session, site)
    rows = []
    for figures in by_rule(session, site, last=LAST):
        binding, rule = figures.binding, rules.get(figures.binding.rule)
        rows.append(
            Row(
                rule=f"{rule.number}. {rule.title}" if rule else binding.rule or "",
                check=binding.check,
                name=check_name(binding.check),
                figures=figures,
                filters=binding.filter_from is not None,
            )
        )
    return rows
