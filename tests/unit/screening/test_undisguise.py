"""Undoing disguise with the lexicons: what is put right, and what is left alone."""

from __future__ import annotations

from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.screening.lexicon.matcher import lexicon
from commentbox.screening.reading import Text
from commentbox.screening.undisguise.mend import meant_by, mended
from commentbox.screening.undisguise.vocabulary import spared, vocabulary
from tests.hostile import hostile_text, judged
from tests.unit.screening.drafts import a_draft
from training.probes.disguises import WORD, own
from training.probes.kinds import KINDS, disguised

#: An insult rather than a rude word; and how many our own sentences have at least.
HEAVY = 0.6
MANY = 100


def undone(text: str, language: str = "de") -> str:
    return Text(a_draft(text, language)).undisguised.text


@pytest.mark.parametrize(
    ("disguise", "word"),
    [
        *(("Id*ot", "idiot"), ("f**k", "fuck"), ("A****loch", "arschloch")),
        *(("Sch***e", "scheisse"), ("Schei*e", "scheisse"), ("sh!t", "shit")),
        *(("Nu*e", "nutte"), ("F***", "fuck"), ("fuc*", "fuck"), ("idio*", "idiot")),
        *(("f@ck", "fuck"), ("f#ck", "fuck"), ("V*llidiot", "vollidiot")),
        *(("*diot", "idiot"), ("@sshole", "asshole"), ("Hurensöhn*", "hurensöhne")),
        *(("Arsch...loch", "arschloch"), ("A....loch", "arschloch")),
        *(("GEZ-H*re", "gez-hure"), ("#He*chler", "#heuchler"), ("Hur3", "hure")),
        *(("a$$hole", "asshole"), ("i_d_i_o_t", "idiot"), ("id-iot", "idiot")),
        *(("Hu/ren/sohn", "hurensohn"), ("Arsch_loch", "arschloch")),
        *(("1d1075", "1d1075"), ("7r0773l", "trottel"), ("B4574rd3", "bastarde")),
        *(
            ("!d!ot", "idiot"),
            ("id!ot", "idiot"),
            ("hur3nsohn", "hurensohn"),
            ("8itch", "bitch"),
        ),
    ],
)
def test_a_masked_word_is_read(disguise: str, word: str) -> None:
    assert undone(f"So ein {disguise} aber auch") == f"so ein {word} aber auch"


@pytest.mark.parametrize(
    ("disguise", "word"),
    [
        *(("Iddiot", "idiot"), ("IIddiioott", "idiot"), ("Vollidiott", "vollidiot")),
        *(("scheise", "scheisse"), ("Arrschloch", "arschloch"), ("nazzi", "nazi")),
        *(("Idoit", "idiot"), ("Arshcloch", "arschloch"), ("Nutet", "nutte")),
        *(("fcuk", "fuck"), ("dpep", "depp"), ("Hurneöshne", "hurneöshne")),
        *(("Id iot", "idiot"), ("Idi\not", "idiot"), ("bit ch", "bitch")),
        *(("I\nd\ni\no\nt", "idiot"), ("ʇoᴉpᴉ", "idiot"), ("🇮🇩🇮🇴🇹", "idiot")),
        *(("Är̈s̰c̰h́l̈öc̶h́", "arschloch"), ("Аr*сh", "arsch")),
    ],
)
def test_a_word_put_out_of_shape_is_read(disguise: str, word: str) -> None:
    assert undone(f"So ein {disguise} aber auch") == f"so ein {word} aber auch"


def test_letters_apart_all_along_are_read_as_words() -> None:
    assert undone("d u b i s t e i n I d i o t") == "du bist ein idiot"
    assert undone("y o u s t u p i d b i t c h", "en") == "you stupid bitch"
    assert undone("L i e b e G r ü ß e") == "liebegrüsse"


@pytest.mark.parametrize(
    "text",
    [
        *("5 x 4 x 3", "3.10.2", "z.b.", "a. b. müller", "*kursiv*", "**fett**"),
        *(
            "c**",
            "autor*",
            "w * h",
            "#klima_wandel",
            "a.d.",
            "0171 123 45 67",
            ":-) ^^",
        ),
        *("iphone15", "500er/250er", "90er-jahre", "10-paket", "u21-em"),
        *("@user", "ada@ex4mple.org", "https://www.beispiel.de/id-iot_a.s", "pröll"),
        *("lugner", "uhren", "niger", "hose", "looser", "enger", "rasch", "twist"),
        *("unter menschen", "polen packen", "as is", "sell-out", "as-is", "go on"),
        *("der preis* gilt", "geht's", "can't", "16:9", "a/b-tests", "m * c^2"),
        *("1st", "10er", "hirn!", "as!", "a_i", "e = m", "[ˈʃɔɪ]", "🇩🇪 🇫🇷"),
        *(
            "grass glass class",
            "scunthorpe",
            "dickens",
            "meinung.das",
            "wird!ich",
            "viii",
        ),
    ],
)
def test_what_only_looks_like_disguise_is_left(text: str) -> None:
    assert undone(text).replace("ɔi", "ɔɪ") == text


