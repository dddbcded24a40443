"""Two moderators over the same cases, in any order: nothing double, nothing lost.

A notebook beside them follows what was done and works out what must have come of it,
without a line of the code that does it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import ImpossibleMove, NotFound, StaleDecision
from commentbox.domain.states import MOVES, NEEDS_RULE, State
from commentbox.extensions import begin_write
from commentbox.housekeeping import carry_out_due
from commentbox.models import (
    Article,
    Comment,
    Decision,
    IntendedDecision,
    Moderator,
    Revision,
    Via,
)
from commentbox.models.lanes import lane_counts
from commentbox.moderation.bulk.seen import Seen
from commentbox.moderation.bulk.stroke import Stroke, carry_out
from commentbox.moderation.claims import LEASE, claim, release
from commentbox.moderation.decide import Intent, decide
from commentbox.moderation.intend import decide_at_desk, take_back, take_back_batch
from commentbox.posting.author import edit, withdraw
from tests.factories import NOON, NOTHING_FOUND, a_comment, a_moderator, an_article

DELAY = timedelta(seconds=10)
#: So few cases that two people meet over them.
FEW = 3
#: Each machine has rows of its own; an address in memory would be given out again.
MACHINES = count(1)
SETTLED = (State.APPROVED, State.REMOVED)

moderators = st.sampled_from(["grace", "heidi"])
#: Which of the moves that the state allows; now and then one that it does not.
wishes = st.sampled_from([0, 0, 1, 1, 2, -1])
eyes = st.sampled_from(["fresh", "fresh", "fresh", "tired"])
REFUSALS = (NotFound, StaleDecision, ImpossibleMove)


@dataclass
class Intended:
    """What somebody has decided and may take back yet."""

    who: str
    to: State
    due: datetime
    #: The order in which they were stored.
    turn: int
    batch: UUID | None = None


@dataclass
class Case:
    """A comment as the notebook has it: its texts with their states, from the first."""

    states: list[State] = field(default_factory=lambda: [State.PENDING])
    intents: dict[int, Intended] = field(default_factory=dict)
    withdrawn: bool = False
    #: Who reads it, and until when that holds.
    claimed: tuple[str, datetime] | None = None

    def live(self) -> set[int]:
        """Return the texts that wait in a lane: the newest, and what readers see."""
        if self.withdrawn:
            return set()
        settled = [n for n, s in enumerate(self.states, 1) if s in SETTLED]
        return {len(self.states), *settled[-1:]}


class TwoModerators(RuleBasedStateMachine):
    cases = Bundle("cases")
    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.book: dict[UUID, Case] = {}
        #: Each decision that must be in the log: comment, text, to, by whom.
        self.log: list[tuple[UUID, int, State, str]] = []
        self.people: dict[str, int] = {}
        self.turns = count()
        number = next(MACHINES)
        with Session(self.engine) as session:
            article = an_article(session, f"article-{number}")
            self.article_id, self.site_id = article.id, article.site_id
            for name in ("grace", "heidi"):
                address = f"{name}-{number}@example.org"
                person = a_moderator(session, address, site=article.site, name=name)
                self.people[name] = person.id
            self.before = lane_counts(session, self.site_id)
            session.commit()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A request: committed at its end, and nothing of it where it fails."""
        with Session(self.engine) as session:
            begin_write(session)
            yield session
            session.commit()

    def person(self, session: Session, who: str) -> Moderator:
        return session.get_one(Moderator, self.people[who])

    @precondition(lambda self: len(self.book) < FEW)
    @rule(target=cases)
    def somebody_writes(self) -> UUID:
        with self.writing() as session:
            article = session.get_one(Article, self.article_id)
            id_ = a_comment(session, article).id
        self.book[id_] = Case()
        return id_

    @rule(id_=cases)
    def the_author_edits(self, id_: UUID) -> None:
        case = self.book[id_]
        body = f"Text {len(case.states) + 1}"
        with self.writing() as session:
            comment = session.get_one(Comment, id_)
            try:
                edit(session, comment, body, NOTHING_FOUND, now=self.now)
            except NotFound:
                assert case.withdrawn
                return
        assert not case.withdrawn
        case.states.append(State.PENDING)

    @rule(id_=cases)
    def the_author_withdraws(self, id_: UUID) -> None:
        with self.writing() as session:
            withdraw(session, session.get_one(Comment, id_), now=self.now)
        self.book[id_].withdrawn = True
        self.book[id_].claimed = None
        self.book[id_].intents.clear()

    @rule(who=moderators, id_=cases, wish=wishes, newest=st.booleans(), eyes=eyes)
    def a_moderator_decides_at_once(
        self,
        who: str,
        id_: UUID,
        wish: int,
        newest: bool,  # noqa: FBT001 - Hypothesis names it
        eyes: str,
    ) -> None:
        case, number = self.book[id_], self.number(id_, newest=newest)
        intent = self.intent(id_, wish, number, eyes)
        wanted, refused = self.expected(case, number, intent), None
        with self.writing() as session:
            try:
                decide(
                    session,
                    id_,
                    intent,
                    moderator=self.person(session, who),
                    via=Via.API,
                    now=self.now,
                )
            except REFUSALS as error:
                refused = type(error)
                session.rollback()
        assert refused is wanted
        if refused is not None:
            return
        self.moved(id_, number, intent.to, who)

    @rule(
        who=moderators,
        id_=cases,
        wish=wishes,
        eyes=eyes,
        takeover=st.booleans(),
    )
    def a_moderator_decides_at_the_desk(
        self,
        who: str,
        id_: UUID,
        wish: int,
        eyes: str,
        takeover: bool,  # noqa: FBT001 - Hypothesis names it
    ) -> None:
        case, number = self.book[id_], len(self.book[id_].states)
        intent = self.intent(id_, wish, number, eyes)
        wanted, refused = self.expected(case, number, intent), None
        if not takeover and self.claimed_by_another(case, who):
            wanted = StaleDecision
        with self.writing() as session:
            try:
                decide_at_desk(
                    session,
                    id_,
                    intent,
                    moderator=self.person(session, who),
                    now=self.now,
                    undo=DELAY,
                    takeover=takeover,
                )
            except REFUSALS as error:
                refused = type(error)
                session.rollback()
        assert refused is wanted
        if refused is None:
            self.intended(case, number, intent.to, who)

    @rule(who=moderators, to=st.sampled_from(sorted(State)))
    def a_moderator_decides_about_all(self, who: str, to: State) -> None:
        """One stroke over the newest text of each: what cannot be decided is named."""
        if to is State.REMOVED or not self.book:
            return
        named = "respect" if to in NEEDS_RULE else None
        batch = uuid4()
        picked = [
            Seen(id_, len(case.states), case.states[-1])
            for id_, case in self.book.items()
        ]
        stroke = Stroke(to=to, rule=named, note="", batch=batch, undo=DELAY)
        with self.writing() as session:
            skipped = carry_out(
                session,
                self.site_id,
                picked,
                stroke,
                moderator=self.person(session, who),
                now=self.now,
            )
        decided = 0
        for seen in picked:
            case = self.book[seen.comment_id]
            intent = Intent(to=to, revision=seen.revision, seen=seen.state, rule=named)
            hindered = self.expected(case, seen.revision, intent)
            if hindered is None and not self.claimed_by_another(case, who):
                self.intended(case, seen.revision, to, who, batch)
                decided += 1
        assert decided == len(picked) - len(skipped)

    @rule(who=moderators, id_=cases)
    def a_moderator_opens_a_case(self, who: str, id_: UUID) -> None:
        case = self.book[id_]
        if case.withdrawn:
            return
        with self.writing() as session:
            comment = session.get_one(Comment, id_)
            held = claim(session, comment, self.person(session, who), now=self.now)
            holder = held.moderator_id if held else self.people[who]
        if self.claimed_by_another(case, who):
            assert holder != self.people[who]
        else:
            assert holder == self.people[who]
            case.claimed = (who, self.now + LEASE)

    @rule(who=moderators, id_=cases)
    def a_moderator_leaves_a_case(self, who: str, id_: UUID) -> None:
        with self.writing() as session:
            release(session, id_, self.person(session, who))
        case = self.book[id_]
        if case.claimed and case.claimed[0] == who:
            case.claimed = None

    @precondition(lambda self: self.open_intents())
    @rule(who=moderators, which=st.integers(0, 2))
    def a_moderator_takes_it_back(self, who: str, which: int) -> None:
        under_way = self.open_intents()
        id_, number = under_way[which % len(under_way)]
        intended = self.book[id_].intents[number]
        together = {
            (other, n): self.book[other].intents[n]
            for other, n in under_way
            if (other, n) == (id_, number)
            or (intended.batch and self.book[other].intents[n].batch == intended.batch)
        }
        with self.writing() as session:
            person = self.person(session, who)
            if intended.batch:
                freed = take_back_batch(session, intended.batch, moderator=person)
            else:
                row = self.row_of(session, id_, number)
                freed = take_back(session, [row], moderator=person)
        mine = intended.who == who
        assert sorted(freed) == (sorted(id_ for id_, _ in together) if mine else [])
        if mine:
            for other, n in together:
                del self.book[other].intents[n]

    @rule(seconds=st.sampled_from([1, 2, 3, 5, 70]))
    def time_goes_by(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        carry_out_due(self.engine, now=self.now)
        due = [
            (intended.due, intended.turn, id_, number)
            for id_, case in self.book.items()
            for number, intended in case.intents.items()
            if intended.due <= self.now
        ]
        for _due, _turn, id_, number in sorted(due):
            case = self.book[id_]
            intended = case.intents.pop(number)
            # A newer text has taken its place: nobody wants it decided any more.
            if number in case.live():
                self.moved(id_, number, intended.to, intended.who)

    def intended(
        self,
        case: Case,
        number: int,
        to: State,
        who: str,
        batch: UUID | None = None,
    ) -> None:
        """Note what is to come; whoever had the case open has it no more."""
        due = self.now + DELAY
        case.intents[number] = Intended(who, to, due, next(self.turns), batch)
        case.claimed = None

    def claimed_by_another(self, case: Case, who: str) -> bool:
        if case.withdrawn or case.claimed is None:
            return False
        holder, until = case.claimed
        return holder != who and until > self.now

    def row_of(self, session: Session, id_: UUID, number: int) -> int:
        return session.scalars(
            select(IntendedDecision.id).where(
                IntendedDecision.comment_id == id_,
                IntendedDecision.revision == number,
            )
        ).one()

    def open_intents(self) -> list[tuple[UUID, int]]:
        return [(id_, n) for id_, case in self.book.items() for n in case.intents]

    def number(self, id_: UUID, *, newest: bool) -> int:
        return len(self.book[id_].states) if newest else 1

    def intent(self, id_: UUID, wish: int, number: int, eyes: str) -> Intent:
        """Return what is wanted; now and then of a page that is out of date."""
        seen = self.book[id_].states[number - 1]
        moves = sorted(MOVES[seen])
        to = seen if wish == -1 else moves[wish % len(moves)]
        named = "respect" if to in NEEDS_RULE else None
        if eyes == "tired":
            seen = State.PENDING
        return Intent(to=to, revision=number, seen=seen, rule=named)

    def expected(
        self, case: Case, number: int, intent: Intent
    ) -> type[Exception] | None:
        """Return what stands in the way of a decision, if anything does."""
        if case.withdrawn:
            return NotFound
        now_in = case.states[number - 1]
        if number not in case.live() or now_in is not intent.seen:
            return StaleDecision
        if number in case.intents:
            return StaleDecision
        return None if intent.to in MOVES[now_in] else ImpossibleMove

    def moved(self, id_: UUID, number: int, to: State, who: str) -> None:
        self.book[id_].states[number - 1] = to
        self.book[id_].claimed = None
        self.log.append((id_, number, to, who))

    @invariant()
    def every_text_is_where_the_notebook_has_it(self) -> None:
        with Session(self.engine) as session:
            rows = session.scalars(
                select(Revision).where(Revision.comment_id.in_(self.book))
            ).all()
        found: dict[UUID, dict[int, State]] = {}
        for row in rows:
            found.setdefault(row.comment_id, {})[row.number] = row.state
        assert found == {
            id_: dict(enumerate(case.states, 1)) for id_, case in self.book.items()
        }
        assert {(r.comment_id, r.number) for r in rows if r.live} == {
            (id_, n) for id_, case in self.book.items() for n in case.live()
        }

    @invariant()
    def the_log_has_each_decision_once(self) -> None:
        names = {number: name for name, number in self.people.items()}
        with Session(self.engine) as session:
            rows = session.scalars(
                select(Decision)
                .where(Decision.comment_id.in_(self.book))
                .order_by(Decision.id)
            ).all()
            logged = [
                (d.comment_id, d.revision, d.to_state, names[d.moderator_id or 0])
                for d in rows
            ]
            chains = [
                ((d.comment_id, d.revision), d.from_state, d.to_state) for d in rows
            ]
        assert logged == self.log
        at: dict[tuple[UUID, int], State] = {}
        for text, from_state, to_state in chains:
            assert from_state is at.get(text, State.PENDING)
            at[text] = to_state

    @invariant()
    def the_counts_of_lanes_are_true(self) -> None:
        lanes = Counter(
            case.states[n - 1]
            for case in self.book.values()
            for n in case.live()
            if n not in case.intents
        )
        with Session(self.engine) as session:
            counts = lane_counts(session, self.site_id)
        shown = {s: n - self.before[s] for s, n in counts.items()}
        assert shown == {s: lanes[s] for s in State}

    def teardown(self) -> None:
        """Let all that is under way come to its end, and nothing be left over."""
        self.time_goes_by(seconds=60)
        self.every_text_is_where_the_notebook_has_it()
        self.the_log_has_each_decision_once()
        with Session(self.engine) as session:
            under_way = session.scalars(
                select(IntendedDecision).where(IntendedDecision.overtaken_at.is_(None))
            ).all()
        assert [row for row in under_way if row.comment_id in self.book] == []


def test_two_moderators_never_decide_a_case_twice_and_lose_none(clean: Engine) -> None:
    class OnThisDatabase(TwoModerators):
        engine = clean

    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
