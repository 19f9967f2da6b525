"""Small drawings of shapes: feature maps as stacked squares, a sequence as rows, a vector as a bar."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

LARGEST, SMALLEST = 64.0, 10.0
OFFSET = 4.0  # from one map to the next behind it
BAR, CELLS, CELL = 14.0, 16, 5.0
ROWS, ROW, BETWEEN = 28, 2.0, 1.0


@dataclass(frozen=True)
class Glyph:
    """A drawing of a shape around its center."""

    width: float
    height: float
    path: str
    kind: str = "outline"

    def at(self, x: float, y: float) -> Markup:
        """Return the drawing centered at a position."""
        corner = Markup('<path class="{}" transform="translate({:.1f} {:.1f})" d="{}"/>')
        return corner.format(self.kind, x - self.width / 2, y - self.height / 2, self.path)


def glyphs_of(shapes: Sequence[tuple[int, ...]]) -> list[Glyph]:
    """Return a drawing for each shape of a network: map sides scale with the root, other sizes with the logarithm."""
    highest = max((shape[-2] for shape in shapes if len(shape) > 2), default=1)
    return [_glyph(shape, highest) for shape in shapes]


def _glyph(shape: tuple[int, ...], highest: int) -> Glyph:
    if len(shape) > 2:
        return _maps(shape[0], math.sqrt(shape[-2] / highest), math.sqrt(shape[-1] / highest))
    return _sequence(*shape) if len(shape) == 2 else _vector(shape[0])


def _maps(channels: int, height_share: float, width_share: float) -> Glyph:
    sheets = 1 + round(math.log2(channels))
    height, width = (max(SMALLEST, LARGEST * share) for share in (height_share, width_share))
    depth = OFFSET * (sheets - 1)
    behind = (_behind(depth - OFFSET * number, OFFSET * number, width, height) for number in range(sheets - 1))
    return Glyph(width + depth, height + depth, "".join([*behind, _box(0, depth, width, height)]))


def _sequence(steps: int, units: int) -> Glyph:
    width = SMALLEST + 7 * math.log2(units)
    rows, pitch = min(steps, ROWS), ROW + BETWEEN
    path = "".join(_box(0, pitch * number, width, ROW) for number in range(rows))
    return Glyph(width, pitch * rows - BETWEEN, path, "rows")


def _vector(units: int) -> Glyph:
    if units <= CELLS:
        cells = (_box(0, CELL * number, BAR, CELL) for number in range(units))
        return Glyph(BAR, CELL * units, "".join(cells))
    height = SMALLEST + 7.5 * math.log2(units)
    return Glyph(BAR, height, _box(0, 0, BAR, height))


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.4g} {y:.4g}h{width:.4g}v{height:.4g}h{-width:.4g}z"


def _behind(x: float, y: float, width: float, height: float) -> str:
    """Return the visible edge of a sheet that the next one partly covers."""
    return f"M{x:.4g} {y + OFFSET:.4g}v{-OFFSET:.4g}h{width:.4g}v{height:.4g}h{-OFFSET:.4g}v{OFFSET - height:.4g}z"
