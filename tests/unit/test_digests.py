"""Which edits of our source train a record again, and which do not, tried on copies of the package."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork import digests, identity
from groundwork.config.catalog import FIGURE, entries
from groundwork.digests import folder_source, functions_source, training_source
from groundwork.plan import Plan
from groundwork.specs import AnySpec, CheckSpec, Spec

Copy = Callable[..., Path]
PACKAGE = identity.PACKAGE

CHANGES_TRAINING = {
    "the loop": ("training/loop.py", "optimizer.step()", "optimizer.step(None)"),
    "a constant": ("training/splits.py", "PROBE_IMAGES = 512", "PROBE_IMAGES = 256"),
    "a name for a purpose": ("training/run.py", '"batch order"', '"order of batches"'),
    "a file imported by an imported file": ("layers.py", "model.eval()", "model.train()"),
    "the generators": ("randomness.py", ">> 1", ">> 2"),
    "its optimizer": ("optimizers.py", "(beta_1, beta_2), eps=epsilon, fused=True", "(beta_2, beta_1), eps=epsilon"),
    "its optimizer's default": ("optimizers.py", "beta_2: Fraction = 0.999", "beta_2: Fraction = 0.99"),
    "a private function of its model": ("models.py", "inputs = units", "inputs = units + 0"),
    "its model": ("models.py", "(256, 128)", "(256, 64)"),
    "its initializer": ("initializers.py", "1 / math.sqrt", "2 / math.sqrt"),
    "its schedule": ("schedules.py", "return moment.learning_rate", "return 2 * moment.learning_rate"),
    "a class that its schedule uses": ("schedules.py", "epochs: int", "all_epochs: int"),
    "its preprocessing": ("preprocessing.py", ".unsqueeze(1)", ".unsqueeze(-3)"),
    "its probe": ("probes.py", "gradient.norm()", "gradient.abs()"),
    "the order of statements": ("training/exactness.py", "torch.set_num_threads(1)", "torch.set_num_threads(2)"),
}
CHANGES_NOTHING = {
    "a comment": ("training/loop.py", "# Read once", "# Read them once"),
    "a new comment": ("training/run.py", "import math", "import math  # the library"),
    "a docstring": ("training/loop.py", '"""Update the model', '"""Change the model'),
    "its optimizer's docstring": ("optimizers.py", '"""Return Adam (K', '"""Return the Adam of (K'),
    "layout": ("training/loop.py", "optimizer.zero_grad()\n", "optimizer.zero_grad(\n        )\n\n"),
    "another optimizer": ("optimizers.py", "return torch.optim.RMSprop(", "return torch.optim.Rprop("),
    "a new optimizer": ("optimizers.py", "def sgd(", "def adagrad(weights):\n    return None\n\n\ndef sgd("),
    "another model": ("models.py", "channels = wanted", "channels = wanted + 0"),
    "another preprocessing": ("preprocessing.py", "flat[:, order]", "flat[:, order + 0]"),
    "another probe": ("probes.py", "output.std()", "output.var()"),
    "another schedule": ("schedules.py", "(stop / start)", "(stop - start)"),
    "a check": ("checks.py", "STEPS = 50", "STEPS = 51"),
    "where the data comes from": ("dataset/sources.py", "import", "import os\nimport"),
    "the schema": ("config/schema.py", "max_length=200", "max_length=300"),
    "the plan": ("plan.py", "import platform", "import os\nimport platform"),
    "the form of records": ("records.py", "class Part(BaseModel)", "OTHER = 1\n\n\nclass Part(BaseModel)"),
    "the job around the training": ("training/recording.py", "no sound network", "nothing"),
    "the waiting for a device": ("devices.py", "SECONDS_BETWEEN_LOOKS = 0.2", "SECONDS_BETWEEN_LOOKS = 0.3"),
}


@pytest.fixture
def spec(plan_of: Callable[..., Plan], values: dict[str, Any]) -> Spec:
    values["defaults"]["probes"] = ["gradient_norm"]
    return plan_of(values).studies["rates"].variants[0].spec


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Make a copy of the package with one edit, and let the digests be taken of it."""
    count = 0

    def copy(file: str = "", old: str = "", new: str = "") -> Path:
        nonlocal count
        count += 1
        package = tmp_path / str(count) / "groundwork"
        shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "report", "claims"))
        if file:
            text = (package / file).read_text(encoding="utf-8")
            assert old in text, f"{file} has changed: mend the case"
            (package / file).write_text(text.replace(old, new), encoding="utf-8")
        monkeypatch.setattr(identity, "PACKAGE", package)
        monkeypatch.setattr(digests, "PACKAGE", package)
        return package

    return copy


@pytest.mark.parametrize("edit", CHANGES_TRAINING.values(), ids=CHANGES_TRAINING)
def test_what_training_executes_is_in_the_digest(spec: AnySpec, copied: Copy, edit: tuple[str, str, str]) -> None:
    before = training_source(spec)

    copied(*edit)

    assert training_source(spec) != before


@pytest.mark.parametrize("edit", CHANGES_NOTHING.values(), ids=CHANGES_NOTHING)
def test_what_training_does_not_execute_is_not_in_it(spec: AnySpec, copied: Copy, edit: tuple[str, str, str]) -> None:
    before = training_source(spec)

    copied(*edit)

    assert training_source(spec) == before


def test_a_file_that_the_loop_starts_to_import_is_in_the_digest(spec: AnySpec, copied: Copy) -> None:
    digests_seen = set()
    for content in ("VALUE = 1\n", "VALUE = 2\n"):
        package = copied("training/loop.py", "import math\n", "import math\nfrom groundwork import freshly\n")
        (package / "freshly.py").write_text(content, encoding="utf-8")
        digests_seen.add(training_source(spec))

    assert len(digests_seen) == 2


def test_the_digest_is_the_same_wherever_the_package_lies(spec: AnySpec, copied: Copy) -> None:
    here = training_source(spec)

    copied()

    assert training_source(spec) == here


def test_a_check_depends_on_its_own_function_and_what_that_uses(copied: Copy) -> None:
    state, scaling = (CheckSpec(check=name) for name in ("adam_state_bytes", "rate_scales_the_step"))
    before = [training_source(each) for each in (state, scaling)]

    copied("checks.py", "[0, 1, 1, 2, 2]", "[0, 1, 1, 2, 3]")
    assert [training_source(each) == old for each, old in zip((state, scaling), before, strict=True)] == [False, True]

    copied("checks.py", "nn.Tanh()", "nn.ReLU()")
    assert [training_source(each) == old for each, old in zip((state, scaling), before, strict=True)] == [False, False]

    copied("optimizers.py", "return torch.optim.RMSprop(", "return torch.optim.Rprop(")
    assert [training_source(each) for each in (state, scaling)] == before


def test_a_folder_counts_with_all_that_it_imports(copied: Copy) -> None:
    before = folder_source("training")

    copied("layers.py", "model.eval()", "model.train()")
    assert folder_source("training") != before

    copied("checks.py", "STEPS = 50", "STEPS = 51")
    assert folder_source("training") != before

    copied("probes.py", '"""Return the mean', '"""Return the average')
    assert folder_source("training") == before
    copied("pipeline.py", "import sys", "import sys\nimport os")
    assert folder_source("training") == before


def test_a_figure_counts_with_its_docstring_and_the_files_it_imports(tmp_path: Path, copied: Copy) -> None:
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
