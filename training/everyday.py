"""Own sentences in pairs: hard words on things are harmless, on people they are not.

Also what people write who quote or contradict an insult, or speak of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from training.counterfactuals import Sentence

#: (label, frames, what goes into them)
Filled = tuple[int, tuple[str, ...], tuple[str, ...]]

SENTENCES: Final[dict[str, dict[str, Filled]]] = {
    "de": {
        "swearing": (
            0,
            (
                *("Scheiß {}, ehrlich.", "Verdammt, {} ist schon wieder kaputt."),
                *("Mist, {} hat mir den Tag verdorben.", "So ein Dreck, {} spinnt."),
                *("{} ist scheiße geworden.", "{} geht mir auf den Sack."),
                *("Verflucht, wo ist {}?", "Leck mich, {} ist verdammt gut!"),
                *("{} nervt wie Sau.", "{}: arschkalt und nass."),
                *("Zum Kotzen, dass {} so teuer ist.", "{} ist echt geil, Alter."),
                *("Diese dumme Sache mit {}.", "{} ist blöd gelöst, finde ich."),
                *("Krass, {} ist ja kacke.", "Was für ein Mist mit {}."),
            ),
            (
                *("das Update", "der Bus", "die Heizung", "mein Fahrrad", "das Spiel"),
                *("der Drucker", "die Bahn", "das Netz", "mein Rechner", "der Stau"),
            ),
        ),
        "insult": (
            1,
            (
                *("Du {}!", "Du bist ein {}.", "Sie sind ein {}, sonst nichts."),
                *("So ein {} wie du sollte den Mund halten.", "Was für ein {} er ist."),
                *("Nur ein {} schreibt so etwas.", "Der Autor ist ein {}."),
                *("Halt die Fresse, du {}.", "Verpiss dich, {}!"),
            ),
            (
                *("Idiot", "Arschloch", "Trottel", "Vollpfosten", "Spast", "Depp"),
                *("Wichser", "Penner", "Dummkopf", "Lügner", "Heuchler", "Nazi"),
                *("Schwachkopf", "Hetzer", "Versager", "Drecksack", "Clown"),
            ),
        ),
        "reported": (
            0,
            (
                *("Er hat mich {} genannt, das geht nicht.", "„{}“ sagt man nicht."),
                *(
                    "Wer andere {} nennt, fliegt raus.",
                    "Das Wort {} verletzt Menschen.",
                ),
                *("Wieso darf hier jemand „{}“ schreiben?", "Ich bin kein {}."),
                *("Bitte niemanden als {} beschimpfen.", "Ich {} habe es vergessen."),
            ),
            (
                "Idiot",
                "Arschloch",
                "Trottel",
                "Depp",
                "Spast",
                "Schwachkopf",
                "Versager",
            ),
        ),
        "quoted": (
            0,
            (
                *("Ein Mitschüler hat sie „{}“ genannt, das tat ihr weh.",),
                *("Auf dem Schild war „{}“ zu lesen, so geht das nicht.",),
                *("Das Gericht sieht in „{}“ eine strafbare Beleidigung.",),
                *("Der Ausdruck „{}“ gehört nicht in einen Leserbrief.",),
                *("Im Stadion riefen einige „{}“, der Verein bedauert das.",),
                *("Noch immer wird „{}“ als Schimpfwort benutzt, leider.",),
                *("Den Spruch mit „{}“ fand ich unmöglich.",),
                *('Die Zeitung zitiert ihn mit dem Wort "{}", unfassbar.',),
            ),
            (
                *("Hure", "Nutte", "Kanake", "Neger", "Spasti", "Mongo", "Fotze"),
                *("Idiot", "Nazischwein", "Abschaum", "Tunte", "Parasit"),
            ),
        ),
        "ordinary": (
            0,
            (
                *("Danke für {}, das hat mir geholfen.", "{} finde ich gut erklärt."),
                *("Ich sehe {} anders als der Autor.", "Gibt es zu {} eine Quelle?"),
                *(
                    "{} stimmt so nicht, bitte korrigieren.",
                    "Zu {} hätte ich eine Frage.",
                ),
                *("Ich widerspreche: {} überzeugt mich nicht.", "Wo finde ich {}?"),
                *(
                    "Bei mir funktioniert {} seit Jahren.",
                    "Schade, dass {} so kurz ist.",
                ),
                *("Wie du schreibst, ist {} wichtig.", "Sie haben recht mit {}."),
                *("Dein Hinweis auf {} hilft mir.", "Ihr habt {} vergessen."),
            ),
            (
                *("den Artikel", "die Anleitung", "das Beispiel", "die Rechnung"),
                *("den zweiten Absatz", "die Tabelle", "das Bild", "den Test"),
                *("die Reparatur", "das Rezept", "die Steuer", "den Vorschlag"),
            ),
        ),
    },
    "en": {
        "swearing": (
            0,
            (
                *("Damn, {} is broken again.", "Fucking {}, honestly."),
                *("Shit, {} ruined my day.", "{} is total crap now."),
                *("{} pisses me off.", "Holy shit, {} is good!"),
                *("Where the hell is {}?", "{} sucks, but I still use it."),
                *("{} is as cold as hell.", "What a stupid idea to put {} there."),
                *("Bloody {} cost me a fortune.", "{} is bad ass, love it."),
                *("This dumb thing with {}.", "Hell yeah, {} works!"),
            ),
            (
                *("the update", "the bus", "the heating", "my bike", "the game"),
                *("the printer", "the train", "the wifi", "my laptop", "the traffic"),
            ),
        ),
        "insult": (
            1,
            (
                *("You {}!", "You are a {}.", "You're such a {}, nothing else."),
                *("A {} like you should shut up.", "What a {} he is."),
                *("Only a {} writes such a thing.", "The author is a {}."),
                *("Shut your mouth, {}.", "Piss off, {}!"),
            ),
            (
                *("idiot", "asshole", "moron", "dumbass", "retard", "loser", "bastard"),
                *("prick", "liar", "hypocrite", "fool", "nazi", "clown", "scumbag"),
                *("jerk", "imbecile", "piece of shit", "coward"),
            ),
        ),
        "reported": (
            0,
            (
                *("He called me {}, that is not okay.", "Do not call people {}."),
                *("Whoever calls others {} is out.", "The word “{}” hurts people."),
                *("Why may somebody write “{}” here?", "I am not a {}."),
                *("Nobody should be insulted as {}.", "I was a {} and forgot it."),
            ),
            ("idiot", "asshole", "moron", "retard", "loser", "faggot", "dumbass"),
        ),
        "quoted": (
            0,
            (
                *("A classmate called her “{}”, and that hurt.",),
                *("The banner read “{}”, which is a disgrace to the club.",),
                *("The court held that “{}” is an insult in law.",),
                *("The expression “{}” has no place in a letter to the editor.",),
                *("Some fans chanted “{}”, and the club has apologised.",),
                *("It is sad that “{}” is still used as a slur.",),
                *("I found the line with “{}” quite out of order.",),
                *('The paper quotes him with the word "{}", unbelievable.',),
            ),
            (
                *("cunt", "nigger", "retard", "dyke", "moron", "wetback", "paki"),
                *("kike", "idiot", "nazi pig", "vermin", "sissy"),
            ),
        ),
        "ordinary": (
            0,
            (
                *("Thanks for {}, it helped me.", "I think {} is well explained."),
                *("I see {} differently from the author.", "Is there a source for {}?"),
                *("{} is not right, please correct it.", "A question about {}."),
                *("I disagree: {} does not convince me.", "Where do I find {}?"),
                *("{} has worked for me for years.", "A pity that {} is so short."),
                *("As you write, {} matters.", "You are right about {}."),
                *("Your hint about {} helps me.", "You forgot {}."),
                *("The government should explain {}.", "The minister is wrong on {}."),
            ),
            (
                *("the article", "the guide", "the example", "the calculation"),
                *("the second paragraph", "the table", "the picture", "the review"),
                *("the repair", "the recipe", "the tax", "the proposal", "the vote"),
            ),
        ),
    },
}


def everyday() -> Iterator[Sentence]:
    """Yield every frame with everything that goes into it, in a fixed order."""
    for language, kinds in SENTENCES.items():
        for kind, (label, frames, things) in kinds.items():
            for frame, thing in product(frames, things):
                text = frame.format(thing)
                yield Sentence(text[0].upper() + text[1:], label, language, kind)
