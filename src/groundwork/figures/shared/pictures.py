"""Pictures in a drawing, encoded for their few gray levels."""

import base64
import io
import re

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LEVELS = 32
"""Gray levels that are kept: more cannot be told apart at the size of these pictures."""
TRANSPARENT = LEVELS
PICTURE = re.compile(r'(?<="data:image/png;base64,)[^"]+')


def with_small_pictures(svg: str) -> str:
    """Return a drawing whose gray pictures have a palette of 32 levels; pictures in color stay as they are.

    Matplotlib stores each pixel in four bytes. What is not opaque is transparent in the palette.
    """
    return PICTURE.sub(lambda found: _encoded(found[0]), svg)


def _encoded(text: str) -> str:
    with Image.open(io.BytesIO(base64.b64decode(text))) as picture:
        pixels = np.asarray(picture.convert("RGBA"))
    is_gray = (pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all()
    return base64.b64encode(_png(pixels)).decode("ascii") if is_gray else text


def _png(pixels: NDArray[np.uint8]) -> bytes:
    levels = np.rint(pixels[..., 0] / 255 * (LEVELS - 1)).astype(np.uint8)
    levels[pixels[..., 3] < 128] = TRANSPARENT
    picture = Image.fromarray(levels).convert("L")
    picture.putpalette([gray for level in range(LEVELS) for gray in [round(level / (LEVELS - 1) * 255)] * 3] + [0] * 3)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True, **({"transparency": TRANSPARENT} if (levels == TRANSPARENT).any() else {}))
    return file.getvalue()
