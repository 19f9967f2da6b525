"""Decides the claims of a family from their paired differences."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from groundwork.claims.contrasts import Contrast, Estimates, estimate
from groundwork.claims.power import seeds_needed
from groundwork.claims.rule import UNDECIDED, WORDS, Outcomes, apply_rule, is_directed, word_of
from groundwork.core.findings import VerdictWord
from groundwork.core.statistics import Floats, mean_interval, quantile

DRAWS = 500  # the chance of the same verdict then has a standard error of at most 2.2 points
OTHER_SEEDS = 12  # the seed of the generator of these draws
NOT_TESTED = (math.nan,) * 4  # p value, corrected interval, its confidence


@dataclass(frozen=True)
class Decision:
    """A verdict with its estimate, uncorrected interval, corrected interval with its confidence, and p value.

    NaN if there are too few pairs or nothing is tested. The p value is the smallest level at which the interval lies
    beyond what matters (or is claimed), in either direction. `direction_known` if the interval that is corrected for
    directions excludes zero. `same_verdict_percent` is the chance that other seeds give the same verdict.
    `seeds_needed` is how many seeds give a verdict with 80 % power; empty where there is a verdict, or no number of
    seeds would give one. `family_size` is the number of contrasts tested together, or 0 if this one was not tested.
    """

    estimate: float
    std: float
    low: float
    high: float
    p_value: float
    corrected_low: float
    corrected_high: float
    corrected_confidence: float
    verdict: VerdictWord
    seeds_needed: str = ""
    family_size: int = 0
    direction_known: bool = False
    same_verdict_percent: float = math.nan


def decide(family: Sequence[Contrast], confidence: float) -> list[Decision]:
    """Return the decision on each contrast of one family, corrected over those that are tested.

    A family is all interval claims of one study at one horizon. Verdicts of a direction are tested at the levels of
    Holm's procedure, in the order of the evidence for effects beyond what matters; nearness, of which that order says
    nothing, at Bonferroni's. The corrected interval has the level at which the verdict was tested. Fewer than three
    pairs are not tested, so that the claim is not evaluated. Counts need no test. Neither is part of the family.
    """
    tested = [each for each in family if each.is_tested]
    decisions = iter(_tested(tested, confidence) if tested else [])
    return [next(decisions) if each.is_tested else _untested(each, confidence) for each in family]


def _untested(contrast: Contrast, confidence: float) -> Decision:
    """Return the decision on a count, which is its own interval, or on too few pairs."""
    if contrast.counted:
        exact = contrast.differences[0]
        known = exact != 0
        return Decision(exact, 0.0, exact, exact, *NOT_TESTED, WORDS[word_of(contrast, exact)], direction_known=known)
    plain = mean_interval(contrast.differences, confidence)
    low, high = contrast.with_open_ends(plain.low, plain.high)
    return Decision(plain.mean, plain.std, low, high, *NOT_TESTED, VerdictWord.NOT_EVALUATED)


def _tested(family: Sequence[Contrast], confidence: float) -> list[Decision]:
    level = 1 - confidence
    found = estimate(family, [np.array([each.differences]) for each in family])
    outcomes = apply_rule(family, found, level)
    again = apply_rule(family, estimate(family, _of_other_seeds(family, found)), level)
    same = 100 * (again.words == outcomes.words).mean(axis=0)
    return [_decision(each, index, found, outcomes, level, same[index]) for index, each in enumerate(family)]


def _decision(
    contrast: Contrast, index: int, found: Estimates, outcomes: Outcomes, level: float, same_percent: float
) -> Decision:
    """Return the decision on a tested contrast; its corrected interval is the one that gave the verdict."""
    size = outcomes.words.shape[1]
    word, holm, known = (each[0, index] for each in (outcomes.words, outcomes.holm, outcomes.direction_known))
    used = float(holm) if is_directed(word, contrast) or (word == UNDECIDED and known) else level / size
    mean = float(found.means[0, index])

    def interval(level: float) -> tuple[float, float]:
        half = quantile(level, found.degrees[0, index]) * float(found.errors[0, index])
        return contrast.with_open_ends(mean - half, mean + half)

    return Decision(
        mean,
        float(np.std(contrast.differences, ddof=1)) if found.variances[0, index] else 0.0,
        *interval(level),
        float(outcomes.p_values[0, index]),
        *interval(used),
        1 - used,
        WORDS[word],
        seeds_needed(contrast, index, found, holm, level / size) if word == UNDECIDED else "",
        size,
        bool(known),
        float(same_percent),
    )


def _of_other_seeds(family: Sequence[Contrast], found: Estimates) -> list[Floats]:
    """Return samples (draws, pairs) of each contrast such as other seeds may give, given what these seeds gave.

    Normal around a mean and with a variance that are not known better than from the sample, nor taken to be. Resamples
    of the differences themselves would not do: three to ten of them repeat their own luck, and seldom their variance.
    """
    generator = np.random.default_rng(OTHER_SEEDS)
    samples = []
    for index, contrast in enumerate(family):
        n, degrees = len(contrast.differences), float(found.degrees_of_variances[0, index])
        stds = np.sqrt(found.variances[0, index] * degrees / generator.chisquare(degrees, size=(DRAWS, 1)))
        centers, noise = generator.standard_normal((DRAWS, 1)), generator.standard_normal((DRAWS, n))
        samples.append(found.means[0, index] + stds * (centers / math.sqrt(n) + noise))
    return samples
