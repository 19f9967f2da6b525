"""Exact checks of networks of threshold units, which say yes (1) where a weighted sum is above zero."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from groundwork.records.schema import CheckBody

Row = tuple[tuple[int, ...], int]
AND = [((0, 0), 0), ((0, 1), 0), ((1, 0), 0), ((1, 1), 1)]
OR = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 1)]
XOR = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]


def perceptron_learns_and_or_loan_never_xor() -> CheckBody:
    """Rosenblatt's rule learns AND, OR and a loan rule in a few passes, and on XOR runs in a circle forever.

    The loan rule approves a good history that comes with a stable income or with no debt. All weights are whole numbers
    and the rows come in a fixed order, so a pass that starts from weights seen before repeats all that followed them.
    """
    outcomes = {"AND": _learn(AND), "OR": _learn(OR), "the loan rule": _learn(_loans())}
    xor = _learn(XOR)
    return CheckBody(
        holds=all(outcome.learned for outcome in outcomes.values()) and not xor.learned,
        measured={
            **{f"passes until {name} is learned": outcome.passes for name, outcome in outcomes.items()},
            **{f"corrections until {name} is learned": outcome.corrections for name, outcome in outcomes.items()},
            "passes over XOR until its weights are back where they were": xor.passes,
            "corrections in them": xor.corrections,
        },
    )


def two_layers_compute_xor() -> CheckBody:
    """Two hidden threshold units, one for OR and one for AND, and an output for "OR but not AND" compute XOR."""
    outputs = {}
    for (first, second), _ in XOR:
        either = _fires((2, 2), -1, (first, second))
        both = _fires((2, 2), -3, (first, second))
        outputs[first, second] = _fires((2, -2), -1, (either, both))
    right = sum(outputs[inputs] == wanted for inputs, wanted in XOR)
    return CheckBody(
        holds=right == len(XOR),
        measured={
            **{f"output for {first} and {second}": output for (first, second), output in outputs.items()},
            "inputs answered as XOR answers them, of 4": right,
        },
    )


def printed_example_all_three_needed() -> CheckBody:
    """With weights 0.8, 0.6, 0.9 and bias -1.2, a threshold unit says yes only where all three inputs are 1.

    Often printed, and not so: any two of these weights already come to more than 1.2, so the unit says yes where at
    least two of the three are 1. A bias between -2.3 and -1.7, such as -2, would demand all three.
    """
    yes = _count_of_yes(bias=-1.2)
    strict = _count_of_yes(bias=-2.0)
    return CheckBody(
        holds=yes == [0, 0, 0, 1],
        measured={
            **{f"times it says yes with {ones} of the three inputs at 1": number for ones, number in enumerate(yes)},
            **{f"times with {ones} of the three at 1, were the bias -2": number for ones, number in enumerate(strict)},
        },
    )


def _loans() -> list[Row]:
    """Return whether a loan is approved for each good history, stable income and absence of debt."""
    return [
        ((history, income, no_debt), int(history and (income or no_debt)))
        for history, income, no_debt in product((0, 1), repeat=3)
    ]


class _Outcome(NamedTuple):
    """Whether a pass over all rows made no mistake, the passes up to then, and the corrections in them."""

    learned: bool
    passes: int
    corrections: int


def _learn(rows: Sequence[Row]) -> _Outcome:
    """Follow Rosenblatt 1958 from zero weights to a pass without a mistake, or to weights that were there before."""
    weights, bias, corrections = [0] * len(rows[0][0]), 0, 0
    states = [(*weights, bias)]
    while True:
        mistakes = 0
        for inputs, wanted in rows:
            error = wanted - _fires(weights, bias, inputs)
            weights = [weight + error * value for weight, value in zip(weights, inputs, strict=True)]
            bias += error
            mistakes += abs(error)
        corrections += mistakes
        state = (*weights, bias)
        if not mistakes or state in states:
            return _Outcome(not mistakes, len(states), corrections)
        states.append(state)


def _count_of_yes(bias: float) -> list[int]:
    """Return how many inputs with none, one, two and three ones make the printed unit say yes."""
    inputs = list(product((0, 1), repeat=3))
    return [sum(_fires((0.8, 0.6, 0.9), bias, each) for each in inputs if sum(each) == ones) for ones in range(4)]


def _fires(weights: Sequence[float], bias: float, inputs: Sequence[int]) -> int:
    return int(sum(weight * value for weight, value in zip(weights, inputs, strict=True)) + bias > 0)
