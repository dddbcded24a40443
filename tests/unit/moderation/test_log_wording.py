"""The log in words: each kind of entry is one sentence, in both languages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from commentbox.domain.states import State
from commentbox.models import Decision, LogEntry, Moderator, Via
from commentbox.moderation.journal.facts import facts_of, word
from commentbox.moderation.journal.reading import About
from commentbox.moderation.journal.sentence import Words, plain, sentence
from commentbox.moderation.journal.telling import is_told, tell_change, tell_decision
from commentbox.moderation.journal.wording import CHANGED
from commentbox.rulebook.document import Rule
from commentbox.web.i18n import Speech, speaking
from tests.factories import NOON

RESPECT = Rule(2, "respect", "Respect", "Be kind.")
ADAS = About(name="Ada", erased=False, title="A lamp", article="first")
NOBODYS = About(name="", erased=False, title="A lamp", article="first")
GONE = About(name="", erased=True, title="A lamp", article="first")


def a_grace() -> Moderator:
    return Moderator(
        email="grace@example.org", name="Grace", password_hash="", created_at=NOON
    )


def a_decision(
    to: State,
    seen: State | None = State.PENDING,
    *,
    by_machine: bool = False,
    revision: int = 1,
    rule: str | None = None,
    via: Via = Via.DESK,
) -> Decision:
    return Decision(
        site_id=1,
        comment_id=UUID(int=1),
        revision=revision,
        from_state=seen,
        to_state=to,
        rule=rule,
        rulebook_version=1,
        automated=by_machine,
        via=Via.SCREENING if by_machine else via,
        moderator=None if by_machine else a_grace(),
        decided_at=NOON,
    )


def a_change(
    kind: str, subject: str = "", /, *, by_itself: bool = False, **facts: Any
) -> LogEntry:
    return LogEntry(
        site_id=1,
        kind=kind,
        subject=subject,
        facts=facts,
        moderator=None if by_itself else a_grace(),
        logged_at=NOON,
    )


@pytest.mark.parametrize(
    ("decision", "about", "rule", "said", "gesagt"),
    [
        (
            a_decision(State.APPROVED),
            ADAS,
            None,
            "Grace approved Ada’s comment",
            "Grace hat den Kommentar von Ada freigegeben",
        ),
        (
            a_decision(State.APPROVED, via=Via.ANSWER),
            ADAS,
            None,
            "Grace answered from the desk",
            "Grace hat selbst geantwortet",
        ),
        (
            a_decision(State.APPROVED, State.REJECTED),
            ADAS,
            None,
            "Grace approved Ada’s comment after all",
            "Grace hat den Kommentar von Ada doch noch freigegeben",
        ),
        (
            a_decision(State.REJECTED, revision=2, rule="respect"),
            ADAS,
            RESPECT,
            "Grace rejected Ada’s edited comment under rule 2, “Respect”",
            "Grace hat den geänderten Kommentar von Ada abgelehnt: Regel 2, „Respect“",
        ),
        (
            a_decision(State.REJECTED, rule="gone_by"),
            ADAS,
            None,
            "Grace rejected Ada’s comment under gone_by",
            "Grace hat den Kommentar von Ada abgelehnt: gone_by",
        ),
        (
            a_decision(State.REMOVED, State.APPROVED, rule="respect"),
            NOBODYS,
            RESPECT,
            "Grace removed an anonymous comment under rule 2, “Respect”",
            "Grace hat einen anonymen Kommentar entfernt: Regel 2, „Respect“",
        ),
        (
            a_decision(State.SPAM),
            GONE,
            None,
            "Grace filed a comment that its author has withdrawn as spam",
            "Grace hat einen inzwischen zurückgezogenen Kommentar als Spam abgelegt",
        ),
        (
            a_decision(State.FILTERED, None, by_machine=True, rule="respect"),
            ADAS,
            RESPECT,
            "The screening held back Ada’s comment under rule 2, “Respect”",
            "Die Prüfung hat den Kommentar von Ada zurückgehalten: Regel 2, „Respect“",
        ),
        (
            a_decision(State.SPAM, None, by_machine=True),
            ADAS,
            None,
            "The screening filed Ada’s comment as spam",
            "Die Prüfung hat den Kommentar von Ada als Spam abgelegt",
        ),
    ],
)
def test_a_decision_is_one_sentence(
    decision: Decision, about: About, rule: Rule | None, said: str, gesagt: str
) -> None:
    with speaking(Speech("en")):
        assert plain(tell_decision(decision, about, rule)) == said
    with speaking(Speech("de")):
        assert plain(tell_decision(decision, about, rule)) == gesagt


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            a_change("article.closed", "A lamp"),
            "Grace closed the discussion of “A lamp”",
        ),
        (
            a_change("article.closed", "A lamp", by_itself=True, after_days=30),
            "commentbox closed the discussion of “A lamp” after 30 days",
        ),
        (
            a_change("article.opened", "A lamp"),
            "Grace opened the discussion of “A lamp”",
        ),
        (a_change("article.hidden", "A lamp"), "Grace hid the discussion of “A lamp”"),
        (
            a_change("article.shown", "A lamp"),
            "Grace showed the discussion of “A lamp” again",
        ),
        (a_change("people.password_reset", "Heidi"), "Heidi got a new password"),
        (
            a_change("people.invitation_revoked", "Heidi"),
            "Grace took back the link for Heidi",
        ),
        (
            a_change("account.renamed", "Heidi", before="Hedi"),
            "Hedi is called Heidi now",
        ),
        (
            a_change("account.password_changed", "Grace"),
            "Grace set a new password",
        ),
        (
            a_change("account.second_factor_enabled", "Grace"),
            "Grace set up a second factor",
        ),
        (
            a_change("account.second_factor_disabled", "Grace"),
            "Grace switched off the second factor",
        ),
        (
            a_change("account.second_factor_reset", "Heidi"),
            "Grace switched off the second factor of Heidi",
        ),
        (
            a_change("account.recovery_codes_renewed", "Grace"),
            "Grace made new recovery codes",
        ),
        (
            a_change("rules.published", version=3, note="Rule 3 is shorter"),
            "Grace published version 3 of the rules: Rule 3 is shorter",
        ),
        (
            a_change("rules.published", version=3),
            "Grace published version 3 of the rules",
        ),
        (
            a_change("privacy.published", version=2, note=""),
            "Grace published version 2 of the privacy notice",
        ),
        (a_change("site.changed", "blog"), "Grace changed the settings of the site"),
        (
            a_change("people.invited", "Heidi", role="admin"),
            "Grace invited Heidi as admin",
        ),
        (
            a_change("people.joined", "Heidi", role="moderator"),
            "Heidi joined as moderator",
        ),
        (
            a_change("people.role_changed", "Heidi", before="moderator", after="admin"),
            "Grace changed the role of Heidi from moderator to admin",
        ),
        (a_change("people.removed", "Heidi"), "Grace removed Heidi from the team"),
        (
            a_change("people.password_link_made", "Heidi"),
            "Grace made a link for Heidi to set a new password",
        ),
        (
            a_change("token.created", "nightly export"),
            "Grace made a token for programs: nightly export",
        ),
        (a_change("token.revoked"), "Grace revoked a token for programs"),
        (
            a_change("feed.made"),
            "Grace made a private feed of the queue",
        ),
        (
            a_change("feed.revoked"),
            "Grace revoked the private feed of the queue",
        ),
        (a_change("moon.landed", "Sea of rain"), "Grace: moon.landed – Sea of rain"),
        (a_change("moon.landed", by_itself=True), "commentbox: moon.landed"),
    ],
)
def test_a_change_is_one_sentence(change: LogEntry, said: str) -> None:
    with speaking(Speech("en")):
        assert plain(tell_change(change, None, None)) == said


@pytest.mark.parametrize("kind", [*CHANGED, "moon.landed"])
@pytest.mark.parametrize("subject", ["", "A lamp"])
def test_a_change_is_told_whatever_was_noted_of_it(kind: str, subject: str) -> None:
    change = a_change(kind, subject)

    with speaking(Speech("de")):
        said = plain(tell_change(change, None, None))

    assert "%" not in said
    assert said.startswith(("Grace", subject or "Grace"))


@pytest.mark.parametrize(
    ("change", "said", "gesagt"),
    [
        (
            a_change("block.made", until="2026-03-09T12:00:00+00:00", by="email"),
            "Grace blocked the author of Ada’s comment until 9 March 2026 at 12:00",
            "Grace hat bis 9. März 2026 um 12:00 Uhr gesperrt, "
            "wer den Kommentar von Ada geschrieben hat",
        ),
        (
            a_change("block.made", until=None),
            "Grace blocked the author of Ada’s comment",
            "Grace hat gesperrt, wer den Kommentar von Ada geschrieben hat",
        ),
        (
            a_change("block.lifted"),
            "Grace lifted the block of the author of Ada’s comment",
            "Grace hat die Sperre aufgehoben, die auf den Kommentar von Ada zurückging",
        ),
        (
            a_change("block.ended", by_itself=True),
            "commentbox ended the block of the author of Ada’s comment: "
            "its key is deleted",
            "commentbox hat die Sperre beendet, die auf den Kommentar von Ada "
            "zurückging: Der Schlüssel dazu ist gelöscht",
        ),
        (
            a_change("note.written", "A lamp", audience="team"),
            "Grace wrote a note on Ada’s comment",
            "Grace hat den Kommentar von Ada mit einer Notiz versehen",
        ),
        (
            a_change("text.restored", rule="respect", revision=2),
            "Grace filled a gap in Ada’s edited comment again",
            "Grace zeigt den geänderten Kommentar von Ada wieder ohne die Lücke",
        ),
    ],
)
def test_a_change_of_a_comment_names_it(
    change: LogEntry, said: str, gesagt: str
) -> None:
    with speaking(Speech("en")):
        assert plain(tell_change(change, ADAS, None)) == said
    with speaking(Speech("de")):
        assert plain(tell_change(change, ADAS, None)) == gesagt


def test_a_gap_in_a_text_names_the_comment_and_the_rule() -> None:
    change = a_change("text.redacted", rule="respect", revision=1)

    with speaking(Speech("en")):
        said = plain(tell_change(change, ADAS, RESPECT))

    assert said == "Grace made a gap in Ada’s comment under rule 2, “Respect”"


def test_of_an_erased_comment_nothing_is_told_that_names_its_author() -> None:
    change = a_change("text.redacted", "Ada", reason="Ada was rude", rule="respect")

    with speaking(Speech("en")):
        said = plain(tell_change(change, GONE, RESPECT))

    assert "Ada" not in said
    assert "withdrawn" in said


def test_names_stay_apart_from_the_words_around_them() -> None:
    decision = a_decision(State.APPROVED)

    with speaking(Speech("en")):
        said = tell_decision(decision, ADAS, None)

    assert said == (
        Words("Grace", own=True),
        Words(" approved "),
        Words("Ada", own=True),
        Words("’s comment"),
    )


def test_a_name_is_never_read_as_a_gap() -> None:
    said = sentence("%(who)s hid %(what)s", who="%(what)s", what="100 %s")

    assert plain(said) == "%(what)s hid 100 %s"


def test_what_the_sentence_does_not_say_stands_below_it() -> None:
    change = a_change(
        "site.changed",
        "blog",
        undo_seconds={"old": 10, "new": 0},
        words={"old": [], "new": ["lamp", "oil"]},
        name_required={"old": False, "new": True},
        moon=None,
    )

    with speaking(Speech("en")):
        told = list(facts_of(change, leaving_out=is_told))

    assert told == [
        ("Seconds to take a decision back", "10 → 0"),
        ("Word list", "– → lamp, oil"),
        ("A name is required", "no → yes"),
    ]


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        (a_change("rules.published", version=3, note="Shorter"), []),
        (
            a_change("article.closed", "A lamp", key="first", old="open", new="closed"),
            [],
        ),
        (
            a_change("block.made", by="email", reason="Insults"),
            [("Known again", "by e-mail address"), ("Reason", "Insults")],
        ),
        (a_change("moon.landed", crew_size=2), [("crew size", "2")]),
        (a_change("moon.landed", crew={"a": 1}), [("crew", "a: 1")]),
    ],
)
def test_nothing_is_said_twice(change: LogEntry, facts: list[tuple[str, str]]) -> None:
    with speaking(Speech("en")):
        assert list(facts_of(change, leaving_out=is_told)) == facts


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_what_is_empty_says_nothing(value: Any) -> None:
    assert word("moon", value) == ""


def test_what_only_looks_like_a_moment_is_shown_as_it_is() -> None:
    assert word("until", "2026-99-99T99:99:99Z") == "2026-99-99T99:99:99Z"
