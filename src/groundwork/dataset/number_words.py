"""Whole numbers in English and in German words, as pairs of sentences."""

import random
from typing import TYPE_CHECKING

from groundwork.dataset.origin import Arrays, Origin

if TYPE_CHECKING:  # the Snakefile, which imports this, need not wait for numpy
    from collections.abc import Iterator, Sequence

EXAMPLE = 21_354_687
"""A number that is not in the dataset."""
_PAIRS, _SEED = 20_000, 42
_ZERO_SHARE = 0.2
"""The probability of each group of three digits, tens and hundreds to be zero, so that lengths vary."""

_ENGLISH_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GERMAN_SMALL = (
    *("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
    *("dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"),
)
_GERMAN_TENS = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_PAD, _END = "<pad>", "<end>"
VOCABULARY = (
    *(_PAD, "<start>", _END),  # numbered as in core.tokens
    *(*_ENGLISH_SMALL[1:], *_ENGLISH_TENS, "hundred", "thousand", "million"),
    *(*_GERMAN_SMALL[1:], "eins", "eine", "und", *_GERMAN_TENS, "hundert", "tausend", "millionen"),
)
"""The tokens of both languages; `million` belongs to both."""
_TOKEN_OF = {word: token for token, word in enumerate(VOCABULARY)}
LENGTH = 18
"""The tokens of the longest German sentence, with its end."""


def english(number: int) -> list[str]:
    """Return a number from 1 to 999,999,999 in English words: 21 is `twenty one`."""
    millions, thousands, ones = number // 10**6, number // 1000 % 1000, number % 1000
    return [
        *([*_english_group(millions), "million"] if millions else []),
        *([*_english_group(thousands), "thousand"] if thousands else []),
        *_english_group(ones),
    ]


def german(number: int) -> list[str]:
    """Return a number from 1 to 999,999,999 in the parts of its German words: 21 is `ein und zwanzig`.

    A one at the end is `eins`, before millions it is `eine`, and elsewhere `ein`.
    """
    millions, thousands, ones = number // 10**6, number // 1000 % 1000, number % 1000
    return [
        *([*_german_group(millions, "eine"), "million" if millions == 1 else "millionen"] if millions else []),
        *([*_german_group(thousands, "ein"), "tausend"] if thousands else []),
        *_german_group(ones, "eins"),
    ]


def number_words() -> Arrays:
    """Return English sentences and their translations into German, both uint8 (n, LENGTH), padded at the end.

    A translation ends with its end token. All numbers are different.
    """
    import numpy as np  # here and not above: the Snakefile need not wait for it

    numbers = list(_numbers())
    return (
        np.array([_padded(english(number)) for number in numbers], np.uint8),
        np.array([_padded([*german(number), _END]) for number in numbers], np.uint8),
    )


def _numbers() -> "Iterator[int]":
    """Yield different numbers of one, two and three groups of digits, many of them with zeros inside."""
    generator, seen = random.Random(_SEED), {0, EXAMPLE}  # noqa: S311 - no secret
    while len(seen) < _PAIRS + 2:
        number = 0
        for _ in range(generator.randrange(1, 4)):
            number = 1000 * number + _group(generator)
        if number not in seen:
            seen.add(number)
            yield number


def _group(generator: random.Random) -> int:
    """Return three digits: hundreds, and a number below a hundred, each zero more often than by chance."""
    if generator.random() < _ZERO_SHARE:
        return 0
    hundreds = 0 if generator.random() < _ZERO_SHARE else generator.randrange(10)
    return 100 * hundreds + (0 if generator.random() < _ZERO_SHARE else generator.randrange(100))


def _english_group(number: int) -> list[str]:
    """Return a number below 1,000 in English words; no word for zero."""
    below = number % 100
    words = [_ENGLISH_SMALL[number // 100], "hundred"] if number >= 100 else []
    if below >= 20:
        words.append(_ENGLISH_TENS[below // 10 - 2])
        below %= 10
    return [*words, _ENGLISH_SMALL[below]] if below else words


def _german_group(number: int, last_one: str) -> list[str]:
    """Return a number below 1,000 in German words, with this form of a one at its end; no word for zero."""
    below = number % 100
    words = [_GERMAN_SMALL[number // 100], "hundert"] if number >= 100 else []
    if below == 1:
        return [*words, last_one]
    if below < 20:
        return [*words, _GERMAN_SMALL[below]] if below else words
    ones = [_GERMAN_SMALL[below % 10], "und"] if below % 10 else []
    return [*words, *ones, _GERMAN_TENS[below // 10 - 2]]


def _padded(words: "Sequence[str]") -> list[int]:
    return [_TOKEN_OF[word] for word in (*words, *[_PAD] * (LENGTH - len(words)))]


NUMBER_WORDS = Origin(
    name="number-words",
    title="Number words",
    task="translation",
    example="sentence",
    classes=VOCABULARY,
    length=LENGTH,
    train_images=16_000,
    test_images=4_000,
    citation="None: whole numbers in English words and in German ones, by the rules of both languages.",
    license="none needed: numbers",
    url="https://en.wikipedia.org/wiki/German_numerals",
    make=number_words,
    arrays_sha256="6f601efc7179cdb4e843c17a6a6382c56e3061053ab7ec6b4ca86e03c59262b5",
)
