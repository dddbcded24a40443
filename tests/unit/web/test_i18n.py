"""Words, plurals, numbers and dates, in the language that is spoken."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from commentbox.web import i18n
from commentbox.web.i18n import (
    ENGLISH,
    N_,
    Speech,
    date_and_time,
    gettext,
    ngettext,
    number,
    rfc3339,
    set_speech,
    speaking,
    speech,
)

GERMAN = Speech("de", timezone="Europe/Berlin")
FORMAL = Speech("de", formal=True, timezone="Europe/Berlin")

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Reply"
msgstr "Antworten"

msgid "Your comment waits."
msgstr "Dein Kommentar wartet."

msgid "%(name)s says 100%%."
msgstr "%(name)s sagt 100 %%."

msgid "%(n)s comment"
msgid_plural "%(n)s comments"
msgstr[0] "%(n)s Kommentar"
msgstr[1] "%(n)s Kommentare"

msgid "Later"
msgstr ""

msgid "%(n)s vote"
msgid_plural "%(n)s votes"
msgstr[0] ""
msgstr[1] ""
"""

FORMAL_CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Your comment waits."
msgstr "Ihr Kommentar wartet."

msgid "Reply"
msgstr ""
"""


@pytest.fixture(autouse=True)
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Catalogues of a few words, where the shipped ones would be."""
    for name, text in (("de", CATALOGUE), ("de_formal", FORMAL_CATALOGUE)):
        folder = tmp_path / "locale" / name / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "commentbox.po").write_text(text, "utf-8")
    monkeypatch.setattr(i18n, "files", lambda _package: tmp_path)
    i18n._catalogue.cache_clear()
    yield
    i18n._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("spoken", "message", "said"),
    [
        (ENGLISH, "Reply", "Reply"),
        (GERMAN, "Reply", "Antworten"),
        (GERMAN, "Your comment waits.", "Dein Kommentar wartet."),
        (FORMAL, "Your comment waits.", "Ihr Kommentar wartet."),
        # The formal catalogue has only what differs; the rest is the common one's.
        (FORMAL, "Reply", "Antworten"),
        # What nobody has translated is said in English, not left out.
        (GERMAN, "Later", "Later"),
        (FORMAL, "Later", "Later"),
        (GERMAN, "Unknown", "Unknown"),
        # The head of a catalogue is no translation of nothing.
        (GERMAN, "", ""),
        # English has one tone.
        (Speech("en", formal=True), "Your comment waits.", "Your comment waits."),
        # A language without a catalogue.
        (Speech("fr"), "Reply", "Reply"),
    ],
)
def test_a_message_is_said_in_the_language_and_tone(
    spoken: Speech, message: str, said: str
) -> None:
    with speaking(spoken):
        assert gettext(message) == said


@pytest.mark.parametrize(
    ("spoken", "n", "said"),
    [
        (ENGLISH, 0, "0 comments"),
        (ENGLISH, 1, "1 comment"),
        (ENGLISH, 2, "2 comments"),
        (ENGLISH, 1234, "1,234 comments"),
        (GERMAN, 0, "0 Kommentare"),
        (GERMAN, 1, "1 Kommentar"),
        (GERMAN, 21, "21 Kommentare"),
        (FORMAL, 1234, "1.234 Kommentare"),
    ],
)
def test_a_count_takes_its_plural(spoken: Speech, n: int, said: str) -> None:
    with speaking(spoken):
        assert ngettext("%(n)s comment", "%(n)s comments", n) == said


@pytest.mark.parametrize(("n", "said"), [(1, "1 vote"), (2, "2 votes")])
def test_a_plural_that_nobody_has_translated_is_said_in_english(
    n: int, said: str
) -> None:
    with speaking(GERMAN):
        assert ngettext("%(n)s vote", "%(n)s votes", n) == said


def test_what_is_filled_in_is_not_read_as_a_pattern() -> None:
    with speaking(GERMAN):
        said = gettext("%(name)s says 100%%.", name="%(n)s %s 100%")

    assert said == "%(n)s %s 100% sagt 100 %."


def test_a_message_without_gaps_may_hold_a_percent_sign() -> None:
    assert gettext("100 % sure") == "100 % sure"


def test_a_message_can_be_marked_now_and_said_later() -> None:
    marked = N_("Reply")

    assert marked == "Reply"
    with speaking(GERMAN):
        assert gettext(marked) == "Antworten"


@pytest.mark.parametrize(
    ("spoken", "said"),
    [(ENGLISH, "1,234.5"), (GERMAN, "1.234,5"), (FORMAL, "1.234,5")],
)
def test_a_number_is_written_as_people_do(spoken: Speech, said: str) -> None:
    with speaking(spoken):
        assert number(1234.5) == said


NEW_YORK = Speech("en", timezone="America/New_York")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spoken", "moment", "said"),
    [
        (ENGLISH, NOON, "2 March 2026 at 12:00"),
        (NEW_YORK, NOON, "2 March 2026 at 07:00"),
        (GERMAN, NOON, "2. März 2026 um 13:00 Uhr"),
        (FORMAL, NOON, "2. März 2026 um 13:00 Uhr"),
        # Summer time, and the turn of a year that comes earlier in the east.
        (GERMAN, NOON.replace(month=7), "2. Juli 2026 um 14:00 Uhr"),
        (
            GERMAN,
            datetime(2025, 12, 31, 23, 5, tzinfo=UTC),
            "1. Januar 2026 um 00:05 Uhr",
        ),
        (
            NEW_YORK,
            datetime(2026, 1, 1, 4, 59, 59, tzinfo=UTC),
            "31 December 2025 at 23:59",
        ),
        # Whatever zone a moment came in.
        (
            ENGLISH,
            NOON.astimezone(timezone(timedelta(hours=5))),
            "2 March 2026 at 12:00",
        ),
    ],
)
def test_a_moment_is_told_on_the_clock_of_the_site(
    spoken: Speech, moment: datetime, said: str
) -> None:
    with speaking(spoken):
        assert date_and_time(moment) == said


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (NOON, "2026-03-02T12:00:00.000Z"),
        (NOON.replace(microsecond=123_999), "2026-03-02T12:00:00.123Z"),
        (
            datetime(2026, 3, 2, 1, 0, tzinfo=timezone(timedelta(hours=2))),
            "2026-03-01T23:00:00.000Z",
        ),
    ],
)
def test_programs_read_times_in_utc_to_the_millisecond(
    moment: datetime, written: str
) -> None:
    with speaking(GERMAN):
        assert rfc3339(moment) == written


@pytest.mark.parametrize(
    ("spoken", "variant"),
    [
        (ENGLISH, "en"),
        (Speech("en", formal=True), "en"),
        (GERMAN, "de"),
        (FORMAL, "de-formal"),
    ],
)
def test_texts_of_the_publisher_are_chosen_by_language_and_tone(
    spoken: Speech, variant: str
) -> None:
    assert spoken.variant == variant


def test_a_language_is_spoken_within_its_block_only() -> None:
    assert speech() is ENGLISH

    with speaking(GERMAN) as spoken:
        assert speech() is spoken is GERMAN
        with pytest.raises(LookupError), speaking(FORMAL):
            raise LookupError
        assert speech() is GERMAN

    assert speech() is ENGLISH


def test_a_language_can_be_chosen_for_the_rest_of_a_block() -> None:
    with speaking(ENGLISH):
        set_speech(FORMAL)
        assert speech() is FORMAL

    assert speech() is ENGLISH