@pytest.mark.parametrize(
    ("text", "word", "shown"),
    [
        ("Du Id*ot!", "idiot", "Id*ot"),
        ("so ein Sch***e, echt", "scheisse", "Sch***e"),
        ("du Idiott du", "idiot", "Idiott"),
        ("du Idoit du", "idiot", "Idoit"),
        ("du Id iot du", "idiot", "Id iot"),
        ("np ʇoᴉpᴉ", "idiot", "ʇoᴉpᴉ"),
        ("y o u i d i o t", "idiot", "i d i o t"),
        ("du Arsch...loch!", "arschloch", "Arsch...loch"),
        ("du 7r0773l!", "trottel", "7r0773l"),
    ],
)
def test_what_is_found_stands_where_it_stood(text: str, word: str, shown: str) -> None:
    [token] = [t for t in Text(a_draft(text)).undisguised_tokens if t.word == word]

    assert text[token.start : token.end] == shown


#: Whole words in every disguise, between texts that are none.
disguises = st.builds(
    lambda word, kind, seed: KINDS[kind](word, Random(seed)),  # noqa: S311
    st.sampled_from(["Idiot", "Arschloch", "asshole", "Trottel", "scheiße", "wichser"]),
    st.sampled_from(sorted(KINDS)),
    st.integers(0, 99),
)


@given(parts=st.lists(st.one_of(disguises, hostile_text), max_size=6))
@judged
def test_each_character_keeps_its_place_in_the_original(parts: list[str]) -> None:
    body = " ".join(parts)

    form = Text(a_draft(body)).undisguised

    assert len(form.text) == len(form.origin) == len(form.ends)
    assert list(form.origin) == sorted(form.origin)
    assert list(form.ends) == sorted(form.ends)
    places = zip(form.origin, form.ends, strict=True)
    assert all(0 <= start < end <= len(body) for start, end in places)


def test_the_first_half_of_a_broken_word_is_not_put_right_by_itself() -> None:
    assert undone("Trottelinn en") == "trottelinnen"


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        *(("F ick", "fick"), ("f uck", "fuck"), ("slu t", "slut"), ("du mm", "dumm")),
        *(("Wichse r", "wichser"), ("De pp", "depp"), ("p rick", "prick")),
    ],
)
def test_short_and_torn_words_are_put_together(broken: str, word: str) -> None:
    assert undone(f"so {broken}!") == f"so {word}!"


@pytest.mark.parametrize(
    "text",
    [
        *("what to do of course", "the bus has been hit", "let us go on", "as is"),
        *("he's hit", "don't wit", "das ist auf kleber fläche", "ho es geht"),
    ],
)
def test_words_that_stand_side_by_side_stay_apart(text: str) -> None:
    assert undone(text) == text


@given(word=st.sampled_from(sorted(vocabulary())), kind=st.sampled_from(sorted(KINDS)))
@judged
def test_what_is_undone_stays_when_it_is_read_again(word: str, kind: str) -> None:
    once = undone(KINDS[kind](word, Random(0)))  # noqa: S311

    assert undone(once) == once


def test_no_word_of_the_lexicons_and_no_spared_word_is_changed() -> None:
    assert [word for word in vocabulary() if mended(word) != word] == []
    assert [word for word in spared() if mended(word) != word] == []


def test_each_spared_word_would_be_changed_otherwise() -> None:
    from_lists = [word for word in spared() if word.isalpha()]

    assert sum(meant_by(word) is None for word in from_lists) < len(from_lists) // 5


def heaviest(text: str, language: str) -> float:
    """Return what the heaviest word weighs that the lexicon finds."""
    forms = Text(a_draft(text, language)).forms
    hits = [h for form in forms for h in lexicon("respect").find(form, language)]
    return max((hit.entry.aimed for hit in hits), default=0.0)


#: Whole sentences of which a word is broken mostly keep their halves as words.
LEAST = {"one sp ace": 0.7}


@pytest.mark.parametrize("kind", KINDS)
def test_insults_are_found_in_every_disguise(kind: str) -> None:
    found, lost = 0, []
    for number, example in enumerate(own("insults.txt", 1)):
        for match in WORD.finditer(example.text):
            plain = heaviest(match[0], example.language)
            if plain < HEAVY:
                continue
            body = disguised(match[0], [(0, len(match[0]))], kind, number)
            if heaviest(body, example.language) >= HEAVY:
                found += 1
            else:
                lost.append((match[0], body))

    assert found > MANY
    assert found / (found + len(lost)) >= LEAST.get(kind, 0.95), lost


def test_no_harmless_sentence_becomes_an_insult() -> None:
    for example in own("harmless.txt", 0):
        text = Text(a_draft(example.text, example.language))
        plain, after = (
            {
                hit.entry.pattern
                for hit in lexicon("respect").find(tokens, example.language)
                if hit.entry.weight > 0
            }
            for tokens in (text.forms[0], text.forms[-1])
        )
        assert after <= plain, example.text


@pytest.mark.parametrize(
    "shape",
    ["i*", "a_b-c ", "id*ot ", "1d10t7 ", "a b", "f@ck ", "aabbcc ", "i d ", "*"],
)
def test_a_hostile_text_is_undone_in_time(shape: str) -> None:
    text = Text(a_draft((shape * 10_000)[:10_000]))
    undone("warm")
    started = process_time()

    assert text.undisguised
    assert process_time() - started < 0.4
