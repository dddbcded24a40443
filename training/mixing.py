"""Mix harmless swearing, and real insults, into texts that are harmless by themselves.

So a model learns that the one changes little and the other much, whatever it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from training.corpus import Example

SEED: Final = 11
MOST_LETTERS: Final = 160

SWEARING: Final = {
    "de": (
        *("Scheiße, {}", "Verdammt, {}", "So ein Mist, {}", "Kacke, {}", "{} Scheiße."),
        *("Verdammter Mist, {}", "{} Verdammt noch mal!", "{} So eine Scheiße."),
        *("{} Das Wetter ist scheiße.", "Leck mich am Arsch, {}", "{} Verfickt kalt."),
        *("Arschkalt heute. {}", "{} Das geht mir auf den Sack.", "Krass, {}"),
        *("Ach du Scheiße, {}", "{} Schöner Mist.", "{} Alles Kacke heute."),
        *("Der scheiß Drucker. {}", "{} Meine Karre ist im Arsch.", "Geile Sache. {}"),
        *("{} Dieses blöde Ding.", "Dumm gelaufen. {}", "{} Saublöd, das mit dem Bus."),
    ),
    "en": (
        *("Shit, {}", "Damn, {}", "Crap, {}", "Holy shit, {}", "{} Damn it."),
        *("Hell yeah, {}", "{} This weather sucks.", "{} Fucking cold today."),
        *("What the hell, {}", "{} My damn phone again.", "{} Pretty badass."),
        *("Oh fuck, {}", "{} Stupid printer.", "{} The bus was late as hell."),
        *("{} That game kicks ass.", "Bloody hell, {}", "{} Dumb thing broke again."),
    ),
}
INSULTS: Final = {
    "de": (
        *("{} Du Idiot!", "{} Halt die Fresse.", "Du Arschloch, {}", "{} Ihr Spinner."),
        *("{} Du bist so dumm.", "{} Verpiss dich.", "{} Ihr seid doch krank."),
        *("{} Du Heuchler.", "{} Was für ein Vollidiot.", "{} Dreckspack."),
        *("{} Ihr dreckigen Lügner.", "{} Schäm dich, du Versager."),
    ),
    "en": (
        *(
            "{} You idiot!",
            "{} Shut the fuck up.",
            "You asshole, {}",
            "{} You are sick.",
        ),
        *("{} You are so stupid.", "{} Piss off.", "{} You bunch of clowns."),
        *("{} What a moron.", "{} Scum.", "{} You lying hypocrite."),
        *("{} You pathetic loser.", "{} Go to hell."),
    ),
}


def mixed(harmless: Iterable[Example], count: int) -> Iterator[Example]:
    """Yield ``count`` texts a language with swearing, and as many with insults."""
    known = [e for e in harmless if e.label == 0 and len(e.text) <= MOST_LETTERS]
    rng = np.random.default_rng(SEED)
    for language in SWEARING:
        own = [example for example in known if example.language == language]
        for label, frames in ((0, SWEARING[language]), (1, INSULTS[language])):
            for at in rng.integers(0, len(own), count):
                frame = frames[int(rng.integers(len(frames)))]
                yield own[at]._replace(
                    text=frame.format(own[at].text),
                    label=label,
                    source=f"{own[at].source}{MIXED}",
                )


#: Ends the name of the source of a text into which something was mixed.
MIXED: Final = "+"
