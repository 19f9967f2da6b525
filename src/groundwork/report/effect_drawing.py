"""A small plot of a claim's effect: estimate, both intervals, what matters, and the line of no difference."""

import math
from dataclasses import dataclass

from markupsafe import Markup

from groundwork.core.findings import Verdict
from groundwork.core.formatting import TIMES, number

WIDTH, HEIGHT = 280.0, 52.0
EDGE = 10.0
MIDDLE = 21.0
AXIS_LABEL = 48.0
PADDING = 0.08


@dataclass(frozen=True)
class Scale:
    """Maps effects to horizontal positions, factors logarithmically, clipped to the drawing."""

    low: float
    high: float
    is_ratio: bool

    def place(self, effect: float) -> float:
        """Return the position of an effect, clipped to the drawing's edge."""
        position = as_plotted(effect, self.is_ratio)
        share = (min(max(position, self.low), self.high) - self.low) / (self.high - self.low)
        return EDGE + share * (WIDTH - 2 * EDGE)


def draw_effect(verdict: Verdict, decimals: int) -> Markup:
    """Return the plot as inline SVG, empty without an effect; screen readers skip it for the numbers beside it."""
    if math.isnan(verdict.effect):
        return Markup("")
    is_ratio = verdict.scale == "ratio"
    zero = 1.0 if is_ratio else 0.0
    ends = (1 / verdict.matters, verdict.matters) if is_ratio else (-verdict.matters, verdict.matters)
    scale = scale_of(verdict, ends, is_ratio)
    parts = [
        _box(scale.place(ends[0]), scale.place(ends[1])),
        _line("zero", scale.place(zero), scale.place(zero), 4, 38),
        *([] if verdict.is_counted else _intervals(scale, verdict)),
        Markup('<circle class="estimate" cx="{:.1f}" cy="{}" r="5"/>').format(scale.place(verdict.effect), MIDDLE),
        _claimed_direction(verdict.expect, scale.place(zero)),
        _labels(verdict, scale, (ends[0], zero, ends[1]), decimals),
    ]
    frame = Markup('<svg class="effect" viewBox="0 0 {:g} {:g}" aria-hidden="true" focusable="false">{}</svg>')
    return frame.format(WIDTH, HEIGHT, Markup("").join(parts))


def _intervals(scale: Scale, verdict: Verdict) -> list[Markup]:
    return [
        _interval("corrected", scale, verdict.corrected_low, verdict.corrected_high),
        _interval("plain", scale, verdict.low, verdict.high),
    ]


def scale_of(verdict: Verdict, ends: tuple[float, float], is_ratio: bool) -> Scale:
    """Return a scale that includes what matters, the estimate and all finite ends, with padding."""
    shown = [*ends, verdict.effect, verdict.low, verdict.high, verdict.corrected_low, verdict.corrected_high]
    finite = [place for each in shown if math.isfinite(place := as_plotted(each, is_ratio))]
    low, high = min(finite), max(finite)
    room = PADDING * (high - low) or 1.0
    return Scale(low - room, high + room, is_ratio)


def as_plotted(effect: float, is_ratio: bool) -> float:
    """Return the logarithm of a factor, or a difference unchanged."""
    if not is_ratio:
        return effect
    return math.log(effect) if effect > 0 else -math.inf


def _box(left: float, right: float) -> Markup:
    return Markup('<rect class="margin" x="{:.1f}" y="6" width="{:.1f}" height="30"/>').format(left, right - left)


def _line(kind: str, left: float, right: float, top: float, bottom: float) -> Markup:
    line = Markup('<line class="{}" x1="{:.1f}" x2="{:.1f}" y1="{:g}" y2="{:g}"/>')
    return line.format(kind, left, right, top, bottom)


def _interval(kind: str, scale: Scale, low: float, high: float) -> Markup:
    if math.isnan(low) or math.isnan(high):
        return Markup("")
    left, right = scale.place(low), scale.place(high)
    arrows = [_arrow(left, -1)] if math.isinf(as_plotted(low, scale.is_ratio)) else []
    arrows += [_arrow(right, 1)] if math.isinf(high) else []
    return _line(kind, left, right, MIDDLE, MIDDLE) + Markup("").join(arrows)


def _arrow(tip: float, direction: int) -> Markup:
    base = tip - 7 * direction
    path = Markup('<path class="open" d="M{:.1f} {:g}L{:.1f} {:g}L{:.1f} {:g}Z"/>')
    return path.format(tip, MIDDLE, base, MIDDLE - 5, base, MIDDLE + 5)


def _claimed_direction(expect: str, zero: float) -> Markup:
    """Return a small triangle at the top of the zero line that points in the claimed direction."""
    if expect == "equal":
        return Markup("")
    tip = zero + (9 if expect == "greater" else -9)
    return Markup('<path class="claimed" d="M{:.1f} 0L{:.1f} 4L{:.1f} 8Z"/>').format(zero, tip, zero)


def _labels(verdict: Verdict, scale: Scale, marks: tuple[float, float, float], decimals: int) -> Markup:
    """Return the labels of the zero line and of the smallest effects that matter, unless they would overlap."""
    low, zero, high = marks
    is_wide = scale.place(high) - scale.place(zero) > 30 and scale.place(zero) - scale.place(low) > 30
    label = Markup('<text x="{:.1f}" y="{:g}" text-anchor="middle">{}</text>')
    prefix = TIMES if verdict.scale == "ratio" else ""
    shown = marks if is_wide else (zero,)
    texts = {each: prefix + _tick(each, verdict.effect_unit, decimals) for each in shown}
    return Markup("").join(label.format(scale.place(each), AXIS_LABEL, text) for each, text in texts.items())


def _tick(value: float, unit: str, decimals: int) -> str:
    is_whole = value == int(value)
    return number(value, "" if is_whole else unit, decimals)
