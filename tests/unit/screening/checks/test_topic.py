"""Topic: related comments, unrelated ones, and those too short to judge."""

from __future__ import annotations

from itertools import product

import pytest

from commentbox.screening.checks.topic import topic
from tests.unit.screening.drafts import finding_of, score_of

FLAG = 0.7
DE = {
    "article_title": "Neue Kopfhörer im Test: Funkstille gegen Aufpreis",
    "article_body": (
        "Die neuen Kopfhörer dämpfen Geräusche besser als die alten. Der Akku hält "
        "dreißig Stunden, das Ladekabel liegt bei. Die App verlangt ein Konto, und die "
        "Geräuschunterdrückung kostet im Abo extra. Der Klang ist ausgewogen, der Bass "
        "kräftig. Im Test fiel die Verbindung zweimal aus."
    ),
}
EN = {
    "article_title": "Electric bikes: what the battery really does",
    "article_body": (
        "We rode six electric bikes through winter. The battery loses range in cold, "
        "the motor does not. Chargers get warm, brakes wear faster, and a good lock "
        "costs as much as a tyre. Range figures in brochures are optimistic."
    ),
}


@pytest.mark.parametrize(
    ("language", "article", "body"),
    [
        (
            "de",
            DE,
            "Bei mir hält der Akku nur zwanzig Stunden, der Klang ist aber super.",
        ),
        (
            "de",
            DE,
            "Ein Abo für Geräuschunterdrückung? Da bleibe ich bei alten Hörern.",
        ),
        (
            "de",
            DE,
            "Mein Kopfhörer verliert im Zug ständig die Verbindung zum Telefon.",
        ),
        (
            "de",
            DE,
            "Kontozwang in jeder App nervt, Ladekabel fehlen inzwischen überall.",
        ),
        ("en", EN, "My battery died at minus ten, the motor was fine all winter."),
        ("en", EN, "Nobody mentions how loud the brakes become on electric bikes."),
        ("en", EN, "A cheap charger ruined my battery within one season."),
    ],
)
def test_a_related_comment_is_not_off_topic(
    language: str, article: dict[str, str], body: str
) -> None:
    assert score_of(topic, body, language, **article) < 0.5


@pytest.mark.parametrize(
    ("language", "article", "body"),
    [
        (
            "de",
            DE,
            "Gestern war ich im Stadion, das Spiel war großartig, besonders das zweite "
            "Tor in der Nachspielzeit gegen Dortmund hat alle begeistert.",
        ),
        (
            "de",
            DE,
            "Für Apfelkuchen nehme ich mürbe Äpfel, wenig Zucker, etwas Zimt und backe "
            "ihn bei niedriger Hitze eine gute Stunde auf dem unteren Rost.",
        ),
        (
            "en",
            EN,
            "Yesterday my grandmother baked an apple pie with cinnamon and walnuts, "
            "and the whole village gathered in her kitchen for coffee and gossip.",
        ),
    ],
)
def test_a_long_unrelated_comment_is_flagged(
    language: str, article: dict[str, str], body: str
) -> None:
    assert score_of(topic, body, language, **article) > FLAG


@pytest.mark.parametrize("body", ["Haha ja", "Danke!", "Das sehe ich auch so, ja."])
def test_a_short_comment_is_too_short_to_judge(body: str) -> None:
    found = finding_of(topic, body, **DE)

    assert found is not None
    assert found.score is None
    assert found.detail == "too_short"


def test_without_an_article_nobody_can_tell() -> None:
    body = "Apfelkuchen backe ich bei niedriger Hitze auf dem unteren Rost."

    found = finding_of(topic, body)

    assert found is not None
    assert found.score is None
    assert found.detail == "no_article"


def test_an_answer_is_judged_by_what_it_answers() -> None:
    body = "Zimt gehört in jeden Apfelkuchen, Zucker und Walnüsse kaum, Rosinen nie."
    parent = "Backt ihr Apfelkuchen auch mit Zucker und Zimt, oder lieber mit Rosinen?"

    assert score_of(topic, body, **DE) > FLAG
    assert score_of(topic, body, parent=parent, **DE) < 0.5


def test_a_thread_may_have_wandered_off() -> None:
    body = "Zimt gehört in jeden Apfelkuchen, Zucker braucht er kaum, und Rosinen nie."
    thread = ("Apfelkuchen mit Zucker?", "Lieber mit Zimt.", "Und Rosinen?")

    assert score_of(topic, body, thread=thread, **DE) < score_of(topic, body, **DE)


