"""Colors are distinct on light and dark backgrounds, and with color blindness."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from groundwork.figures.shared.style import RAMP, SERIES

# Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
VISIONS = {
    "without green receptors": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "without red receptors": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(color: str) -> NDArray[np.float64]:
    channels = np.array(to_rgb(color))
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(color: str, ground: str) -> float:
    lights = sorted(float(TO_XYZ[1] @ linear(each)) + 0.05 for each in (color, ground))
    return lights[1] / lights[0]


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    ratios = (TO_XYZ @ np.clip(light, 0, 1)) / WHITE
    x, y, z = np.where(ratios > 0.008856, np.cbrt(ratios), 7.787 * ratios + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("color", sorted({*SERIES, *RAMP}))
@pytest.mark.parametrize("ground", ["#ffffff", "#14181d"])
def test_colors_have_contrast_on_both_backgrounds(color: str, ground: str) -> None:
    assert contrast(color, ground) >= 3


@pytest.mark.parametrize("vision", VISIONS)
def test_series_colors_differ_with_color_blindness(vision: str) -> None:
    matrix = np.array(VISIONS[vision])
    for one, other in itertools.combinations(SERIES, 2):
        difference = float(np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other))))
        assert difference >= 24, f"{one} and {other}"
