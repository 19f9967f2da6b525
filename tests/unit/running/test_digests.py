"""Which source edits retrain a record and which do not, tested on copies of the package."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from groundwork.config import catalog
from groundwork.config.catalog import FIGURE, entries
from groundwork.config.names import Component
from groundwork.core import identity
from groundwork.planning.plan import Plan
from groundwork.planning.specs import AnySpec, CheckSpec, Spec
from groundwork.running import digests
from groundwork.running.digests import folder_source, functions_source, training_source

Copy = Callable[..., Path]
PACKAGE = identity.PACKAGE

OPTIMIZERS = "components/optimizers.py"
PERCEPTRONS = "components/models/perceptrons.py"
CHANGES_TRAINING = {
    "the job": ("jobs/train.py", "chosen_until != 0", "chosen_until != 1"),
    "the loop": ("training/loop.py", "optimizer.step()", "optimizer.step(None)"),
    "early stopping": ("training/stopping.py", "validation_loss < self.best_loss", "validation_loss <= self.best_loss"),
    "a constant": ("training/run.py", "PROBE_IMAGES = 512", "PROBE_IMAGES = 256"),
    "a name for a purpose": ("training/run.py", '"batch order"', '"order of batches"'),
    "a file imported by an imported file": ("components/layers.py", "model.eval()", "model.train()"),
    "the generators": ("components/randomness.py", ">> 1", ">> 2"),
    "its optimizer": ("components/optimizers.py", "betas = (beta_1, beta_2)", "betas = (beta_2, beta_1)"),
    "its optimizer's default": ("components/optimizers.py", "beta_2: Fraction = 0.999", "beta_2: Fraction = 0.99"),
    "a private class of its model": (PERCEPTRONS, "self.flatten(inputs)", "self.flatten(inputs + 0)"),
    "its model": (PERCEPTRONS, "(128, 64)", "(128, 32)"),
    "its activation": ("components/activations.py", "nn.ReLU()", "nn.ReLU(inplace=True)"),
    "its initializer": ("components/initializers.py", "1 / math.sqrt", "2 / math.sqrt"),
    "its loss": ("components/losses.py", "label_smoothing=label_smoothing", "label_smoothing=label_smoothing / 2"),
    "its task": ("tasks/classification.py", "logits.argmax(1)", "logits.argmin(1)"),
    "its augmentation": ("components/augmentations.py", "return inputs\n", "return inputs + 0\n"),
    "its schedule": (
        "components/schedules.py",
        "return progress.learning_rate\n",
        "return 2 * progress.learning_rate\n",
    ),
    "a class that its schedule uses": ("components/schedules.py", "    epochs: int\n", "    all_epochs: int\n"),
    "its preprocessing": ("components/preprocessing.py", "images.unsqueeze(1)", "images.unsqueeze(-3)"),
    "its probe": ("components/probes.py", "autograd.grad(loss(model)", "autograd.grad(-loss(model)"),
    "the order of statements": ("training/exactness.py", "torch.set_num_threads(1)", "torch.set_num_threads(2)"),
    "the form of records": ("records/schema.py", "class Part(BaseModel)", "OTHER = 1\n\n\nclass Part(BaseModel)"),
    "the job around the training": ("jobs/recording.py", "round(seconds, 3)", "round(seconds, 4)"),
}
CHANGES_NOTHING = {
    "a comment": ("training/loop.py", "# Transferred together", "# Copied together"),
    "a new comment": ("training/run.py", "import math", "import math  # the library"),
    "a docstring": ("training/loop.py", '"""Take one optimizer step', '"""Take an optimizer step'),
    "its optimizer's docstring": ("components/optimizers.py", '"""Return Adam (K', '"""Return the Adam of (K'),
    "layout": ("training/loop.py", "optimizer.zero_grad()\n", "optimizer.zero_grad(\n        )\n\n"),
    "another optimizer": ("components/optimizers.py", "return torch.optim.RMSprop(", "return torch.optim.Rprop("),
    "a new optimizer": ("components/optimizers.py", "def sgd(", "def adagrad(weights):\n    return None\n\n\ndef sgd("),
    "another model of the same file": (PERCEPTRONS, "(units,) * num_layers", "(units,) * num_layers * 1"),
    "a model of another file": ("components/models/convolutions.py", "nn.Conv2d(", "nn.LazyConv2d("),
    "an estimator": ("components/estimators.py", "LogisticRegression(C=C", "LogisticRegression(C=2 * C"),
    "another activation": ("components/activations.py", "nn.Tanh()", "nn.Tanhshrink()"),
    "another initializer": ("components/initializers.py", "nn.init.orthogonal_(", "nn.init.zeros_("),
    "another loss": ("components/losses.py", "functional.mse_loss(", "functional.huber_loss("),
    "another task": ("tasks/regression.py", "return 1", "return 2"),
    "another augmentation": ("components/augmentations.py", ".flip(", ".roll("),
    "another preprocessing": ("components/preprocessing.py", "flat[:, :, order]", "flat[:, :, order + 0]"),
    "another probe": ("components/probes.py", "output.std()", "output.var()"),
    "another schedule": ("components/schedules.py", "(end_lr / start_lr)", "(end_lr - start_lr)"),
    "a check": ("checks/optimizers.py", "STEPS = 50", "STEPS = 51"),
    "a measurement": ("measurements/noise.py", "MAX_IMAGES = 4096", "MAX_IMAGES = 2048"),
    "the job of a fit": ("jobs/fit.py", "steps=0", "steps=1"),
    "where the data comes from": ("dataset/sources.py", "import", "import os\nimport"),
    "the schema": ("config/schema.py", "max_length=200", "max_length=300"),
    "the plan": ("planning/plan.py", "import platform", "import os\nimport platform"),
    "what is told of it": ("jobs/summary.py", "no test result", "nothing"),
    "the waiting for a device": ("running/devices.py", "POLL_SECONDS = 0.2", "POLL_SECONDS = 0.3"),
}
FOREST, NOISE, RATE_CHECK = "fit", "measurement", "check"
# By the kind of the spec: an edit, and whether it makes the record anew.
OTHER_JOBS = {
    "its estimator": (
        FOREST,
        "components/estimators.py",
        "RandomForestClassifier(n_estimators",
        "RandomForestClassifier(2 * n_estimators",
        True,
    ),
    "the bound of all estimators": (FOREST, "components/estimators.py", "BINS, LEAVES = 31", "BINS, LEAVES = 63", True),
    "the job of a fit": (FOREST, "jobs/fit.py", "steps=0", "steps=1", True),
    "how a fit is tested": (FOREST, "tasks/shared/classification_metrics.py", "BINS = 15", "BINS = 20", True),
    "the splits of a fit": (FOREST, "training/splits.py", 'PURPOSE = "splits"', 'PURPOSE = "images"', True),
    "another estimator": (
        FOREST,
        "components/estimators.py",
        "LogisticRegression(C=C",
        "LogisticRegression(C=2 * C",
        False,
    ),
    "the loop, which fits nothing": (FOREST, "training/loop.py", "optimizer.step()", "optimizer.step(None)", False),
    "an optimizer, which fits nothing": (
        FOREST,
        "components/optimizers.py",
        "(beta_1, beta_2)",
        "(beta_2, beta_1)",
        False,
    ),
    "a network, which is not fitted": (FOREST, PERCEPTRONS, "(128, 64)", "(128, 32)", False),
    "its measurement": (NOISE, "measurements/noise.py", "square().mean().sqrt()", "square().sum().sqrt()", True),
    "a constant of its measurement": (NOISE, "measurements/noise.py", "MAX_IMAGES = 4096", "MAX_IMAGES = 99", True),
    "what its measurement imports": (NOISE, "training/run.py", '"batch order"', '"order of batches"', True),
    "what that imports": (NOISE, "training/loop.py", "optimizer.step()", "optimizer.step(None)", True),
    "the job of a measurement": (NOISE, "jobs/measure.py", "in base.seeds", "in base.tuning_seeds", True),
    "the model measured": (NOISE, PERCEPTRONS, "(128, 64)", "(128, 32)", True),
    "the activation measured": (NOISE, "components/activations.py", "nn.ReLU()", "nn.ReLU(inplace=True)", True),
    "another measurement": (NOISE, "measurements/xor.py", "RATE = 0.05", "RATE = 0.06", False),
    "another measurement of the same file": (
        *(
            NOISE,
            "measurements/noise.py",
            "def gradient_noise(",
            "def silence():\n    return []\n\n\ndef gradient_noise(",
        ),
        False,
    ),
    "another model of the file": (NOISE, PERCEPTRONS, "(units,) * num_layers", "(units,) * num_layers * 1", False),
    "an activation not measured": (NOISE, "components/activations.py", "nn.Tanh()", "nn.Tanhshrink()", False),
    "an optimizer not measured": (
        NOISE,
        "components/optimizers.py",
        "torch.optim.RMSprop(",
        "torch.optim.Rprop(",
        False,
    ),
    "its check": (
        RATE_CHECK,
        "checks/optimizers.py",
        "large.norm() / small.norm()",
        "small.norm() / large.norm()",
        True,
    ),
    "what its check imports": (RATE_CHECK, "checks/shared/networks.py", "nn.Tanh()", "nn.ReLU()", True),
    "the job of a check": (
        RATE_CHECK,
        "jobs/check.py",
        "make_deterministic()",
        "make_deterministic(  )\n    make_deterministic()",
        True,
    ),
    "another check of the same file": (RATE_CHECK, "checks/optimizers.py", "[0, 1, 1, 2, 2]", "[0, 1, 1, 2, 3]", False),
    "a check of another file": (RATE_CHECK, "checks/perceptron.py", "return int(", "return 1 * int(", False),
    "an optimizer that no check imports": (
        RATE_CHECK,
        "components/optimizers.py",
        "(beta_1, beta_2)",
        "(beta_2, beta_1)",
        False,
    ),
}


@pytest.fixture
def spec(plan_of: Callable[..., Plan], values: dict[str, Any]) -> Spec:
    values["defaults"]["probes"] = ["gradient_norm"]
    spec = plan_of(values).studies["rates"].variants[0].spec
    assert isinstance(spec, Spec)
    return spec


@pytest.fixture
def specs(plan_of: Callable[..., Plan], values: dict[str, Any]) -> dict[str, AnySpec]:
    """A spec of each kind of job except training."""
    values["studies"]["rates"] = {
        "vary": {"model": ["random_forest"]},
        "measurements": ["gradient_noise"],
        "checks": ["rate_scales_the_step"],
    }
    return {planned.spec.kind: planned.spec for planned in plan_of(values).records.values()}


def forget() -> None:
    """Clear the caches of parsed source."""
    catalog.entries.cache_clear()
    digests._source_of_job.cache_clear()
    digests._files_of_job.cache_clear()


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copy]:
    """Copy the package with one edit, and compute the digests of the copy."""
    count = 0

    def copy(file: str = "", old: str = "", new: str = "") -> Path:
        nonlocal count
        count += 1
        package = tmp_path / str(count) / "groundwork"
        shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "report", "claims", "tables"))
        if file:
            text = (package / file).read_text(encoding="utf-8")
            assert old in text, f"{file} has changed: fix the case"
            (package / file).write_text(text.replace(old, new), encoding="utf-8")
        for module in (identity, digests, catalog):
            monkeypatch.setattr(module, "PACKAGE", package)
        forget()
        return package

    yield copy
    forget()


@pytest.mark.parametrize("edit", CHANGES_TRAINING.values(), ids=CHANGES_TRAINING)
def test_digest_covers_training_source(spec: AnySpec, copied: Copy, edit: tuple[str, str, str]) -> None:
    before = training_source(spec)

    copied(*edit)

    assert training_source(spec) != before


@pytest.mark.parametrize("edit", CHANGES_NOTHING.values(), ids=CHANGES_NOTHING)
def test_digest_excludes_other_source(spec: AnySpec, copied: Copy, edit: tuple[str, str, str]) -> None:
    before = training_source(spec)

    copied(*edit)

    assert training_source(spec) == before


@pytest.mark.parametrize("edit", OTHER_JOBS.values(), ids=OTHER_JOBS)
def test_digests_of_other_jobs_cover_their_source(
    specs: dict[str, AnySpec], copied: Copy, edit: tuple[str, str, str, str, bool]
) -> None:
    kind, file, old, new, is_made_anew = edit
    before = training_source(specs[kind])

    copied(file, old, new)

    assert (training_source(specs[kind]) != before) is is_made_anew


def test_digest_covers_new_imports_of_the_loop(spec: AnySpec, copied: Copy) -> None:
    digests_seen = set()
    for content in ("VALUE = 1\n", "VALUE = 2\n"):
        package = copied("training/loop.py", "import math\n", "import math\nfrom groundwork import freshly\n")
        (package / "freshly.py").write_text(content, encoding="utf-8")
        digests_seen.add(training_source(spec))

    assert len(digests_seen) == 2


def test_digest_does_not_depend_on_location(spec: AnySpec, copied: Copy) -> None:
    here = training_source(spec)

    copied()

    assert training_source(spec) == here


def test_measurement_digest_covers_imported_activations(copied: Copy, specs: dict[str, AnySpec]) -> None:
    """Imported files count in full; a component that is only named in a setting counts alone."""
    spec = specs[NOISE]
    digests_seen = []
    for activation in ("nn.Tanh()", "nn.Tanhshrink()"):
        package = copied("components/activations.py", "nn.Tanh()", activation)
        file = package / "measurements" / "noise.py"
        text = file.read_text(encoding="utf-8").replace(
            "import torch\n", "import torch\nfrom groundwork.components import activations\n", 1
        )
        file.write_text(text, encoding="utf-8")
        digests_seen.append(training_source(spec))

    assert len(set(digests_seen)) == 2


def test_check_digest_covers_whole_imported_files(copied: Copy) -> None:
    """A check that imports the file of all optimizers depends on every optimizer."""
    spec = CheckSpec(check="same_seed_same_bits")
    before = training_source(spec)

    copied(*CHANGES_NOTHING["a new optimizer"])

    assert training_source(spec) != before


def test_default_activation_equals_named_activation(spec: Spec, copied: Copy) -> None:
    named, other = (
        spec.model_copy(update={"model": Component(name="mlp", settings={"activation": each})})
        for each in ("relu", "tanh")
    )
    before = [training_source(each) for each in (spec, named, other)]
    assert before[0] == before[1] != before[2]

    copied("components/activations.py", "nn.Tanh()", "nn.Tanhshrink()")

    assert [training_source(each) == old for each, old in zip((spec, named, other), before, strict=True)] == [
        *(True, True),
        False,
    ]


def test_folder_digest_covers_imports(copied: Copy) -> None:
    before = folder_source("training")

    copied("components/randomness.py", ">> 1", ">> 2")
    assert folder_source("training") != before

    copied("checks/optimizers.py", "STEPS = 50", "STEPS = 51")
    assert folder_source("training") == before

    copied("training/run.py", '"""Return the spec', '"""Return a spec')
    assert folder_source("training") == before
    copied("running/pipeline.py", "import contextlib", "import contextlib\nimport sys")
    assert folder_source("training") == before


def test_figure_digest_covers_docstring_and_imports(tmp_path: Path, copied: Copy) -> None:
    def digest_with(figure: str, style: str = "SIZE = 1\n") -> str:
        package = copied()
        folder = package / "sketches"
        folder.mkdir()
        (folder / "curves.py").write_text(figure, encoding="utf-8")
        (folder / "_style.py").write_text(style, encoding="utf-8")
        return functions_source(FIGURE, ["curve"], {"curve": folder / "curves.py"})

    start = 'from groundwork.sketches import _style\n\n\ndef curve():\n    """Curve."""\n    return _style.SIZE\n'

    assert digest_with(start) == digest_with(start + "\n\ndef other():\n    return 1\n")
    assert digest_with(start) != digest_with(start.replace("Curve.", "A curve."))
    assert digest_with(start) != digest_with(start, "SIZE = 2\n")
    assert set(entries(FIGURE)).isdisjoint({"curve"})