def test_a_correction_of_the_text_is_to_the_point() -> None:
    body = "Im Titel ist ein Tippfehler, und die Quelle im Artikel fehlt leider."

    assert score_of(topic, body, **DE) < 0.5


def test_a_misspelt_word_is_the_same_word() -> None:
    body = "{} wäre schön, sagte mein Nachbar Hannes neulich am Gartenzaun."

    misspelt = score_of(topic, body.format("Koppfhörer"), **DE)

    assert misspelt < score_of(topic, body.format("Apfelkuchen"), **DE)


def test_the_evidence_is_what_nobody_has_spoken_of() -> None:
    found = finding_of(
        topic, "Der Akku mag Apfelkuchen, Zimt, Rosinen und Zucker", **DE
    )

    assert found is not None
    quoted = {evidence.text for evidence in found.evidence}
    assert quoted == {"Apfelkuchen", "Zimt", "Rosinen", "Zucker"}


def test_a_long_comment_is_judged_by_its_beginning() -> None:
    beginning = "Der Akku dieser Kopfhörer hält, der Klang ist kräftig. "
    middle = " ".join("".join(letters) for letters in product("bdgklmz", repeat=3))

    ends = [
        score_of(topic, f"{beginning}{middle} {end}", **DE)
        for end in ("", "Apfelkuchen mit Zimt, und Rosinen!")
    ]

    assert ends[0] == ends[1]


def test_a_part_of_a_compound_is_shared() -> None:
    body = "{} wäre schön, sagte mein Nachbar Hannes neulich am Gartenzaun."

    scores = {
        word: score_of(topic, body.format(word), **DE)
        for word in ("Geräuschlosigkeit", "Unterdrückung", "Kostenlosigkeit")
    }

    assert scores["Unterdrückung"] < scores["Geräuschlosigkeit"]
    assert scores["Geräuschlosigkeit"] < scores["Kostenlosigkeit"]


def test_an_answer_shares_less_with_the_article_than_with_its_parent() -> None:
    body = (
        "Der Akku hält bei Kälte leider kaum, sagte auch mein Nachbar Hannes neulich."
    )

    answer = score_of(topic, body, parent="Zimt und Rosinen!", **DE)

    assert answer > score_of(topic, body, **DE)


def test_what_a_long_article_says_often_is_what_it_is_about() -> None:
    filler = " ".join("".join(letters) for letters in product("bdgk", repeat=4))
    body = "Der {} wäre schön, sagte mein Nachbar Hannes neulich am Gartenzaun."

    scores = {
        word: score_of(
            topic,
            body.format(word),
            article_title="Drohne gegen Drohne",
            article_body=f"{filler} Walnuss",
        )
        for word in ("Drohne", "Walnuss")
    }

    assert scores["Drohne"] < scores["Walnuss"]


ASIDES = [
    ("de", "Zensur!"),
    ("de", "Warum wurde mein Kommentar gelöscht?"),
    ("de", "Heute wird wieder fröhlich zensuriert."),
    ("de", "Beinahe alle Beiträge von mir wurden zensuriert."),
    ("de", "OT: Weiß jemand, wann der Kaffee in der Kantine fertig ist?"),
    ("de", "Das hat nichts mit dem Thema zu tun."),
    ("de", "Das gehört nicht hierher."),
    ("de", "Liebe Mods, schaltet endlich mein Posting frei."),
    ("de", "Die Rotstrichler sind wieder unterwegs im Forum."),
    ("en", "Why was my comment deleted?"),
    ("en", "OT: does anyone know a decent dentist around here?"),
    ("en", "This has nothing to do with the topic."),
    ("en", "The mods are asleep and the comment section is full of trolls."),
]


@pytest.mark.parametrize(("language", "body"), ASIDES)
def test_talk_about_the_forum_is_past_the_topic(language: str, body: str) -> None:
    article = DE if language == "de" else EN

    found = finding_of(topic, body, language, **article)

    assert found is not None
    assert found.score is not None
    assert found.score > FLAG
    assert found.detail == "aside"


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Der Akku hat OT-Stecker, das Ladekabel und der Klang sind super."),
        ("de", "Die App hat meine Aufnahmen vom Akku gelöscht, samt Geräuschen."),
        ("de", "Im Test fehlt der Akku, mein Kopfhörer hat bessere Geräuschwerte."),
        ("en", "The motor is off, and the battery of my electric bike is dead."),
        ("en", "Remove the battery, then delete the range figures of the motor."),
    ],
)
def test_everyday_words_are_no_asides(language: str, body: str) -> None:
    article = DE if language == "de" else EN

    assert score_of(topic, body, language, **article) < 0.5


