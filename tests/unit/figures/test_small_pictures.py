"""Pictures in drawings keep what is seen of them in fewer bytes."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from groundwork.figures.shared.pictures import LEVELS, with_small_pictures


def drawing_of(pixels: NDArray[np.uint8]) -> str:
    """Return a drawing with one picture of these (height, width, 4) pixels."""
    file = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(file, "PNG")
    return f'<svg><image href="data:image/png;base64,{base64.b64encode(file.getvalue()).decode("ascii")}"/></svg>'


def pixels_of(svg: str) -> NDArray[np.uint8]:
    text = svg.partition("base64,")[2].partition('"')[0]
    with Image.open(io.BytesIO(base64.b64decode(text))) as picture:
        return np.asarray(picture.convert("RGBA"))


def gray_pixels() -> NDArray[np.uint8]:
    """Return noise of all gray levels, with transparent pixels in the first column."""
    gray = np.random.default_rng(1).integers(0, 256, (28, 28, 1), dtype=np.uint8)
    pixels = np.concatenate([gray, gray, gray, np.full_like(gray, 255)], axis=2)
    pixels[:, 0] = 0
    return pixels


def test_gray_picture_keeps_its_levels_and_transparency() -> None:
    pixels = gray_pixels()
    short = with_small_pictures(drawing_of(pixels))
    found = pixels_of(short)
    assert (found[..., 3] == pixels[..., 3]).all()
    opaque = pixels[..., 3] == 255
    difference = np.abs(found[..., 0].astype(int) - pixels[..., 0].astype(int))[opaque]
    assert difference.max() <= np.ceil(255 / (LEVELS - 1) / 2)
    assert len(short) < 0.75 * len(drawing_of(pixels))


def test_picture_in_color_is_unchanged() -> None:
    pixels = gray_pixels()
    pixels[3, 3, 0] ^= 128
    assert with_small_pictures(drawing_of(pixels)) == drawing_of(pixels)


def test_drawing_without_pictures_is_unchanged() -> None:
    assert with_small_pictures("<svg><path/></svg>") == "<svg><path/></svg>"
