"""What the page of a case shows beside the card: read once, with few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from commentbox.models import Note, Redaction
from commentbox.moderation.case.around import Around, around
from commentbox.moderation.case.diff import Step, steps_of
from commentbox.moderation.case.drawn import Drawn, drawn_of
from commentbox.moderation.case.notes import notes_of
from commentbox.moderation.case.passage import Passage, nearest_passage
from commentbox.moderation.case.past import AuthorPast, past_of
from commentbox.moderation.case.redact import redactions_of
from commentbox.moderation.highlight import Span, highlight, spans_of
from commentbox.moderation.history import Past, history_of
from commentbox.moderation.queue import Case
from commentbox.rulebook.document import Rule
from commentbox.rulebook.queries import rules_then
from commentbox.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Hidden:
    """A passage that readers do not see."""

    row: Redaction
    words: str
    rule: Rule | None
    #: Whether the words stand in the text at hand; an edit may have brought them back.
    stands_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    #: The text as it was sent, with evidence and hidden passages marked.
    source: Markup
    #: In the text at hand, and in other texts of the comment.
    hidden: Sequence[Hidden]
    hidden_elsewhere: Sequence[Hidden]
    #: What of the article is nearest to the comment; None: nothing of it is known.
    passage: Passage | None
    around: Around
    author: AuthorPast
    steps: Sequence[Step]
    notes: Sequence[Note]
    #: All decisions about the comment, the latest first.
    history: Sequence[Past]
    #: Whether machine and person agreed, where the text was decided blind.
    drawn: Drawn | None


def dossier_of(session: Session, case: Case) -> Dossier:
    comment, text = case.comment, case.revision
    hidden = _hidden(session, case)
    here = [each for each in hidden if each.row.revision == text.number]
    history = history_of(session, comment)
    return Dossier(
        source=_source(case, here),
        hidden=here,
        hidden_elsewhere=[each for each in hidden if each not in here],
        passage=nearest_passage(case.article.body, text.body),
        around=around(session, comment),
        author=past_of(session, comment),
        steps=steps_of(comment.revisions),
        notes=notes_of(session, comment.id),
        history=history,
        drawn=drawn_of(case, history),
    )


def _hidden(session: Session, case: Case) -> list[Hidden]:
    found = []
    rows = redactions_of(session, case.comment.id)
    for row, rule in zip(rows, rules_then(session, rows), strict=True):
        text = case.comment.revision(row.revision)
        words = text.body[row.start : row.end] if text else ""
        stands_here = words in case.revision.body
        found.append(Hidden(row, words, rule, stands_here))
    return found


def _source(case: Case, hidden: Sequence[Hidden]) -> Markup:
    cuts = [
        Span(each.row.start, each.row.end, each.words, _("hidden"), cut=True)
        for each in hidden
    ]
    return highlight(case.revision.body, [*spans_of(case.findings), *cuts])
