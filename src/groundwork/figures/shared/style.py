"""The style of all figures: readable on light and dark backgrounds, in print, and with color blindness."""

from typing import Any

INK = "#1b1f24"
"""Color of text and axes; the report replaces it with its own text color."""

# Found by search: each has a contrast of at least 3 on white and on near-black, and any two differ by at least 24 (CIE
# Lab), also with red or green color blindness (Machado, Oliveira, Fernandes 2009).
SERIES = ("#199dc0", "#d37d17", "#7b54cc", "#cc2933", "#6c9f6d", "#af397c")
MARKERS = ("o", "s", "^", "D", "v", "P")
DASHES: tuple[Any, ...] = ("-", (0, (4, 1.5)), (0, (1, 1.2)))
RAMP = ("#0f9d8a", "#2f6fd6", "#7b54cc", "#af397c", "#cc2933", "#d37d17")
"""From low to high, for ordered series."""

FAINT = 0.14
MUTED = 0.72
TEXT = 8.5
SMALL = 7.5
LINE_HEIGHT = 1.25

RC: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # ships with matplotlib: same layout on every machine
    "font.size": TEXT,
    "text.color": INK,
    "text.hinting": "no_hinting",
    "text.parse_math": False,
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 6,
    "axes.titlesize": TEXT,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "figure.dpi": 72,  # one point per pixel, as in SVG
    "figure.facecolor": "none",
    "grid.alpha": FAINT,
    "grid.color": INK,
    "grid.linewidth": 0.8,
    "lines.linewidth": 1.7,
    "lines.markersize": 4.5,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "groundwork",
    "xtick.color": INK,
    "xtick.labelsize": SMALL,
    "xtick.major.size": 3,
    "ytick.color": INK,
    "ytick.labelsize": SMALL,
    "ytick.major.size": 0,
}
