"""Draws each case's time relative to the first case, with confidence intervals."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from groundwork.core.formatting import TIMES, number
from groundwork.timing.page.judging import Ratio

WIDTH, ROW, TOP, FOOT = 560.0, 24.0, 6.0, 22.0
LEFT, RIGHT = 170.0, 540.0  # the ends of the axis; names are to its left
ROOM = 0.06
MOST_TICKS = 7


def draw_ratios(cases: Sequence[tuple[str, Ratio]]) -> Markup:
    """Return an inline SVG with a row per case on a logarithmic axis; screen readers skip it and read the table."""
    low, high = _range([ratio for _, ratio in cases])
    bottom = TOP + ROW * len(cases)

    def place(factor: float) -> float:
        return LEFT + (math.log(factor) - low) / (high - low) * (RIGHT - LEFT)

    parts = [_tick(place(factor), factor, bottom) for factor in ticks(math.exp(low), math.exp(high))]
    for index, (name, ratio) in enumerate(cases):
        parts.append(_row(name, [place(each) for each in (ratio.low, ratio.value, ratio.high)], index))
    frame = Markup('<svg class="ratios" viewBox="0 0 {:g} {:g}" aria-hidden="true" focusable="false">{}</svg>')
    return frame.format(WIDTH, bottom + FOOT, Markup("").join(parts))


def ticks(low: float, high: float) -> list[float]:
    """Return powers of two between two factors, including 1, at most MOST_TICKS."""
    first, last = math.ceil(math.log2(low) - 1e-9), math.floor(math.log2(high) + 1e-9)
    step = math.ceil((last - first + 1) / MOST_TICKS)
    return [2.0**power for power in range(first, last + 1) if power % step == 0]


def _range(ratios: Sequence[Ratio]) -> tuple[float, float]:
    """Return the log range of all ratios, at least 0.5 to 2, so that small differences look small."""
    ends = [math.log(each) for ratio in ratios for each in (0.5, ratio.low, ratio.high, 2.0)]
    room = ROOM * (max(ends) - min(ends))
    return min(ends) - room, max(ends) + room


def _tick(x: float, factor: float, bottom: float) -> Markup:
    kind = "one" if factor == 1 else "grid"
    line = Markup('<line class="{}" x1="{:.1f}" x2="{:.1f}" y1="{:g}" y2="{:g}"/>').format(kind, x, x, TOP, bottom)
    text = Markup('<text x="{:.1f}" y="{:g}" text-anchor="middle">{}</text>')
    return line + text.format(x, bottom + 15, TIMES + number(factor, "", 0))


def _row(name: str, places: Sequence[float], index: int) -> Markup:
    low, middle, high = places
    y = TOP + ROW * (index + 0.5)
    text = Markup('<text x="{:g}" y="{:g}" text-anchor="end">{}</text>').format(LEFT - 14, y + 4, name)
    line = Markup('<line class="interval" x1="{:.1f}" x2="{:.1f}" y1="{:g}" y2="{:g}"/>').format(low, high, y, y)
    return text + line + Markup('<circle cx="{:.1f}" cy="{:g}" r="4.5"/>').format(middle, y)
