"""Metrics of translations: exact match and BLEU."""

from collections.abc import Sequence

from sacrebleu.metrics.bleu import BLEU

from groundwork.records.numbers import rounded
from groundwork.records.schema import MeasuredValue

Sentence = Sequence[int]
SHORT, LONG = 5, 10
"""A source sentence of at most SHORT words is short, and one of at least LONG words is long."""


def bleu_percent(found: Sequence[Sentence], references: Sequence[Sentence]) -> float | None:
    """Return BLEU (Papineni et al. 2002) of sentences against one reference each, as sacrebleu computes it (Post 2018).

    Tokens are compared as they are; a precision of zero is smoothed as by sacrebleu's default. None without sentences.
    """
    if not found:
        return None
    texts, wanted = ([" ".join(map(str, each)) for each in some] for some in (found, references))
    return rounded(BLEU(tokenize="none").corpus_score(texts, [wanted]).score)


def exact_match_percent(
    found: Sequence[Sentence], references: Sequence[Sentence], lengths: Sequence[int], shortest: int, longest: int
) -> float | None:
    """Return the share of sentences found as in the reference, of those whose source has a length in this range.

    None if there is no such sentence.
    """
    pairs = zip(found, references, lengths, strict=True)
    exact = [one == other for one, other, length in pairs if shortest <= length <= longest]
    return rounded(100 * sum(exact) / len(exact)) if exact else None


def exact_match_by_length(
    found: Sequence[Sentence], references: Sequence[Sentence], lengths: Sequence[int]
) -> list[MeasuredValue]:
    """Return the share of exact matches at each length of the source."""
    metric = "exact_match_percent"
    return [
        MeasuredValue(case="", metric=metric, at=at, value=exact_match_percent(found, references, lengths, at, at))
        for at in sorted(set(lengths))
    ]
