"""Simulated coverage of the intervals, and simulated error rates of the verdicts over a family."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from groundwork.claims.contrasts import Contrast, Estimates, Expect, estimate
from groundwork.claims.rule import CONTRADICTED, NEAR, SUPPORTED, UNDECIDED, WEAKER, apply_rule
from groundwork.core.statistics import NOT_SHARED, Floats, SharedVariance, levels_beyond, shared_variance

Noise = Callable[[np.random.Generator, tuple[int, ...]], Floats]
CLAIMS, DRAWS = 6, 2500
TEST_IMAGES, RESPLIT_TRAIN, RESPLIT_TEST = 200, 353, 89


def normal(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return generator.normal(size=shape)


def skewed(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Log-normal noise of seeds, with mean 0 and a skewness of 1.75."""
    return generator.lognormal(0.0, 0.5, size=shape) - math.exp(0.125)


def family_of(claims: int, **fields: Any) -> list[Contrast]:
    """Return contrasts without differences, whose variances are alike."""
    return [
        Contrast(**{"differences": (), "expect": "greater", "matters": 0.5, "alike": "accuracy", **fields})
    ] * claims


def coverage(found: Estimates, truth: float = 0.0, level: float = 0.05) -> float:
    """Return how often the interval at a level includes the truth."""
    excluded = levels_beyond(np.abs(found.means - truth), found.errors, found.degrees) < level
    return 1 - float(excluded.mean())


@pytest.mark.parametrize("noise", [normal, skewed])
@pytest.mark.parametrize("n", [3, 4, 5, 6, 8, 10])
@pytest.mark.parametrize("unlike", [0.0, 0.5])
def test_coverage_of_two_sides(n: int, noise: Noise, unlike: float) -> None:
    """Every claim compares another variant with the same one; variances are alike, or vary by a factor of 7 or so."""
    generator = np.random.default_rng(n)
    scales = np.exp(unlike * generator.normal(size=(DRAWS, CLAIMS, 1)))
    sides = scales * noise(generator, (DRAWS, CLAIMS, n)) - noise(generator, (DRAWS, 1, n))
    samples = [sides[:, claim] for claim in range(CLAIMS)]
    assert 0.93 <= coverage(estimate(family_of(CLAIMS), samples)) <= 0.97
    assert 0.93 <= coverage(estimate(family_of(CLAIMS, alike=None), samples)) <= 0.97


@pytest.mark.parametrize("n", [3, 10])
def test_coverage_of_one_skewed_side_against_a_constant(n: int) -> None:
    """Without a second side, whose skewness would cancel it, coverage falls short by some points."""
    generator = np.random.default_rng(n)
    found = estimate(family_of(CLAIMS), [skewed(generator, (DRAWS, n)) for _ in range(CLAIMS)])
    assert 0.915 <= coverage(found) <= 0.95


def test_moderation_narrows_the_intervals() -> None:
    generator = np.random.default_rng(0)
    samples = [normal(generator, (DRAWS, 4)) for _ in range(CLAIMS)]
    together, alone = (estimate(family_of(CLAIMS, alike=alike), samples) for alike in ("accuracy", None))
    at_family_level = 0.05 / CLAIMS
    widths = [
        np.mean(found.errors) * np.quantile(np.abs(found.means / found.errors), 1 - at_family_level)
        for found in (together, alone)
    ]
    assert widths[0] < 0.7 * widths[1]


@pytest.mark.parametrize("noise", [normal, skewed])
@pytest.mark.parametrize("n", [3, 5, 10])
def test_coverage_over_seeds_and_test_images(n: int, noise: Noise) -> None:
    """Of 200 images, the same for all seeds: the truth is the difference over all images that there might be."""
    generator = np.random.default_rng(n)
    truth = float(np.mean([_difference(generator, noise, 400, 2000).mean() for _ in range(20)]))
    draws = [_difference(generator, noise, n, TEST_IMAGES) for _ in range(1000)]
    samples = [each.mean(axis=1)[None] for each in draws]

    def covered(shares: list[SharedVariance]) -> float:
        contrasts = [Contrast((), "greater", 0.5, shared=each) for each in shares]
        return coverage(estimate(contrasts, samples), truth)

    assert 0.93 <= covered([shared_variance(each) for each in draws]) <= 0.97
    assert covered([NOT_SHARED] * len(draws)) < 0.925