def test_under_an_article_about_forums_their_words_are_to_the_point() -> None:
    body = "Die Moderatoren im Forum löschen Postings, und alle rufen Zensur."
    article = {
        "article_title": "Wie Forum und Zensur zusammenhängen",
        "article_body": "Moderatoren lesen jedes Posting. Ein Forum ohne Regeln kippt.",
    }

    assert score_of(topic, body, **article) < 0.5 < score_of(topic, body, **DE)


def test_an_aside_fades_in_a_long_comment_to_the_point() -> None:
    aside = "Die Postings hier sind lustig. "
    matter = "Der Akku der Kopfhörer hält, der Klang ist kräftig, die App nervt. " * 4

    assert score_of(topic, aside + matter, **DE) < score_of(topic, aside, **DE)


def test_the_shares_say_what_the_aside_did_and_what_foreign_words_did() -> None:
    body = "Zensur! Apfelkuchen mit Zimt, Rosinen, Zucker, Walnüssen und Marzipan."

    found = finding_of(topic, body, **DE)

    assert found is not None
    shares = {evidence.text: evidence.share for evidence in found.evidence}
    assert shares["Zensur"] > shares["Marzipan"] > 0
    assert sum(shares.values()) == pytest.approx(1, abs=0.01)


def test_without_an_article_words_that_are_new_prove_little() -> None:
    body = "Zimt gehört in jeden Apfelkuchen, Zucker braucht er kaum, und Rosinen nie."
    thread = ("Der Akku hält zwanzig Stunden.", "Bei mir nur zehn, trotz Ladekabel.")

    alone = score_of(topic, body, thread=thread)

    assert alone < 0.5 < score_of(topic, body, thread=thread, **DE)


def test_a_usual_word_that_is_shared_proves_less_than_a_rare_one() -> None:
    body = "{} wäre schön, sagte mein Nachbar Hannes neulich am Gartenzaun."
    article = {"article_title": "Deutsche Zirbel", "article_body": "Deutsche Zirbel."}

    usual, rare = (
        score_of(topic, body.format(word), **article) for word in ("Deutsche", "Zirbel")
    )

    assert rare < usual


def test_a_title_alone_flags_nothing() -> None:
    body = "Gestern im Stadion war das Spiel großartig, zumal das Tor kurz vor Schluss."

    assert score_of(topic, body, article_title=DE["article_title"]) < FLAG


def test_an_aside_is_one_however_much_of_the_article_stands_beside_it() -> None:
    body = "Zensur! Der Akku der Kopfhörer hält, die Geräuschunterdrückung auch."

    beside = score_of(topic, body, **DE)

    assert beside > 0.3 > score_of(topic, body.removeprefix("Zensur! "), **DE)


def test_who_joins_a_thread_about_the_forum_goes_on_with_it() -> None:
    body = "Das wüsste mein Nachbar Hannes auch gern, sagte er neulich am Gartenzaun."

    to_the_forum = score_of(topic, body, thread=("Wieder alles Zensur.",) * 3, **DE)
    to_cake = score_of(topic, body, thread=("Wieder alles Apfelkuchen.",) * 3, **DE)

    assert to_the_forum > to_cake


def test_an_answer_to_an_aside_goes_on_with_it() -> None:
    body = "Das wüsste mein Nachbar Hannes auch gern, sagte er neulich am Gartenzaun."

    to_an_aside = score_of(topic, body, parent="Wieder alles Zensur.", **DE)
    to_another = score_of(topic, body, parent="Wieder alles Apfelkuchen.", **DE)

    assert to_an_aside > to_another


def test_numbers_alone_say_nothing_either_way() -> None:
    assert 0 < score_of(topic, "1 2 3 4 5 6 7 8", **DE) < FLAG


def test_without_the_article_s_text_what_is_not_shared_flags_nothing() -> None:
    words = (f"{a}{b}und" for a, b in product("BDGKLMN", ("irn", "oln", "urz")))
    thread = tuple(f"{part} {DE['article_body']}" for part in "abcdefgh")

    score = score_of(topic, " ".join(words), parent=thread[0], thread=thread)

    assert 0.5 < score < FLAG
