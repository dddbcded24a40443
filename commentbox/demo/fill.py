"""Fill an empty database with the demo, on the road that every comment takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from commentbox.accounts.enrol import create_moderator
from commentbox.articles.found_site import found_site
from commentbox.articles.put_article import ArticleFacts, put_article
from commentbox.demo.team import Team
from commentbox.demo.texts import (
    DemoComment,
    DemoDeed,
    articles,
    comments,
    deeds,
    site_facts,
)
from commentbox.domain.states import State
from commentbox.domain.submission import Consent, Source, Submission
from commentbox.models import Article, Comment, Moderator, Role, Site, Via
from commentbox.models.ids import id_of
from commentbox.moderation.decide import Intent, decide
from commentbox.posting.author import edit, withdraw
from commentbox.posting.facts import gather
from commentbox.posting.submit import submit
from commentbox.rulebook.document import read_notice
from commentbox.rulebook.queries import notice_in_force
from commentbox.screening.screen import screen

#: Who moderates: key in the made-up texts, e-mail address, name and role.
MODERATORS = (
    ("grace", "grace@demo.example", "Grace Petersen", Role.ADMIN),
    ("heidi", "heidi@demo.example", "Heidi Brandt", Role.MODERATOR),
)

#: A demo moderator decides so long after a comment came, one time sooner than another.
SOONEST, STEP, STEPS = timedelta(minutes=2), timedelta(minutes=13), 7

SENT, DECISION, DEED, AFTERWARDS = range(4)


def fill(
    session: Session, *, base_url: str, password: str, secret_key: str, now: datetime
) -> None:
    """Make a site with two moderators and much to decide. The caller commits."""
    site, moderators = _found(session, base_url, password, now)
    known = {
        article.key: put_article(
            session,
            site,
            article.key,
            ArticleFacts(
                url=f"{base_url}/blog/{article.key}",
                title=article.title,
                author=article.author,
                language=article.language,
                published_at=now - timedelta(days=article.published_days_ago),
                body=article.body_html,
            ),
            now=now - timedelta(days=article.published_days_ago, hours=1),
        )[0]
        for article in articles()
    }
    story = _Story(session, known, moderators, secret_key, now)
    story.tell(comments(), deeds())


def _found(
    session: Session, base_url: str, password: str, now: datetime
) -> tuple[Site, dict[str, Moderator]]:
    facts = site_facts()
    site, _new = found_site(
        session,
        facts["name"],
        url=f"{base_url}/blog",
        feed_url=f"{base_url}/blog/feed.rss",
        language=facts["language"],
        name_required=True,
        now=now - timedelta(days=60),
    )
    return site, {
        key: create_moderator(
            session,
            email,
            name=name,
            role=role,
            site=site,
            password=password,
            now=now - timedelta(days=60),
        )
        for key, email, name, role in MODERATORS
    }


class _Story:
    """What happened under the articles, told in the order of time."""

    def __init__(
        self,
        session: Session,
        known: dict[str, Article],
        moderators: dict[str, Moderator],
        secret_key: str,
        now: datetime,
    ) -> None:
        self.session, self.articles, self.moderators = session, known, moderators
        self.secret_key, self.now = secret_key, now
        self.ids: dict[str, UUID] = {}
        self.team = Team(session, moderators, known, self.ids, secret_key)

    def tell(self, rows: list[DemoComment], done: list[DemoDeed]) -> None:
        events: list[tuple[datetime, int, DemoComment | DemoDeed]] = [
            (self._sent_at(row) + step * self._hesitation(turn, row), step, row)
            for turn, row in enumerate(rows)
            for step in (SENT, DECISION)
        ]
        events += [(self.now - timedelta(hours=d.hours_ago), DEED, d) for d in done]
        events += [(self._followed_up_at(row), AFTERWARDS, row) for row in rows]
        for moment, step, row in sorted(events, key=lambda event: event[:2]):
            if isinstance(row, DemoDeed):
                self.team.do(row, moment)
            elif step == SENT:
                self._send(row, moment)
            elif step == DECISION:
                self._decide(row, moment)
            else:
                self._follow_up(row, moment)

    def _hesitation(self, turn: int, row: DemoComment) -> timedelta:
        """Return how long a decision takes, and never until after now."""
        wanted = SOONEST + (turn * turn % STEPS) * STEP
        return min(wanted, (self.now - self._sent_at(row)) / 2)

    def _sent_at(self, row: DemoComment) -> datetime:
        return self.now - timedelta(hours=row.hours_ago)

    def _followed_up_at(self, row: DemoComment) -> datetime:
        """Return when a comment was taken down, withdrawn or edited."""
        sent = self._sent_at(row)
        if row.outcome == "removed":
            return sent + (self.now - sent) / 20
        # Late, so that replies came before: to what is withdrawn nobody can reply.
        return self.now - SOONEST

    def _send(self, row: DemoComment, moment: datetime) -> None:
        article = self.articles[row.article]
        submission = self._submission(row, article, moment)
        facts = gather(
            self.session,
            article,
            body=row.body,
            parent_id=submission.parent_id,
            now=moment,
            client_hash="",
        )
        self.ids[row.ref] = id_of(moment)
        submit(
            self.session,
            submission,
            screen(submission, facts),
            comment_id=self.ids[row.ref],
            secret_key=self.secret_key,
            blind=row.blind,
        )

    def _submission(
        self, row: DemoComment, article: Article, moment: datetime
    ) -> Submission:
        stored = notice_in_force(self.session, article.site_id)
        mode = article.site.consent_mode
        notice = read_notice(stored.document, stored.version, article.language, mode)
        return Submission(
            article_id=article.id,
            parent_id=self.ids[row.parent] if row.parent else None,
            author_name=row.author or "",
            author_email=row.email,
            author_url=row.url,
            body=row.body,
            language=article.language,
            source=Source.PAGE,
            consent=Consent(
                notice_version=notice.version,
                text_hash=notice.text_hash,
                mode=mode,
                language=notice.language,
                given_at=moment,
            ),
            posted_at=moment,
            author_id=self._comment(row.same_as).identity if row.same_as else None,
        )

    def _decide(self, row: DemoComment, moment: datetime) -> None:
        first = {
            "approved": State.APPROVED,
            "removed": State.APPROVED,
            "withdrawn": State.APPROVED,
            "rejected": State.REJECTED,
            "spam": State.SPAM,
        }.get(row.outcome)
        if first is not None and self._comment(row.ref).latest.state is not first:
            self._move(row, first, moment)

    def _follow_up(self, row: DemoComment, moment: datetime) -> None:
        comment = self._comment(row.ref)
        if row.outcome == "removed":
            self._move(row, State.REMOVED, moment)
        elif row.outcome == "withdrawn":
            withdraw(self.session, comment, now=moment)
        if row.edited_to:
            draft = self._submission(row, comment.article, moment)
            facts = gather(
                self.session,
                comment.article,
                body=row.edited_to,
                parent_id=comment.parent_id,
                now=moment,
            )
            verdict = screen(draft, facts)
            edit(self.session, comment, row.edited_to, verdict, now=moment)

    def _move(self, row: DemoComment, to: State, moment: datetime) -> None:
        needs_rule = to in {State.REJECTED, State.REMOVED}
        intent = Intent(
            to=to,
            revision=1,
            rule=row.rule if needs_rule else None,
            note=(row.note or "") if needs_rule else "",
        )
        decide(
            self.session,
            self.ids[row.ref],
            intent,
            moderator=self._on_duty(moment),
            via=Via.DESK,
            now=moment,
        )

    def _on_duty(self, moment: datetime) -> Moderator:
        """Return who moderates on that day: they take turns."""
        turns = list(self.moderators.values())
        return turns[moment.toordinal() % len(turns)]

    def _comment(self, ref: str) -> Comment:
        return self.session.get_one(Comment, self.ids[ref])
