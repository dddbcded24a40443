"""More own sentences about groups of people: naming is harmless, attacking is not.

The same frames over many groups teach the model to weigh what is said, not of whom. The
frames and the groups of ``training/probes`` are others, so that those can test it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from training.counterfactuals import Sentence, sentences

GROUPS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "de": {
        "religion": (
            *("Muslime", "Juden", "Christen", "Moslems", "Katholiken", "Atheisten"),
            *("Protestanten", "Jüdinnen", "Muslima", "Salafisten", "Islamverbände"),
        ),
        "origin": (
            *("Türken", "Araber", "Syrer", "Afghanen", "Polen", "Russen", "Ukrainer"),
            *("Afrikaner", "Chinesen", "Amerikaner", "Deutsche", "Österreicher"),
            *("Ausländer", "Migranten", "Flüchtlinge", "Asylbewerber", "Geflüchtete"),
            *("Einwanderer", "Roma", "Sinti", "Israelis", "Palästinenser", "Ossis"),
            *("Zuwanderer", "Asylanten", "Iraner", "Iraker", "Griechen", "Italiener"),
        ),
        "colour": ("Schwarze", "Weiße", "schwarze Menschen", "weiße Männer"),
        "gender": (
            *("Frauen", "Männer", "Feministinnen", "Mädchen", "trans Menschen"),
            *("Transfrauen", "Mütter", "Väter", "alte weiße Männer", "Weiber"),
        ),
        "orientation": ("Schwule", "Lesben", "Homosexuelle", "Bisexuelle"),
        "ability": (
            "Behinderte",
            "Autisten",
            "Rollstuhlfahrer",
            "Menschen im Rollstuhl",
        ),
        "age": ("Rentner", "Kinder", "Jugendliche", "alte Leute", "Senioren"),
        "work": (
            *("Polizisten", "Journalisten", "Lehrer", "Politiker", "Arbeitslose"),
            *("Richter", "Beamte", "Bauern", "Ärzte", "Hartz-IV-Empfänger"),
        ),
        "party": (
            *("Grüne", "Linke", "SPD-Wähler", "AfD-Wähler", "CDU-Mitglieder"),
            *("FDP-Wähler", "Rechte", "Konservative", "die Grünen", "die Linken"),
        ),
    },
    "en": {
        "religion": (
            *(
                "Muslims",
                "Jews",
                "Christians",
                "Catholics",
                "atheists",
                "Jewish people",
            ),
            *("Protestants", "Evangelicals", "Muslim women", "Islamists"),
        ),
        "origin": (
            *("Mexicans", "Arabs", "Syrians", "Poles", "Russians", "Ukrainians"),
            *("Africans", "Chinese people", "Americans", "Germans", "Asians"),
            *("immigrants", "refugees", "migrants", "foreigners", "asylum seekers"),
            *("Israelis", "Palestinians", "Indians", "Iranians", "Brits", "Latinos"),
        ),
        "colour": ("black people", "white people", "blacks", "whites", "white men"),
        "gender": (
            *("women", "men", "feminists", "girls", "trans people", "black women"),
            *("trans women", "mothers", "fathers", "old white men"),
        ),
        "orientation": ("gay people", "lesbians", "gays", "bisexuals", "queer people"),
        "ability": ("disabled people", "autistic people", "wheelchair users"),
        "age": ("pensioners", "children", "teenagers", "old people", "boomers"),
        "work": (
            *("police officers", "journalists", "teachers", "politicians", "judges"),
            *("unemployed people", "farmers", "doctors", "civil servants"),
        ),
        "party": (
            *("Democrats", "Republicans", "Greens", "liberals", "conservatives"),
            *("Labour voters", "Tories", "leftists", "Trump voters"),
        ),
    },
}

NEUTRAL: Final[dict[str, tuple[str, ...]]] = {
    "de": (
        "Meine Nachbarn sind {}.",
        "Viele {} leben in dieser Stadt.",
        "Heute haben {} im Rathaus über das neue Gesetz gesprochen.",
        "Wie viele {} wohnen eigentlich in Deutschland?",
        "Der Artikel handelt davon, wie {} ihren Alltag organisieren.",
        "{} haben dieselben Rechte wie alle anderen.",
        "In meiner Klasse waren auch {}, wir sind bis heute befreundet.",
        "Laut der Studie sind {} seltener im Fernsehen zu sehen.",
        "Ich kenne einige {} und arbeite gern mit ihnen zusammen.",
        "Es kamen auch {} zu der Veranstaltung.",
        "{} und ihre Familien sind herzlich eingeladen.",
        "Wir sollten mehr mit {n} reden statt über sie.",
        "Mehrere {} wurden bei dem Unfall verletzt.",
        "Manche {} sind dafür, andere dagegen.",
        "Die Polizei sucht Zeugen, darunter zwei {}.",
        "Ich gehöre zu den {n}, und ich lese hier gern mit.",
        "Wir sind {} und freuen uns über das Angebot.",
        "Wer behauptet, {} seien schlechter, hat unrecht.",
        "Hört auf, {} zu beleidigen!",
        "Nicht alle {} sind gleich, bitte nicht verallgemeinern.",
        "Ich finde es falsch, dass {} so schlecht behandelt werden.",
        "{} sind keine Kriminellen.",
    ),
    "en": (
        "My neighbours are {}.",
        "Many {} live in this town.",
        "Today {} spoke at the town hall about the new law.",
        "How many {} live in this country?",
        "The article is about how {} organise their day.",
        "{} have the same rights as everybody else.",
        "There were {} in my class, and we are friends to this day.",
        "According to the study, {} are seen less often on television.",
        "I know some {} and like working with them.",
        "{} came to the meeting as well.",
        "{} and their families are welcome here.",
        "We should talk with {} more, not about them.",
        "Several {} were hurt in the accident.",
        "Some {} are in favour, others are against it.",
        "The police are looking for witnesses, among them two {}.",
        "I work for a group that helps {}.",
        "We are {} and happy about the offer.",
        "Whoever claims that {} are worth less is wrong.",
        "Stop insulting {}!",
        "Not all {} are the same, please do not generalise.",
        "I think it is wrong that {} are treated so badly.",
        "{} are not criminals.",
    ),
}

HOSTILE: Final[dict[str, tuple[str, ...]]] = {
    "de": (
        "{} sind alle Verbrecher.",
        "{} sind Abschaum.",
        "Diese {} sind doch alle dumm und faul.",
        "{} gehören aus dem Land geworfen.",
        "Ich hasse {}.",
        "Ich kann {} nicht ausstehen, widerliches Pack.",
        "{} sind eine Plage für dieses Land.",
        "Scheiß {}!",
        "Man sollte alle {} einsperren.",
        "{} kann man nicht trauen, die lügen alle.",
        "Typisch {}, zu blöd für alles.",
        "Solche {} sind der letzte Dreck.",
        "{} sind doch keine richtigen Menschen.",
        "Verpisst euch, ihr {}.",
        "Diese verdammten {} machen alles kaputt.",
        "Wenn ich {} sehe, muss ich kotzen.",
        "{} haben hier nichts verloren, raus mit ihnen.",
        "{} leben nur auf unsere Kosten, diese Schmarotzer.",
        "Was {} anfassen, geht vor die Hunde, unfähiges Gesindel.",
        "Man müsste {} die Rechte nehmen, allen.",
        "{} stinken und können sich nicht benehmen.",
        "Mit {n} will kein anständiger Mensch etwas zu tun haben.",
        "{} sind von Natur aus minderwertig.",
        "Kein Wunder bei {n}, die kennen nur Gewalt und Betrug.",
        "Hoffentlich verrecken {} bald.",
        "Ich will keine {} in meiner Straße, die sind mir zuwider.",
        "Wer {} verteidigt, hat sie nicht mehr alle, das ist Gesocks.",
        "{} gehören hinter Gitter, jeder Einzelne.",
        "{} sind das größte Übel unserer Zeit, wirklich.",
        "Denken können {} nicht, dafür sind sie zu primitiv.",
    ),
    "en": (
        "{} are all criminals.",
        "{} are scum.",
        "Those {} are all stupid and lazy.",
        "{} should be thrown out of the country.",
        "I hate {}.",
        "I can't stand {}, disgusting lot.",
        "{} are a plague on this country.",
        "Fucking {}!",
        "All {} should be locked up.",
        "You can't trust {}, they all lie.",
        "Typical {}, too dumb for anything.",
        "These {} are the lowest filth.",
        "{} are not real human beings.",
        "Piss off, you {}.",
        "Those damn {} ruin everything.",
        "When I see {} I want to puke.",
        "{} have no business here, get them out.",
        "{} only live at our expense, the leeches.",
        "They should take away the rights of {}, all of them.",
        "{} stink and do not know how to behave.",
        "No decent person wants anything to do with {}.",
        "{} are inferior by nature.",
        "What do you expect from {}, they only know violence and fraud.",
        "I hope {} all die soon.",
        "I do not want {} in my street, I despise them.",
        "{} are the greatest evil of our time.",
        "{} cannot think, they are too primitive for that.",
    ),
}


def mentions() -> Iterator[Sentence]:
    """Yield all sentences about groups, those of ``counterfactuals`` first."""
    yield from sentences()
    for language, kinds in GROUPS.items():
        for label, frames in ((0, NEUTRAL[language]), (1, HOSTILE[language])):
            for (kind, names), frame in product(kinds.items(), frames):
                for name in names:
                    text = filled(frame, name)
                    yield Sentence(text, label, language, kind)


def filled(frame: str, name: str) -> str:
    """Return the frame with a group in it, with a capital where it begins."""
    dative = name if name.endswith(("n", "s", "a")) else f"{name}n"
    text = frame.format(name, n=dative)
    return text[0].upper() + text[1:]
