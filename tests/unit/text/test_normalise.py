from __future__ import annotations

import pytest
from hypothesis import given

from commentbox.text.normalise import USUAL, Normalised, normalise, small
from tests.hostile import hostile_text, judged


@pytest.mark.parametrize(
    "disguised",
    [
        *("idiot", "IDIOT", "1d10t", "idi0t", "1diot", "IDI0T"),
        *(
            "i d i o t",
            "I  D  I  O  T",
            "i.d.i.o.t",
            "i-d-i-o-t",
            "i_d_i_o_t",
            "i d 1 o t",
        ),
        *(
            "i\u200bd\u200cio\u00adt",
            "i\u2060diot",
            "\ufeffidiot",
            "idi\u034fot",
            "idi\U000e0041ot",
        ),
        *("Idіоt", "іԁіоt", "ＩＤＩＯＴ", "𝕀𝕕𝕚𝕠𝕥", "ⓘⓓⓘⓞⓣ", "🅸🅳🅸🅾🆃", "ɪᴅɪᴏᴛ", "ιdiοt"),
        *("ïdíòt", "i\u0337d\u0337i\u0337o\u0337t\u0337", "i" + "\u0301" * 50 + "diot"),
        *("idioooot", "iiiidiot", "idiiiot"),
    ],
)
def test_a_disguise_is_undone(disguised: str) -> None:
    assert normalise(disguised).text == "idiot"


@pytest.mark.parametrize(
    ("disguised", "word"),
    [
        ("a$$hole", "asshole"),
        ("a$$", "ass"),
        ("$hit sh1t", "shit shit"),
        ("4rschl0ch 4RSCHL0CH", "arschloch arschloch"),
        ("sch1ampe", "schlampe"),
        ("h1tler", "hitler"),
        ("f u c k  you", "fuck  you"),
        ("scheisssse scheiße", "scheisse scheisse"),
        ("blööööd", "blöd"),
        ("dummmm", "dumm"),
        ("u\u0308bel", "übel"),
        ("Straße, Größe, Ärger", "strasse, grösse, ärger"),
        ("du Nazіі!", "du nazii!"),
        ("ﬁes", "fies"),
        ("so ein сосо", "so ein coco"),
        ("сосо, сказала она", "сосо, сказала она"),
        ("don’t", "don't"),
    ],
)
def test_words_come_out_as_the_checks_know_them(disguised: str, word: str) -> None:
    assert normalise(disguised).text == word


@pytest.mark.parametrize(
    "text",
    [
        *("2tb", "xperia 1 vii", "xperia 1 viii", "i5", "h264", "mp3", "win11", "usb4"),
        *(
            "rtx4070ti",
            "s01e04",
            "499€",
            "$5",
            "5 x 4 x 3",
            "3.10.2024",
            "v1.2.3",
            "1080p",
        ),
        *("wird!ich", "ja|nein", "viel€mehr"),
        *("16:9", "19,99 €", "b2b", "10er", "5g", "4k", "24/7", "0171 1234567"),
        *("ada@ex4mple.org", "https://ex4mple.org/p4th", "www.example.org"),
        *(
            "z.b. u.a. d.h.",
            "привет мир",
            "γεια σου",
            "www",
            "viii iii",
            "100000",
            "!!!!",
        ),
        *("schiffahrt", "kaffee", "ich", "नमस्ते", "สวัสดี"),
    ],
)
def test_what_is_no_disguise_stays(text: str) -> None:
    assert normalise(text).text == text


@pytest.mark.parametrize(
    "text", ["2TB", "Xperia 1 VII", "M1Pro", "Note10Lite", "T14S", "GTX1050TI", "¯(°)¯"]
)
def test_names_of_models_stay_but_for_their_case(text: str) -> None:
    assert normalise(text).text == text.casefold()


@pytest.mark.parametrize(
    ("text", "word", "shown"),
    [
        ("Du I d i o t!", "idiot", "I d i o t"),
        ("so ein 4rsch\u200bl0ch, echt", "arschloch", "4rsch\u200bl0ch"),
        ("wie blöööööd ist das", "blöd", "blöööööd"),
        ("u\u0308bel u\u0308bel", "übel", "u\u0308bel"),
        ("a\u0301\u0301b", "a", "a\u0301\u0301"),
        ("große", "ss", "ß"),
        ("ﬁes", "i", "ﬁ"),
    ],
)
def test_a_word_is_found_where_it_stands_in_the_original(
    text: str, word: str, shown: str
) -> None:
    form = normalise(text)
    start = form.text.index(word)

    first, last = form.span(start, start + len(word))

    assert text[first:last] == shown


@given(text=hostile_text)
@judged
def test_each_character_has_its_place_in_the_original(text: str) -> None:
    form = normalise(text)

    assert len(form.text) == len(form.origin) == len(form.ends)
    assert list(form.origin) == sorted(form.origin)
    assert list(form.ends) == sorted(form.ends)
    places = zip(form.origin, form.ends, strict=True)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert form.span(0, len(form.text))[1] <= len(text)
    assert form.span(0, 0) <= (len(text), len(text))


def test_an_empty_text_has_an_empty_span() -> None:
    assert normalise("").span(0, 0) == (0, 0)
    assert normalise("ab").span(2, 2) == (2, 2)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Id[i](https://a.example/b)ot", "idiot"),
        ("[Id](https://a.example)iot", "idiot"),
        ("Id`i`ot", "idiot"),
        ("I``d``iot", "idiot"),
        (
            "see [this](https://a.example), please",
            "see [this](https://a.example), please",
        ),
        ("call `f` or `g`", "call `f` or `g`"),
        ("a[i](x) is a call", "ai is a call"),
    ],
)
def test_markdown_within_a_word_hides_nothing(written: str, seen: str) -> None:
    assert normalise(written).text == seen


@pytest.mark.parametrize("letter", USUAL)
def test_what_german_is_written_with_is_no_disguise(letter: str) -> None:
    # The mark that cannot be seen makes it look at each letter.
    looked_at = normalise(f"a{letter}b\u200b").text

    assert normalise(f"a{letter}b").text == looked_at


@given(hostile_text)
def test_small_letters_know_where_the_large_ones_stood(text: str) -> None:
    places = range(len(text) + 1)
    form = small(Normalised(text, tuple(places[:-1]), tuple(places[1:])))

    assert form.text == text.casefold()
    assert form.origin == tuple(
        at for at, letter in enumerate(text) for _ in letter.casefold()
    )
    assert form.ends == tuple(at + 1 for at in form.origin)