def _difference(generator: np.random.Generator, noise: Noise, seeds: int, images: int) -> Floats:
    """Return by seed and image 100 if only the left network is right, -100 if only the right one is, or else 0."""
    difficulty = 1.5 * generator.normal(size=images)

    def is_right(skill: float) -> Floats:
        skills = skill + 0.08 * noise(generator, (seeds, 1)) + 0.5 * generator.normal(size=(seeds, images))
        return (skills > difficulty + 0.6 * generator.normal(size=images)).astype(float)

    return 100 * (is_right(1.2) - is_right(1.0))


@pytest.mark.parametrize("n", [5, 20])
def test_coverage_of_resplits_of_few_rows(n: int) -> None:
    """Test splits of 89 of 442 rows overlap, so more of them do not narrow the interval to nothing."""
    generator = np.random.default_rng(n)
    rows = generator.normal(size=(1500, RESPLIT_TRAIN + RESPLIT_TEST))
    splits = np.argsort(generator.random((1500, n, rows.shape[1])), axis=2)[:, :, :RESPLIT_TEST]
    samples = [np.take_along_axis(rows[:, None], splits, axis=2).mean(axis=2)]
    assert 0.93 <= coverage(estimate(family_of(1, overlap=RESPLIT_TEST / RESPLIT_TRAIN), samples)) <= 0.97
    assert coverage(estimate(family_of(1), samples)) < 0.9


def _rates(effect: float, expect: Expect, wrong: tuple[int, ...], claimed: float | None = None) -> float:
    """Return how often any of eight claims with this effect gets one of these verdicts."""
    draws = np.random.default_rng(4).normal(effect, 0.4, size=(8, 3000, 5))
    family = family_of(8, expect=expect, claimed=claimed, alike=None)
    words = apply_rule(family, estimate(family, list(draws)), 0.05).words
    return float(np.isin(words, wrong).any(axis=1).mean())


@pytest.mark.parametrize(
    ("effect", "expect", "claimed", "wrong"),
    [
        (0.0, "greater", None, (SUPPORTED, CONTRADICTED)),
        (0.5, "greater", None, (SUPPORTED, CONTRADICTED)),
        (-0.5, "greater", None, (SUPPORTED, CONTRADICTED)),
        (0.5, "less", None, (SUPPORTED, CONTRADICTED)),
        (0.501, "greater", None, (NEAR, CONTRADICTED)),
        (2.0, "greater", 2.0, (SUPPORTED, CONTRADICTED, WEAKER)),
        (0.0, "greater", 2.0, (SUPPORTED, WEAKER)),
        (0.5, "equal", None, (SUPPORTED, CONTRADICTED)),
    ],
)
def test_wrong_verdicts_of_a_family(
    effect: float, expect: Expect, claimed: float | None, wrong: tuple[int, ...]
) -> None:
    """Where an effect lies at the border of two verdicts, a wrong one occurs in at most 5 % of families."""
    assert _rates(effect, expect, wrong, claimed) < 0.057


def test_strong_claims_do_not_spend_the_errors_of_weak_ones() -> None:
    """Holm's levels rise as claims are decided; of the others, whose effect just matters, few are wrongly supported."""
    generator = np.random.default_rng(9)
    effects = np.array([3.0] * 6 + [0.5] * 2)
    draws = [generator.normal(effect, 0.4, size=(3000, 5)) for effect in effects]
    family = family_of(8, alike=None)
    words = apply_rule(family, estimate(family, draws), 0.05).words
    assert (words[:, :6] == SUPPORTED).mean() > 0.95
    assert 0.01 < (words[:, 6:] != UNDECIDED).any(axis=1).mean() < 0.055
