"""The context of figures: classes and images of the study's dataset, if any."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from groundwork.dataset.loading import Prepared
from groundwork.figures.shared import context as figure_context
from groundwork.figures.shared.context import study_context
from groundwork.planning.plan import Plan

DIGITS = tuple("0123456789")


@pytest.fixture
def context_of(
    values: dict[str, Any], plan_of: Callable[..., Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """Return the context of a study with a test split of this shape."""

    def context(study: dict[str, Any], shape: tuple[int, ...]) -> Any:
        split = np.zeros(shape, dtype=np.uint8 if len(shape) == 3 else np.float32)
        prepared = Prepared(split, split, split, split, "digits", "1")
        monkeypatch.setattr(figure_context, "load_or_prepare", lambda _name, _root: prepared)
        values["studies"] = {"study": study}
        return study_context(tmp_path, plan_of(values), "study")

    return context


def test_images_are_from_dataset_of_first_variant(context_of: Callable[..., Any]) -> None:
    context = context_of({"vary": {"learning_rate": [0.1, 0.01]}}, (4, 8, 8))
    assert context.class_names == DIGITS
    assert context.images.shape == (8, 8, 8)  # training images first, then test images


def test_measurement_study_has_dataset_of_measurements(context_of: Callable[..., Any]) -> None:
    context = context_of({"measurements": ["gradient_noise"]}, (4, 8, 8))
    assert context.class_names == DIGITS
    assert context.images is not None


@pytest.mark.parametrize(("channels", "drawn"), [(3, (8, 8, 6, 3)), (2, (8, 8, 6)), (1, (8, 8, 6))])
def test_three_channels_are_color_and_others_gray(
    context_of: Callable[..., Any], channels: int, drawn: tuple[int, ...]
) -> None:
    assert context_of({"vary": {"learning_rate": [0.1]}}, (4, channels, 8, 6)).images.shape == drawn


def test_tabular_dataset_has_no_images(context_of: Callable[..., Any]) -> None:
    assert context_of({"vary": {"learning_rate": [0.1]}}, (4, 10)).images is None


def test_exact_checks_have_no_data(context_of: Callable[..., Any]) -> None:
    context = context_of({"checks": ["rate_scales_the_step"]}, (4, 8, 8))
    assert context.class_names == ()
    assert context.images is None
    assert context.guessing_percent is None
