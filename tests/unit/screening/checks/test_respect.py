"""Respect: what hurts, what only sounds like it, and what merely names a group."""

from __future__ import annotations

import pytest

from commentbox.rulebook.document import builtin, read_bindings
from commentbox.screening.checks.respect import respect
from commentbox.screening.learned.lexical import combined, insults
from commentbox.screening.reading import Text
from tests.unit.screening.drafts import a_draft, finding_of, score_of

#: The thresholds of the rule book with which a site begins.
[BINDING] = [b for b in read_bindings(builtin("rulebook")) if b.check == "respect"]
FLAG = BINDING.flag_from or 0.0
FILTER = BINDING.filter_from or 0.0
SURE = 0.9

INSULTS = [
    ("de", "Du Idiot"),
    ("de", "Du bist so ein Idiot, ehrlich."),
    ("de", "Ihr seid alle dumm"),
    ("de", "Die Autorin ist zu dumm dafür."),
    ("de", "Sie sind ja nicht ganz dicht!"),
    ("de", "Solche Dummköpfe wie ihr"),
    ("de", "Was für ein Riesentrottel, dieser Redakteur"),
    ("de", "Halt einfach mal die Klappe"),
    ("de", "Was Sie hier schreiben, ist so dumm wie Sie bescheuert sind."),
    ("de", "Ich halte Sie für unfähig."),
    ("de", "Du Affe!"),
    ("de", "Lern erst mal lesen, du Pfosten"),
    ("de", "Die Redaktion hat wohl Lack gesoffen"),
    ("de", "Ihr Schlafschafe glaubt auch alles"),
    ("de", "Frauen gehören an den Herd"),
    ("en", "You idiot"),
    ("en", "You are so stupid"),
    ("en", "The author is a moron"),
    ("en", "Go back to your country"),
    ("en", "Nobody asked you."),
    ("en", "You pathetic little worm"),
    ("en", "You're a dick"),
]

SEVERE = [
    ("de", "Ich bring dich um!"),
    ("de", "Du sollst verrecken"),
    ("de", "Man sollte euch alle an die Wand: sie gehören ins Gas"),
    ("de", "Ausländer raus!"),
    ("de", "Alle Muslime sind Terroristen"),
    ("de", "Juden sind Ungeziefer"),
    ("de", "Ihr Kanaken"),
    ("de", "Scheiß Ausländer"),
    ("en", "Kill yourself"),
    ("en", "I will find you and I will kill you"),
    ("en", "You deserve to die"),
    ("en", "All muslims are terrorists"),
    ("en", "You faggot"),
    ("en", "Immigrants are vermin"),
]

HARMLESS = [
    ("de", "Danke für den Artikel, das hat mir geholfen."),
    ("de", "Das ist eine idiotensichere Lösung."),
    ("de", "Die Dummys im Test hatten Pech."),
    ("de", "Mein Assistent schrieb einen Nachtrag."),
    ("de", "Mein Arschgeweih ist von 1999."),
    ("de", "Im Garten habe ich Ungeziefer und Zecken."),
    ("de", "Ihr Hund ist süß."),
    ("de", "Ich bringe dich um 8 Uhr zum Bahnhof."),
    ("de", "Herr Müller aus Passau fährt einen Diesel."),
    ("de", "Quasi ein Chassis mit kostenloser Kontrolle, in Broschüren mit Figuren."),
    ("de", "Die Warschauer Kirschen sind harsch."),
    ("de", "Die Redaktion hat den Text gekürzt."),
    ("en", "My sister lives in Scunthorpe and plays in Penistone."),
    ("en", "The fire retardant foam held."),
    ("en", "Moby Dick is a novel; Dick Cheney was a politician."),
    ("en", "This quick hack for Linux works."),
    ("en", "Lazy loading with garbage collection"),
    ("en", "The battery should die after two years."),
    ("en", "There is a chink in the armour of this protocol."),
    ("en", "It lies in the details."),
]

MENTIONS = [
    ("de", "Meine Nachbarn sind Muslime."),
    ("de", "Schwule und Lesben sind hier willkommen."),
    ("de", "Behinderte Menschen brauchen Rampen."),
    ("de", "Viele Juden leben in Berlin."),
    ("de", "Schwarze Frauen schreiben hier auch."),
    ("de", "Flüchtlinge aus Syrien lernen Deutsch."),
    ("de", "Ich bin Ausländer und arbeite als Arzt."),
    ("de", "Roma und Sinti feiern heute."),
    ("de", "Mein Sohn ist trans."),
    ("de", "Alle Rentner sind eingeladen."),
    ("en", "My neighbours are Muslims."),
    ("en", "Gay people read this blog too."),
    ("en", "Black women write here."),
    ("en", "All immigrants are welcome."),
    ("en", "Some disabled people need ramps."),
    ("en", "Jews and Christians share this book."),
]

COUNTER_SPEECH = [
    ("de", "Juden sind keine Ratten, merk dir das."),
    ("de", "Man hat mich Kanake genannt, das tut weh."),
    ("de", "Das Wort „Neger“ ist eine Beleidigung."),
    ("de", "Wer „Ausländer raus“ ruft, hat nichts verstanden."),
    ("en", "He called me a faggot, and nobody spoke up."),
    ("en", 'The word "nigger" is a slur.'),
    ("en", "Immigrants are not vermin."),
]

