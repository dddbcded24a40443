"""Own sentences about swearing: at a thing it is harmless, at people it is not.

The same hard words stand in both, so that a model must learn at whom they are thrown.
The frames and the things of ``training/probes`` are others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from training.counterfactuals import Sentence

#: With and without its article.
Named = tuple[str, str]

THINGS: Final[dict[str, tuple[Named, ...]]] = {
    "de": (
        *(("der Bus", "Bus"), ("die Heizung", "Heizung"), ("das Update", "Update")),
        *(("der Stau", "Stau"), ("die Kaffeemaschine", "Kaffeemaschine")),
        *(("das Handy", "Handy"), ("der Rasenmäher", "Rasenmäher")),
        *(("die Kälte", "Kälte"), ("das WLAN", "WLAN"), ("der Laptop", "Laptop")),
        *(("die Baustelle", "Baustelle"), ("das Schloss", "Schloss")),
        *(("der Schnee", "Schnee"), ("die Hitze", "Hitze"), ("das Auto", "Auto")),
        *(("der Sturm", "Sturm"), ("die Ampel", "Ampel"), ("das Formular", "Formular")),
        *(("der Akku", "Akku"), ("die Steuererklärung", "Steuererklärung")),
        *(("das Ladekabel", "Ladekabel"), ("mein Rücken", "Rücken")),
        *(("der Aufzug", "Aufzug"), ("die Tür", "Tür"), ("mein Zug", "Zug")),
    ),
    "en": (
        *(("the bus", "bus"), ("the heating", "heating"), ("the update", "update")),
        *(("the traffic", "traffic"), ("the kettle", "kettle"), ("my phone", "phone")),
        *(("the lawnmower", "lawnmower"), ("the cold", "cold"), ("the wifi", "wifi")),
        *(("my laptop", "laptop"), ("the lock", "lock"), ("the snow", "snow")),
        *(("the heat", "heat"), ("my car", "car"), ("the storm", "storm")),
        *(("the traffic light", "traffic light"), ("the form", "form")),
        *(("the battery", "battery"), ("my tax return", "tax return")),
        *(("the charger", "charger"), ("my back", "back"), ("the lift", "lift")),
    ),
}

PEOPLE: Final[dict[str, tuple[Named, ...]]] = {
    "de": (
        *(("der Autor", "Autor"), ("die Ministerin", "Ministerin")),
        *(("der Bürgermeister", "Bürgermeister"), ("die Redaktion", "Redaktion")),
        *(("der Kanzler", "Kanzler"), ("die Moderatorin", "Moderatorin")),
        *(("der Vorposter", "Vorposter"), ("die Reporterin", "Reporterin")),
        *(("der Schiedsrichter", "Schiedsrichter"), ("mein Chef", "Chef")),
        *(("dieser Kerl", "Kerl"), ("die Alte", "Alte"), ("der Typ", "Typ")),
    ),
    "en": (
        *(("the author", "author"), ("the minister", "minister")),
        *(("the mayor", "mayor"), ("the editor", "editor")),
        *(("the senator", "senator"), ("the presenter", "presenter")),
        *(("the reporter", "reporter"), ("the referee", "referee")),
        *(("my boss", "boss"), ("this guy", "guy"), ("that woman", "woman")),
    ),
}

AT_THINGS: Final[dict[str, tuple[str, ...]]] = {
    "de": (
        *("Verdammte Scheiße, {} streikt schon wieder.", "{} ist der letzte Scheiß."),
        *("{}: im Arsch. Und das am Wochenende.", "Ach Scheiße, {} schon wieder!"),
        *("Kacke, ausgerechnet jetzt muss {} ausfallen.", "Fuck, {} geht nicht mehr."),
        *("{} kann mich mal kreuzweise.", "Wer hat sich {} so bescheuert ausgedacht?"),
        *("Herrgott noch mal, {} macht mich wahnsinnig.", "{} ist echt zum Kotzen."),
        *(
            "Dieser Mist mit dem Ding, {} taugt einen Scheißdreck.",
            "Fick dich, {bare}!",
        ),
        *("So eine verfluchte Kacke, {} hat den Geist aufgegeben.", "Scheiß {bare}."),
        *("Was für ein Arschtag: erst {}, dann Zahnarzt.", "Blödes Ding, {} spinnt."),
        *("Himmel, Arsch und Zwirn, wo bleibt {}?", "{} ist so was von beschissen."),
        *("Verdammt geil, {} läuft wieder!", "Mein Gott, ist {} saudumm gebaut."),
        *("{} hat mich heute ordentlich verarscht, nach zwei Minuten war Schluss.",),
        *("Leute, {} ist arschteuer geworden, so ein Dreck.", "{} saugt, echt jetzt."),
        *("Zum Teufel mit dem Kram, {} fliegt morgen auf den Müll.",),
        *("Ich krieg die Krise, {} hat mir den ganzen Abend versaut.",),
        *("Scheiße noch eins, ich habe {} total vergessen.", "{} nervt mich zu Tode."),
        *("Verflixt und zugenäht, {} klemmt. So ein Drecksding!",),
    ),
    "en": (
        *("Bloody hell, {} gave up on me once more.", "{} is absolute shite, really."),
        *("Fuck, {} is dead. On a Sunday.", "Oh shit, not {} once more!"),
        *("Crap, {} had to fail right now.", "Who the fuck came up with {}?"),
        *("Fuck you, {bare}!", "Stupid {bare}, works for two minutes and dies."),
        *("Goddammit, {} drives me nuts.", "{} is a piece of shit, but it is mine."),
        *("Fucking {bare}, cost me the whole evening.", "Where the fuck is {}?"),
        *("Hell yes, {} is bloody brilliant!", "{} can kiss my ass, I am walking."),
        *("What an ass of a day: first {}, then the dentist.",),
        *("I swear {} is the dumbest thing ever built.", "{} is fucked up, need help."),
        *("To hell with it, {} goes into the bin tomorrow.",),
        *("Shit, I totally forgot about {}.", "{} was shit today, but never mind."),
    ),
}

AT_PEOPLE: Final[dict[str, tuple[str, ...]]] = {
    "de": (
        *("Verdammte Scheiße, {} ist ein dummes Arschloch.", "Fick dich, {bare}!"),
        *("{} ist ein Stück Scheiße.", "{} hat doch nur Kacke im Hirn."),
        *("{} kann mich mal, dieser Haufen Dreck.", "Scheiß {bare}, verpiss dich."),
        *("So blöd wie {} muss man erst mal sein.", "{} ist zum Kotzen, so ein Arsch."),
        *("{} gehört mit dem Arsch voran vor die Tür gesetzt, du Pfeife auch.",),
        *("Was {} redet, ist der geistige Dünnschiss eines Idioten.",),
        *("Ach Scheiße, {} schon wieder, der dümmste Mensch von allen.",),
        *("Mein Gott, ist {} saudumm und hinterfotzig.", "Halt dein Maul, {bare}."),
        *("Du bist so was von beschissen im Kopf, wie {} auch.",),
        *("Verdammt, {} soll endlich die Fresse halten.", "{} kotzt mich an, Pack."),
    ),
    "en": (
        *("Bloody hell, {} is a stupid asshole.", "Fuck you, {bare}, you prick!"),
        *("{} is a piece of shit, as a human being.", "{} has shit for brains."),
        *("Stupid {bare}, go and choke on it.", "{} can go to hell, the scumbag."),
        *("How fucking dumb must you be to be like {}?", "Shut your trap, {bare}."),
        *("Oh shit, not {} once more, the dumbest bastard of them all.",),
        *("What {} says is the crap of an idiot.", "{} makes me puke, what a dick."),
        *("Damn, {} should shut the fuck up for good.",),
    ),
}


def swearing() -> Iterator[Sentence]:
    """Yield every frame with everything it may be about, in a fixed order."""
    for label, frames, named in ((0, AT_THINGS, THINGS), (1, AT_PEOPLE, PEOPLE)):
        for language in frames:
            for frame, (name, bare) in product(frames[language], named[language]):
                text = frame.format(name, bare=bare)
                yield Sentence(text[0].upper() + text[1:], label, language, "")
