"""Beam search."""

from collections.abc import Callable, Sequence

LogProbabilities = Callable[[Sequence[int]], Sequence[float]]  # of each next token, given those before


def beam_search(log_probabilities: LogProbabilities, end: int, width: int, longest: int) -> list[int]:
    """Return the most probable sequence that is found, without its end token."""
    beams: list[tuple[float, list[int]]] = [(0.0, [])]
    for _ in range(longest):
        candidates = []
        for score, tokens in beams:
            if tokens[-1:] == [end]:
                candidates.append((score, tokens))  # complete
                continue
            for token, log_probability in enumerate(log_probabilities(tokens)):
                candidates.append((score + log_probability, [*tokens, token]))
        beams = sorted(candidates, key=lambda each: each[0], reverse=True)[:width]
    best = beams[0][1]
    return best[:-1] if best[-1:] == [end] else best
