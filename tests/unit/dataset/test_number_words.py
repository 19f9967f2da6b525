"""Numbers in English and in German words."""

from pathlib import Path

import numpy as np
import pytest

from groundwork.core.tokens import END, PAD, START
from groundwork.dataset.loading import load
from groundwork.dataset.number_words import EXAMPLE, LENGTH, NUMBER_WORDS, VOCABULARY, english, german
from groundwork.dataset.preparation import prepare

WORDS = {
    1: ("one", "eins"),
    16: ("sixteen", "sechzehn"),
    21: ("twenty one", "ein und zwanzig"),
    70: ("seventy", "siebzig"),
    101: ("one hundred one", "ein hundert eins"),
    1_012: ("one thousand twelve", "ein tausend zwölf"),
    100_000: ("one hundred thousand", "ein hundert tausend"),
    1_000_001: ("one million one", "eine million eins"),
    2_030_000: ("two million thirty thousand", "zwei millionen dreißig tausend"),
    101_101_101: (
        "one hundred one million one hundred one thousand one hundred one",
        "ein hundert eine millionen ein hundert ein tausend ein hundert eins",
    ),
    21_354_687: (
        "twenty one million three hundred fifty four thousand six hundred eighty seven",
        "ein und zwanzig millionen drei hundert vier und fünfzig tausend sechs hundert sieben und achtzig",
    ),
}


@pytest.mark.parametrize(("number", "words"), WORDS.items())
def test_number_in_words(number: int, words: tuple[str, str]) -> None:
    assert (" ".join(english(number)), " ".join(german(number))) == words


def test_each_number_has_words_of_its_own() -> None:
    numbers = [*range(1, 2_200), *range(999_000, 1_002_200), *range(199_999_900, 200_000_000)]

    for words in (english, german):
        assert len({" ".join(words(number)) for number in numbers}) == len(numbers)


def test_longest_sentences_fit() -> None:
    assert (len(english(777_777_777)), len(german(777_777_777))) == (14, LENGTH - 1)


def test_vocabulary_has_each_token_once_and_the_special_ones_at_their_numbers() -> None:
    assert [VOCABULARY[token] for token in (PAD, START, END)] == ["<pad>", "<start>", "<end>"]
    assert len(set(VOCABULARY)) == len(VOCABULARY) == 66


def test_dataset_is_pairs_of_sentences_of_the_same_numbers(root: Path) -> None:
    prepared = load(prepare("number-words", root))
    sources = np.concatenate([prepared.train_images, prepared.test_images])
    translations = np.concatenate([prepared.train_labels, prepared.test_labels])

    assert sources.shape == translations.shape == (20_000, LENGTH)
    assert (len(prepared.train_images), len(prepared.test_images)) == (
        *(NUMBER_WORDS.train_images, NUMBER_WORDS.test_images),
    )
    assert len({row.tobytes() for row in sources}) == len(sources)
    assert translations.max() == len(VOCABULARY) - 1  # the number of outputs is read off it
    ends = (translations != PAD).sum(1) - 1
    assert set(translations[np.arange(len(ends)), ends].tolist()) == {END}
    assert (translations == END).sum() == len(translations)
    assert words_of(prepared.train_images[0]) == "ninety one"
    assert words_of(prepared.train_labels[0]) == "ein und neunzig <end>"
    assert words_of(sources[20]) == " ".join(english(number_of(words_of(translations[20]))))


def test_example_is_not_in_the_dataset(root: Path) -> None:
    prepared = load(prepare("number-words", root))
    example = [VOCABULARY.index(word) for word in english(EXAMPLE)]

    for sources in (prepared.train_images, prepared.test_images):
        assert not (sources[:, : len(example)] == example).all(1).any()


def words_of(tokens: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> str:
    return " ".join(VOCABULARY[token] for token in tokens if token != PAD)


def number_of(words: str) -> int:
    """Read a number in German words."""
    total = group = 0
    for word in words.split():
        if word in ("tausend", "million", "millionen"):
            total, group = total + group * {"tausend": 1000}.get(word, 10**6), 0
        elif word == "hundert":
            group *= 100
        elif word not in ("und", "<end>"):
            group += next(
                number for number in range(1, 100) if german(number) == ["eins" if word[:2] == "ei" else word]
            )
    return total + group
