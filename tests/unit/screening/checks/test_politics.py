"""Politics: what a comment brings along, less what the article is about."""

from __future__ import annotations

import pytest

from commentbox.screening.checks.politics import politics
from tests.unit.screening.drafts import finding_of, quotes, score_of

FLAG = 0.6
TITLE = "Bundestag beschließt Digitalgesetz"
BODY = (
    "Die Koalition aus CDU und SPD hat im Bundestag das Gesetz beschlossen. Die "
    "Opposition kritisierte die Bundesregierung, der Minister verteidigte sie."
)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Wer die Grünen wählt, bekommt so etwas."),
        ("de", "Typisch, danke Habeck!"),
        ("de", "Merkel muss weg"),
        ("de", "Die Bundesregierung und der Kanzler tun nichts."),
        ("de", "Lügenpresse"),
        ("de", "Der Landeshauptmann und die Freiheitlichen versagen."),
        (
            "de",
            "Die Blauen wollen doch nur das Binnen-I verbieten, samt Asylindustrie.",
        ),
        ("de", "Ständerat und Bundesversammlung schlafen."),
        ("de", "Der Sportminister soll zurücktreten, sagt die Oppositionspartei."),
        ("de", "Die EU-Kommission und das EU-Parlament regeln alles."),
        ("en", "The Republicans and the Democrats are all the same."),
        ("en", "Plaid Cymru and the Senedd will block it."),
        ("en", "Stop the boats"),
        ("en", "Congressmen and governors want tax cuts."),
        ("en", "The far right parties win, the legislature sleeps."),
        ("en", "Make America great again"),
        ("en", "The prime minister and parliament do nothing."),
    ],
)
def test_politics_under_another_topic_is_flagged(language: str, body: str) -> None:
    assert score_of(politics, body, language) >= FLAG


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("de", "Die Ampel schaltet auf Grün, wir saßen im Grünen."),
        ("de", "Ich habe die Wahl zwischen zwei Telefonen."),
        ("de", "Die linke Taste klemmt, rechts geht es."),
        ("de", "Das war zu kurz gedacht, im März kommt das Update."),
        ("de", "Grüne Soße passt zu Kartoffeln, grüner Tee danach."),
        ("de", "Links abbiegen, dann auf der rechten Seite die linke Taste."),
        ("de", "Eine Partei dieses Vertrags kann kündigen, die Gegenpartei nicht."),
        ("de", "Die Mietparteien im Haus streiten über die Preispolitik."),
        ("de", "Ich habe den Abend genossen und trete vom Kauf zurück: Rücktritt."),
        ("de", "Der Schlepper zieht den Anhänger, die Besatzung winkt."),
        ("de", "Der Vereinspräsident hat die Qual der Wahl."),
        ("en", "The union of sets is a set, a union type is a type."),
        ("en", "Turn right, then left, on the left side use the right button."),
        ("en", "Each party to the contract may cancel; house party at nine."),
        ("en", "Use conservative settings and a liberal amount of oil."),
        ("en", "My credit union and my skincare regime are fine."),
        ("en", "The trump card of this phone is its camera."),
        ("en", "My left ear is broken, so I use the right one."),
        ("en", "Third party system administration is fun."),
    ],
)
def test_words_with_another_meaning_say_nothing(language: str, body: str) -> None:
    assert finding_of(politics, body, language) is None


def test_what_the_article_says_itself_counts_little() -> None:
    body = "Die Bundesregierung und die SPD haben sich geeinigt."

    alone = score_of(politics, body)
    under_it = score_of(politics, body, article_title=TITLE, article_body=BODY)

    assert alone >= FLAG
    assert under_it < 0.2


def test_other_politics_falls_under_an_article_about_politics() -> None:
    body = "Die FDP und ihr Lindner hätten das nie gemacht."

    under_it = score_of(politics, body, article_title=TITLE, article_body=BODY)

    assert 0 < under_it < FLAG <= score_of(politics, body)


def test_an_answer_may_take_up_what_its_parent_said() -> None:
    body = "Was hat die SPD damit zu tun?"

    assert score_of(politics, body, parent="Die SPD war es!") < score_of(politics, body)


def test_the_words_that_decided_are_quoted() -> None:
    assert quotes(finding_of(politics, "Na, die SPD und Söder.")) == ["SPD", "Söder"]


def test_one_word_makes_no_long_comment_political() -> None:
    word, matter = "Die SPD meint das auch. ", "Der Akku hält lange, das Kabel nicht. "

    long = score_of(politics, word + matter * 20)

    assert 0 < long < 0.4 < score_of(politics, word)


def test_compounds_of_office_and_field_are_politics() -> None:
    body = "Dem Sportminister und der Rentenpolitik traue ich nicht."

    assert quotes(finding_of(politics, body)) == ["Sportminister", "Rentenpolitik"]