SWEARING = [
    ("de", "Scheiße, mein Handy ist kaputt."),
    ("de", "Verdammt gut geschrieben!"),
    ("de", "Das Gerät ist am Arsch."),
    ("de", "So ein Quatsch."),
    ("de", "Das ist doch lächerlich."),
    ("de", "Die dumme Frage zuerst: Wie geht das?"),
    ("de", "Dumm gelaufen."),
    ("de", "Das Menü ist blöd gemacht."),
    ("de", "Ich Idiot habe das Kabel vergessen."),
    ("en", "Shit, my phone is broken."),
    ("en", "Damn good article!"),
    ("en", "Stupid question, but how do I install it?"),
    ("en", "That is nonsense."),
    ("en", "I'm such an idiot, I forgot the cable."),
]

DISGUISED = [
    ("1d10t", "1d10t"),
    ("Idi0t", "Idi0t"),
    ("i d i o t", "i d i o t"),
    ("I\u200bdiot", "I\u200bdiot"),
    ("Idiooooot", "Idiooooot"),
    ("Іdiоt", "Іdiоt"),
    ("I.d.i.o.t", "I.d.i.o.t"),
    ("ＩＤＩＯＴ", "ＩＤＩＯＴ"),
    ("Ídïöt".replace("ö", "ò"), "Ídïòt"),
]


@pytest.mark.parametrize(("language", "body"), INSULTS)
def test_an_insult_is_flagged(language: str, body: str) -> None:
    assert score_of(respect, body, language) >= FLAG


@pytest.mark.parametrize(("language", "body"), SEVERE)
def test_threats_and_slurs_are_nearly_sure(language: str, body: str) -> None:
    assert score_of(respect, body, language) >= SURE


@pytest.mark.parametrize(("language", "body"), HARMLESS)
def test_what_only_contains_a_bad_word_is_not_flagged(language: str, body: str) -> None:
    assert score_of(respect, body, language) < FLAG


@pytest.mark.parametrize(("language", "body"), MENTIONS)
def test_naming_a_group_of_people_is_not_flagged(language: str, body: str) -> None:
    assert score_of(respect, body, language) < FLAG


@pytest.mark.parametrize(("language", "body"), COUNTER_SPEECH)
def test_denying_or_reporting_abuse_is_not_filtered(language: str, body: str) -> None:
    assert score_of(respect, body, language) < FILTER


@pytest.mark.parametrize(("language", "body"), SWEARING)
def test_swearing_at_the_world_is_not_flagged(language: str, body: str) -> None:
    assert 0 < score_of(respect, body, language) < FLAG


@pytest.mark.parametrize(("written", "quoted"), DISGUISED)
def test_a_disguised_insult_is_found_where_it_stands(written: str, quoted: str) -> None:
    found = finding_of(respect, f"Ach, du {written} schon wieder.")

    assert found is not None
    assert (found.score or 0) >= FLAG
    assert max(found.evidence, key=lambda e: e.share).text == quoted


@pytest.mark.parametrize(
    ("harder", "softer"),
    [
        ("Du bist dumm.", "Das ist dumm."),
        ("Die Autorin ist dumm.", "Deine Idee ist dumm."),
        ("Du bist ein Idiot.", "Du bist kein Idiot."),
        ("Du Idiot.", "Ich Idiot."),
        ("Ein Kanake war das.", "Kanake ist ein Schimpfwort."),
        ("Du Idiot.", "„Du Idiot“, stand dort."),
    ],
)
def test_whom_it_is_aimed_at_and_how_counts(harder: str, softer: str) -> None:
    assert score_of(respect, harder) > score_of(respect, softer)


def test_a_second_insult_adds_to_what_the_lexicon_says() -> None:
    one, two = (
        insults(Text(a_draft(body)))
        for body in ("Ihr seid Idioten.", "Ihr seid Idioten, alles Trottel.")
    )

    assert combined(two) > combined(one)


def test_hard_words_on_a_thing_do_not_add_up_to_a_case() -> None:
    body = "Quatsch! Dumm, blöd, doof, dämlich, idiotisch, hirnlos, albern, bescheuert."

    assert combined(insults(Text(a_draft(body)))) < FLAG


def test_shares_add_up_to_one() -> None:
    found = finding_of(respect, "Du Idiot, du Arschloch, du bist so dumm.")

    assert found is not None
    assert len(found.evidence) == 3
    assert sum(e.share for e in found.evidence) == pytest.approx(1, abs=0.001)


def test_a_quoted_line_counts_less_than_an_own_one() -> None:
    assert score_of(respect, "> Du Idiot\n\nNa ja.") < score_of(respect, "Du Idiot")


def test_a_foreign_word_means_what_it_means_in_its_language() -> None:
    assert insults(Text(a_draft("Der Mist on the lake", "en"))) == []
    assert insults(Text(a_draft("So ein Mist", "de"))) != []
