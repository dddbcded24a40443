"""The encoder: what it reads, what it says, and how it gives up."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from commentbox.screening import encoder
from commentbox.screening.encoder import State, weights
from commentbox.screening.encoder.cleaning import MAX_TEXT, cleaned, words
from commentbox.screening.encoder.reading import WINDOW, WINDOWS, Encoder
from commentbox.screening.encoder.scorer import Tier
from commentbox.screening.encoder.tokenizer import (
    BEGINS_WORD,
    END,
    START,
    UNKNOWN,
    Tokenizer,
)

MARKS = ["<s>", "<pad>", "</s>", "<unk>"]


@pytest.fixture(autouse=True)
def second_tier(first_tier_alone: None) -> None:
    encoder.enable()


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return weights.loaded(weights.CHECKOUT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  ein\n\n Satz\t hier ", "ein Satz hier"),
        ("siehe https://example.org/a?b=c und www.example.org", "siehe http und http"),
        ("@ada: @grace, was meint ihr?", "@user was meint ihr?"),
        ("ada@example.org", "ada@example.org"),
        ("Neeeeeeein!!!!!!", "Neeein!!!"),
        ("I\u200bd\u00adi\u2060ot", "Idiot"),
        ("Ｈａｌｌｏ", "Hallo"),
        ("", ""),
    ],
)
def test_a_text_is_read_without_what_says_nothing(text: str, expected: str) -> None:
    assert cleaned(text) == expected


@pytest.mark.parametrize("char", ["\ufdfa", "@", "\u200b", "a ", "😂", "x"])
def test_no_text_grows_when_it_is_cleaned(char: str) -> None:
    assert len(cleaned(char * 100_000)) <= MAX_TEXT


def test_a_word_without_end_is_many_words() -> None:
    assert [len(word) for word in words("x" * 100)] == [48, 48, 4]


def test_the_likeliest_cut_is_taken_and_not_the_longest_piece() -> None:
    pieces = [*MARKS, f"{BEGINS_WORD}ab", "c", f"{BEGINS_WORD}a", "bc", BEGINS_WORD]
    tokenizer = Tokenizer(pieces, [0, 0, 0, 0, -5.0, -5.0, -1.0, -2.0, -1.0])

    assert tokenizer.of_words(["abc", "zc"], most=10) == [6, 7, 8, UNKNOWN, 5]
    assert tokenizer.of_words(["abc", "abc"], most=3) == [6, 7, 6]
    assert tokenizer.of_words([], most=3) == []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Die Brücke ist gesperrt.", "▁Die ▁Brücke ▁ist ▁gesp er rt ."),
        ("Volltrottel 😂", "▁Voll tro t tel ▁ 😂"),
        ("That bridge is closed!", "▁That ▁ bridge ▁is ▁closed !"),
    ],
)
def test_the_shipped_pieces_cut_as_recorded(
    shipped: Encoder, text: str, pieces: str
) -> None:
    with np.load(weights.CHECKOUT) as file:
        known = file["pieces"].tobytes().decode().split("\n")

    numbers = shipped.tokenizer.of_words(words(text), most=100)

    assert [known[number] for number in numbers] == pieces.split()


def test_what_is_shipped_stays_small() -> None:
    assert weights.CHECKOUT.stat().st_size <= 20_000_000


@pytest.mark.parametrize(
    ("language", "insult", "neutral"),
    [
        (
            "de",
            "Du bist so ein widerlicher Idiot.",
            "Die Brücke ist seit Mai gesperrt.",
        ),
        ("de", "Halt die Fresse, du Versager!", "Meine Nachbarin kommt aus Marokko."),
        ("en", "You are a disgusting idiot.", "The bridge has been closed since May."),
        ("en", "Shut up, you stupid loser!", "My neighbour is from Morocco."),
    ],
)
def test_an_insult_scores_above_a_neutral_sentence(
    language: str, insult: str, neutral: str
) -> None:
    above, below = encoder.score(insult, language), encoder.score(neutral, language)

    assert above is not None
    assert below is not None
    assert above > 0 > below
    assert encoder.state() is State.READY


def test_the_same_text_gets_the_same_score() -> None:
    text = "Was für ein Unsinn, das glaubt doch niemand."

    assert encoder.score(text, "de") == encoder.score(text, "de")


@pytest.mark.parametrize("text", ["", " ", "\u200b", "@ada", "\x00", "\ud800"])
def test_a_text_that_says_nothing_has_a_score_all_the_same(text: str) -> None:
    assert isinstance(encoder.score(text, "de"), float)


def test_a_language_that_was_not_learned_has_no_score() -> None:
    assert encoder.score("Bonjour", "fr") is None


@pytest.mark.parametrize("text", ["idiot " * 2000, "x" * 10_000, "\ufdfa" * 10_000])
def test_a_long_text_costs_no_more_than_three_windows(
    shipped: Encoder, text: str
) -> None:
    lengths: list[int] = []

    def run(states: np.ndarray) -> np.ndarray:
        lengths.append(states.shape[1])
        return shipped.run(states)

    Encoder(shipped.tokenizer, shipped.embeddings, run).logits(text)

    assert len(lengths) <= WINDOWS
    assert max(lengths) <= WINDOW + 2


def test_the_end_of_a_long_text_is_read() -> None:
    harmless = "Danke für den Artikel über die Brücke in unserer Stadt. " * 40

    plain = encoder.score(harmless, "de")
    ending = encoder.score(harmless + "Du dreckiger Idiot, halt die Fresse!", "de")

    assert plain is not None
    assert ending is not None
    assert ending > plain


def test_pieces_are_framed_for_the_net(shipped: Encoder) -> None:
    seen: list[np.ndarray] = []

    def run(states: np.ndarray) -> np.ndarray:
        seen.append(states)
        return shipped.run(states)

    Encoder(shipped.tokenizer, shipped.embeddings, run).logits("Idiot")
    inner = shipped.tokenizer.of_words(["Idiot"], most=9)

    expected = shipped.embeddings.of([START, *inner, END])
    assert np.array_equal(seen[0][0], expected)


def test_without_weights_there_is_no_score_and_the_state_says_so() -> None:
    tier = Tier(find=lambda: None)

    assert tier.state() is State.MISSING
    assert tier.score("Idiot", "de") is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"\x00" * 1000])
def test_a_broken_file_is_told_once_and_costs_nobody_a_comment(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    file = tmp_path / "encoder.npz"
    file.write_bytes(content)
    tier = Tier(find=lambda: file)
    caplog.set_level(logging.WARNING)

    assert tier.state() is State.WAITING
    assert [tier.score("Idiot", "de") for _ in range(3)] == [None] * 3

    assert tier.state() is State.BROKEN
    assert len(caplog.records) == 1
    assert "Idiot" not in caplog.text


@pytest.mark.parametrize("nothing", [np.nan, np.inf, -np.inf])
def test_a_net_that_gives_no_number_is_given_up(
    shipped: Encoder, nothing: float
) -> None:
    def run(states: np.ndarray) -> np.ndarray:
        return np.full((1, states.shape[1], 2), nothing, np.float32)

    failing = Encoder(shipped.tokenizer, shipped.embeddings, run)
    tier = Tier(find=lambda: weights.CHECKOUT, load=lambda _: failing)

    assert tier.score("Idiot", "de") is None
    assert tier.state() is State.BROKEN


def test_a_net_that_fails_later_is_given_up(
    shipped: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    def run(states: np.ndarray) -> np.ndarray:
        message = "out of memory at: Idiot"
        raise RuntimeError(message)

    failing = Encoder(shipped.tokenizer, shipped.embeddings, run)
    tier = Tier(find=lambda: weights.CHECKOUT, load=lambda _: failing)

    assert tier.score("Idiot", "de") is None
    assert tier.state() is State.BROKEN
    assert len(caplog.records) == 1
    assert "Idiot" not in caplog.text


def test_many_first_uses_at_once_load_once(shipped: Encoder) -> None:
    loads: list[Path] = []
    together = Barrier(8)

    def load(path: Path) -> Encoder:
        loads.append(path)
        return shipped

    tier = Tier(find=lambda: weights.CHECKOUT, load=load)

    def score(_: int) -> float | None:
        together.wait()
        return tier.score("Was für ein Unsinn!", "de")

    with ThreadPoolExecutor(8) as pool:
        scores = set(pool.map(score, range(8)))

    assert len(loads) == 1
    assert len(scores) == 1
    assert None not in scores


def test_it_can_be_switched_off_and_on_again() -> None:
    encoder.disable()
    try:
        assert encoder.state() is State.OFF
        assert encoder.score("Idiot", "de") is None
    finally:
        encoder.enable()

    assert encoder.score("Idiot", "de") is not None


def test_loading_it_is_no_part_of_judging_a_text(shipped: Encoder) -> None:
    loads: list[Path] = []

    def load(path: Path) -> Encoder:
        loads.append(path)
        return shipped

    tier = Tier(find=lambda: weights.CHECKOUT, load=load)

    assert tier.prepare() is State.READY
    assert tier.prepare() is State.READY
    assert len(loads) == 1


def test_what_is_switched_off_is_not_loaded() -> None:
    loads: list[Path] = []
    tier = Tier(find=lambda: weights.CHECKOUT, load=loads.append)  # type: ignore[arg-type]
    tier.switch(on=False)

    assert tier.prepare() is State.OFF
    assert loads == []
