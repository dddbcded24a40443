"""What the team did at the demo's desk besides deciding: notes, answers, a block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from commentbox.articles.change_site import change_site
from commentbox.articles.steer import set_discussion
from commentbox.demo.texts import DemoDeed
from commentbox.domain.submission import Badge, Submission
from commentbox.domain.verdict import Verdict
from commentbox.models import (
    Article,
    Audience,
    BlockKind,
    Comment,
    Discussion,
    Moderator,
)
from commentbox.models.ids import id_of
from commentbox.moderation.answering.answer import Answer, answer
from commentbox.moderation.blocks.block import block
from commentbox.moderation.blocks.ways import Way
from commentbox.moderation.case.notes import write_note
from commentbox.moderation.case.redact import Passage, hide
from commentbox.posting.submit import submit


@dataclass(frozen=True, slots=True)
class Team:
    """The moderators, by name, and all that they have before them."""

    session: Session
    moderators: Mapping[str, Moderator]
    articles: Mapping[str, Article]
    ids: Mapping[str, UUID]
    secret_key: str

    def do(self, deed: DemoDeed, moment: datetime) -> None:
        act = {
            "note": self._note,
            "answer": self._answer,
            "redaction": self._redaction,
            "block": self._block,
            "closing": self._close,
            "setting": self._set,
        }[deed.kind]
        act(deed, self.moderators[deed.by], moment)

    def _note(self, deed: DemoDeed, moderator: Moderator, moment: datetime) -> None:
        write_note(
            self.session,
            self.ids[deed.on],
            deed.body,
            audience=Audience(deed.audience),
            moderator=moderator,
            now=moment,
        )

    def _answer(self, deed: DemoDeed, moderator: Moderator, moment: datetime) -> None:
        answer(
            self.session,
            self.ids[deed.on],
            Answer(body=deed.body, badge=Badge(deed.badge)),
            submit=partial(_submit_then, moment),
            moderator=moderator,
            secret_key=self.secret_key,
            now=moment,
        )

    def _redaction(
        self, deed: DemoDeed, moderator: Moderator, moment: datetime
    ) -> None:
        passage = Passage(text=deed.passage, rule=deed.rule, revision=1)
        hide(self.session, self.ids[deed.on], passage, moderator=moderator, now=moment)

    def _block(self, deed: DemoDeed, moderator: Moderator, moment: datetime) -> None:
        block(
            self.session,
            self.session.get_one(Comment, self.ids[deed.on]),
            Way(kind=BlockKind.EMAIL),
            reason=deed.reason,
            until=moment + timedelta(days=deed.days),
            moderator=moderator,
            secret_key=self.secret_key,
            now=moment,
        )

    def _close(self, deed: DemoDeed, moderator: Moderator, moment: datetime) -> None:
        article = self.articles[deed.article]
        set_discussion(
            self.session, article, Discussion.CLOSED, moderator=moderator, now=moment
        )

    def _set(self, deed: DemoDeed, moderator: Moderator, moment: datetime) -> None:
        site = next(iter(self.articles.values())).site
        change_site(self.session, site, deed.values, moderator=moderator, now=moment)


def _submit_then(
    moment: datetime,
    session: Session,
    submission: Submission,
    verdict: Verdict,
    *,
    comment_id: UUID,
    secret_key: str,
) -> Comment:
    """Store an answer with an id of its own time: threads are read in that order."""
    own: dict[str, Any] = {"comment_id": id_of(moment), "secret_key": secret_key}
    return submit(session, submission, verdict, **own)
