"""BLEU (Papineni et al. 2002), with one reference for each sentence."""

import math
from collections import Counter
from collections.abc import Sequence

Sentences = Sequence[Sequence[str]]


def ngrams(words: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    """Return how often each sequence of n words occurs in a sentence."""
    return Counter(tuple(words[start : start + n]) for start in range(len(words) - n + 1))


def ngram_precision(outputs: Sentences, references: Sentences, n: int) -> float:
    """Return the share of the outputs' n-grams that are in the references, each at most as often as there."""
    matches = total = 0
    for output, reference in zip(outputs, references, strict=True):
        found = ngrams(output, n)
        matches += (found & ngrams(reference, n)).total()  # & takes the smaller count: clipping
        total += found.total()
    return matches / total if total else 0.0


def brevity_penalty(outputs: Sentences, references: Sentences) -> float:
    """Return exp(1 - r / c) for c words of output that are fewer than the r words of the references, else 1."""
    c, r = sum(map(len, outputs)), sum(map(len, references))
    return min(1.0, math.exp(1 - r / c)) if c else 0.0


def bleu(outputs: Sentences, references: Sentences) -> float:
    """Return the brevity penalty times the geometric mean of the precisions of 1 to 4 words, from 0 to 1."""
    precisions = [ngram_precision(outputs, references, n) for n in (1, 2, 3, 4)]
    if min(precisions) == 0:
        return 0.0
    return brevity_penalty(outputs, references) * math.exp(sum(map(math.log, precisions)) / 4)
