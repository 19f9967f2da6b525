"""A small plot of a claim's effect against the number of steps, with intervals and what matters."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from groundwork.core.findings import HorizonVerdict, Verdict
from groundwork.core.formatting import TIMES, number
from groundwork.report.effect_drawing import as_plotted

WIDTH, HEIGHT = 280.0, 96.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 270.0, 8.0, 76.0
PADDING = 0.08


def draw_course(verdict: Verdict, horizons: Sequence[HorizonVerdict], decimals: int) -> Markup:
    """Return the plot as inline SVG; empty with fewer than two horizons that have an effect.

    Both axes are logarithmic for a factor, only that of the steps for a difference. The intervals are those corrected
    for the number of claims, or the plain ones where nothing was tested.
    """
    shown = [each for each in horizons if math.isfinite(as_plotted(each.effect, verdict.scale == "ratio"))]
    if len(shown) < 2:
        return Markup("")
    return _Plot(verdict, shown, decimals).draw()


class _Plot:
    """The plot of one claim."""

    def __init__(self, verdict: Verdict, horizons: Sequence[HorizonVerdict], decimals: int) -> None:
        self.verdict, self.horizons, self.decimals = verdict, horizons, decimals
        self.is_ratio = verdict.scale == "ratio"
        self.zero = 1.0 if self.is_ratio else 0.0
        matters = verdict.matters
        self.band = (1 / matters, matters) if self.is_ratio else (-matters, matters)
        places = [as_plotted(each, self.is_ratio) for each in (*self.band, *self._ends())]
        finite = [place for place in places if math.isfinite(place)]
        room = PADDING * (max(finite) - min(finite)) or 1.0
        self.low, self.high = min(finite) - room, max(finite) + room
        self.first, self.last = math.log(horizons[0].horizon), math.log(horizons[-1].horizon)

    def draw(self) -> Markup:
        """Return the drawing."""
        points = [(self.x(each.horizon), self.y(each.effect)) for each in self.horizons]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dot = Markup('<circle class="estimate" cx="{:.1f}" cy="{:.1f}" r="3.5"/>')
        parts = [
            Markup('<rect class="margin" x="{:g}" y="{:.1f}" width="{:g}" height="{:.1f}"/>').format(
                LEFT, self.y(self.band[1]), RIGHT - LEFT, self.y(self.band[0]) - self.y(self.band[1])
            ),
            _line("zero", LEFT, RIGHT, self.y(self.zero), self.y(self.zero)),
            Markup('<polyline class="course" points="{}"/>').format(path),
            *(self._interval(each) for each in self.horizons),
            *(dot.format(x, y) for x, y in points),
            *self._labels(),
        ]
        frame = Markup('<svg class="effect" viewBox="0 0 {:g} {:g}" aria-hidden="true" focusable="false">{}</svg>')
        return frame.format(WIDTH, HEIGHT, Markup("").join(parts))

    def x(self, steps: int) -> float:
        """Return the horizontal position of a number of steps."""
        return LEFT + 12 + (math.log(steps) - self.first) / (self.last - self.first) * (RIGHT - LEFT - 24)

    def y(self, effect: float) -> float:
        """Return the vertical position of an effect, clipped to the drawing."""
        place = min(max(as_plotted(effect, self.is_ratio), self.low), self.high)
        return BOTTOM - (place - self.low) / (self.high - self.low) * (BOTTOM - TOP)

    def _ends(self) -> list[float]:
        return [end for each in self.horizons for end in (each.effect, *_interval_of(each))]

    def _interval(self, found: HorizonVerdict) -> Markup:
        low, high = _interval_of(found)
        if math.isnan(low) or math.isnan(high):
            return Markup("")
        return _line("corrected", self.x(found.horizon), self.x(found.horizon), self.y(low), self.y(high))

    def _labels(self) -> list[Markup]:
        """Return the first and last number of steps, the line of no difference, and the first and last effect."""
        ends = (self.horizons[0], self.horizons[-1])
        prefix = TIMES if self.is_ratio else ""
        unit = self.verdict.effect_unit
        texts = [_text(self.x(each.horizon), HEIGHT - 5, "middle", f"{each.horizon:,} steps") for each in ends]
        levels = {self.zero: f"{prefix}{self.zero:g}"}
        for each in ends:
            if all(abs(self.y(each.effect) - self.y(level)) > 10 for level in levels):
                levels[each.effect] = prefix + number(each.effect, unit, self.decimals)
        return texts + [_text(LEFT - 5, self.y(level) + 3.5, "end", text) for level, text in levels.items()]


def _interval_of(found: HorizonVerdict) -> tuple[float, float]:
    if math.isnan(found.corrected_low) or math.isnan(found.corrected_high):
        return found.low, found.high
    return found.corrected_low, found.corrected_high


def _line(kind: str, left: float, right: float, top: float, bottom: float) -> Markup:
    line = Markup('<line class="{}" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>')
    return line.format(kind, left, right, top, bottom)


def _text(x: float, y: float, anchor: str, text: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, text)
