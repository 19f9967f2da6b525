"""BLEU (Papineni et al. 2002) of sentences with one reference each."""

import math
from collections import Counter
from collections.abc import Sequence

Sentences = Sequence[Sequence[str]]


def ngram_precision(outputs: Sentences, references: Sentences, n: int) -> float:
    """Return the share of the outputs' n-grams that the references have, each at most as often as they do."""
    matches = total = 0
    for output, reference in zip(outputs, references, strict=True):
        found, wanted = (
            Counter(tuple(words[start : start + n]) for start in range(len(words) - n + 1))
            for words in (output, reference)
        )
        matches += (found & wanted).total()  # & takes the smaller count: clipping
        total += found.total()
    return matches / total if total else 0.0


def bleu(outputs: Sentences, references: Sentences) -> float:
    """Return the geometric mean of the precisions for n = 1 to 4, times the brevity penalty; from 0 to 1."""
    precisions = [ngram_precision(outputs, references, n) for n in (1, 2, 3, 4)]
    if min(precisions) == 0:
        return 0.0
    written, wanted = sum(map(len, outputs)), sum(map(len, references))
    brevity_penalty = min(1.0, math.exp(1 - wanted / written))
    return brevity_penalty * math.exp(sum(map(math.log, precisions)) / 4)
