"""Exact checks of networks of threshold units, which output 1 if a weighted sum plus bias is positive."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from groundwork.records.schema import CheckBody

Row = tuple[tuple[int, ...], int]
AND = [((0, 0), 0), ((0, 1), 0), ((1, 0), 0), ((1, 1), 1)]
OR = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 1)]
XOR = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]


def perceptron_learns_and_or_loan_never_xor() -> CheckBody:
    """Rosenblatt's rule learns AND, OR and a loan rule in a few epochs, but cycles forever on XOR.

    The loan rule approves a good history with a stable income or no debt. Weights are integers and the rows have a
    fixed order, so an epoch that starts from earlier weights repeats everything after them.
    """
    outcomes = {"AND": _learn(AND), "OR": _learn(OR), "the loan rule": _learn(_loans())}
    xor = _learn(XOR)
    return CheckBody(
        holds=all(outcome.learned for outcome in outcomes.values()) and not xor.learned,
        measured={
            **{f"epochs until {name} is learned": outcome.epochs for name, outcome in outcomes.items()},
            **{f"updates until {name} is learned": outcome.updates for name, outcome in outcomes.items()},
            "epochs on XOR until the weights repeat": xor.epochs,
            "updates on XOR until the weights repeat": xor.updates,
        },
    )


def two_layers_compute_xor() -> CheckBody:
    """Two hidden threshold units, one for OR and one for AND, and an output for "OR but not AND" compute XOR."""
    outputs = {}
    for (first, second), _ in XOR:
        either = _fires((2, 2), -1, (first, second))
        both = _fires((2, 2), -3, (first, second))
        outputs[first, second] = _fires((2, -2), -1, (either, both))
    correct = sum(outputs[inputs] == target for inputs, target in XOR)
    return CheckBody(
        holds=correct == len(XOR),
        measured={
            **{f"output for {first} and {second}": output for (first, second), output in outputs.items()},
            "correct outputs, of 4": correct,
        },
    )


def printed_example_all_three_needed() -> CheckBody:
    """With weights 0.8, 0.6, 0.9 and bias -1.2, a threshold unit outputs 1 only if all three inputs are 1.

    Often printed, but false: any two of these weights sum to more than 1.2, so the unit outputs 1 if at least two of
    the inputs are 1. A bias between -2.3 and -1.7, such as -2, would require all three.
    """
    printed = _count_fires(bias=-1.2)
    strict = _count_fires(bias=-2.0)
    return CheckBody(
        holds=printed == [0, 0, 0, 1],
        measured={
            **{f"outputs of 1 if {ones} of the three inputs are 1": number for ones, number in enumerate(printed)},
            **{f"the same with {ones} inputs at 1 and bias -2": number for ones, number in enumerate(strict)},
        },
    )


def _loans() -> list[Row]:
    """Return the loan rule's truth table: inputs (good history, stable income, no debt) and approval."""
    return [
        ((history, income, no_debt), int(history and (income or no_debt)))
        for history, income, no_debt in product((0, 1), repeat=3)
    ]


class _Outcome(NamedTuple):
    """Whether an epoch had no errors, and the number of epochs and updates."""

    learned: bool
    epochs: int
    updates: int


def _learn(rows: Sequence[Row]) -> _Outcome:
    """Train by Rosenblatt's rule (1958) from zero weights until an epoch has no errors or the weights repeat."""
    weights, bias, updates = [0] * len(rows[0][0]), 0, 0
    states = [(*weights, bias)]
    while True:
        errors = 0
        for inputs, target in rows:
            error = target - _fires(weights, bias, inputs)
            weights = [weight + error * value for weight, value in zip(weights, inputs, strict=True)]
            bias += error
            errors += abs(error)
        updates += errors
        state = (*weights, bias)
        if not errors or state in states:
            return _Outcome(not errors, len(states), updates)
        states.append(state)


def _count_fires(bias: float) -> list[int]:
    """Return for how many inputs with 0, 1, 2 and 3 ones the printed unit outputs 1."""
    inputs = list(product((0, 1), repeat=3))
    return [sum(_fires((0.8, 0.6, 0.9), bias, each) for each in inputs if sum(each) == ones) for ones in range(4)]


def _fires(weights: Sequence[float], bias: float, inputs: Sequence[int]) -> int:
    return int(sum(weight * value for weight, value in zip(weights, inputs, strict=True)) + bias > 0)
