"""Running the job of a planned record: the record, its cost and its summary line."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from groundwork.core.errors import UserError
from groundwork.core.identity import PACKAGE, SOURCE
from groundwork.dataset.loading import Prepared
from groundwork.dataset.paths import prepared_path
from groundwork.jobs import recording
from groundwork.jobs.recording import make_record
from groundwork.planning.plan import Plan
from groundwork.planning.specs import CheckSpec
from groundwork.records.files import read_record, record_path
from groundwork.records.schema import CheckBody, MeasurementBody, TrainingBody
from groundwork.running.digests import EXCLUDED_FROM_TRAINING_DIGEST, files_in_digest
from groundwork.running.keys import Keys
from groundwork.running.pipeline import Pipeline
from groundwork.running.plan_cache import PLAN_VARIABLE, store_plan

PLANNED = "d" * 12
DEEP = {
    "mlp": {"hidden_layer_sizes": [8, 8, 8], "activation": "none"}
}  # diverges, as there are no units that could die


@pytest.fixture
def root(tmp_path: Path, prepared: Prepared) -> Path:
    """A project whose prepared digits dataset has the planted images."""
    path = prepared_path("digits", tmp_path, PLANNED)
    path.parent.mkdir(parents=True)
    arrays = {name: getattr(prepared, name) for name in ("train_images", "train_labels", "test_images", "test_labels")}
    np.savez(path, allow_pickle=False, name=np.array("digits"), digest=np.array(PLANNED), **arrays)
    return tmp_path


@pytest.fixture
def plan(plan_of: Callable[..., Plan], values: dict[str, dict[str, object]]) -> Plan:
    """A plan with a variant that converges, one that diverges, a check, a measurement and a fit."""
    values["studies"]["rates"] = {
        "fixed": {"optimizer": "sgd", "learning_rate": 0.1, "train_images": 120, "epochs": 30, "model": DEEP},
        "vary": {"schedule": ["constant", {"exponential_ramp": {"start_lr": 1e-3, "end_lr": 1e6}}]},
        "checks": ["adam_state_bytes"],
        "measurements": [{"gradient_noise": {"batches": 2}}],
    }
    values["studies"]["classics"] = {
        "fixed": {"train_images": 120},
        "variants": [{"name": "forest", "model": {"random_forest": {"n_estimators": 5}}}],
    }
    values["defaults"]["preprocessing"] = "permuted"
    return plan_of(values)


def costs(root: Path) -> list[tuple[str, str, float]]:
    """Return record, device and images per second of each row of the timings."""
    with (root / "results" / "timings.csv").open(encoding="utf-8") as file:
        return [(row["record"], row["device"], float(row["images_per_second"])) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("platform", "peak_bytes"), [("linux", 3 * 1024), ("darwin", 3)])
def test_peak_memory_is_in_bytes_on_every_system(
    monkeypatch: pytest.MonkeyPatch, platform: str, peak_bytes: int
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("resource.getrusage", lambda _who: SimpleNamespace(ru_maxrss=3))

    assert recording._peak_memory("cpu") == peak_bytes


def test_record_and_cost_are_written_separately(root: Path, plan: Plan) -> None:
    name = plan.studies["rates"].variants[0].record

    line = make_record(root, plan, name)

    record = read_record(record_path(root, name))
    assert record.identity == plan.records[name].identity
    assert isinstance(record.body, TrainingBody)
    assert [run.outcome for run in record.body.runs] == ["finished"] * 3
    model = r"mlp \(hidden_layer_sizes 8-8-8, activation none\)"
    expected = rf"rates: {model} sgd 0\.1 permuted: (\d+\.\d) % test accuracy over 3 seeds, \d+\.\d s"
    match = re.fullmatch(expected, line)
    assert match
    tests = [run.test for run in record.body.runs if run.test]
    assert float(match[1]) == pytest.approx(
        sum(test.metrics["test_accuracy_percent"] or 0 for test in tests) / 3, abs=0.05
    )
    header, row = (root / "results" / "timings.csv").read_text(encoding="utf-8").splitlines()
    assert header == "record,device,seconds,images_per_second,peak_memory_bytes"
    assert row.startswith(f"{name},cpu,")


def test_retraining_writes_identical_bytes(root: Path, plan: Plan) -> None:
    name = plan.studies["rates"].variants[0].record
    make_record(root, plan, name)
    first = record_path(root, name).read_bytes()

    make_record(root, plan, name)

    assert record_path(root, name).read_bytes() == first


def test_divergence_is_in_the_summary(root: Path, plan: Plan) -> None:
    name = plan.studies["rates"].variants[1].record

    line = make_record(root, plan, name)

    body = read_record(record_path(root, name)).body
    assert isinstance(body, TrainingBody)
    diverged = sum(run.diverged_at_step is not None for run in body.runs if run.role == "report")
    assert diverged == 3
    network = "mlp (hidden_layer_sizes 8-8-8, activation none)"
    start = f"rates: {network} sgd 0.1 permuted exponential_ramp (start_lr 0.001, end_lr 1e6): "
    assert line.startswith(f"{start}no test result over 3 seeds, 3 diverged, ")


def test_check_is_recorded_with_its_time(root: Path, plan: Plan) -> None:
    name = plan.studies["rates"].checks["adam_state_bytes"]

    assert re.fullmatch(r"rates: adam state bytes: holds, \d+\.\d s", make_record(root, plan, name))

    body = read_record(record_path(root, name)).body
    assert isinstance(body, CheckBody)
    assert body.holds
    assert plan.records[name].spec == CheckSpec(check="adam_state_bytes")
    assert costs(root) == [(name, "cpu", 0.0)]


def test_measurement_is_recorded_for_every_seed(root: Path, plan: Plan) -> None:
    name = plan.studies["rates"].measurements["gradient_noise (batches 2)"]

    line = make_record(root, plan, name)

    assert re.fullmatch(r"rates: gradient noise \(batches 2\): 42 numbers, \d+\.\d s", line)
    body = read_record(record_path(root, name)).body
    assert isinstance(body, MeasurementBody)
    assert [(run.seed, len(run.values)) for run in body.runs] == [(1, 14), (2, 14), (3, 14)]
    # Images are not counted for measurements.
    assert costs(root) == [(name, "cpu", 0.0)]


def test_fit_is_recorded_like_training(root: Path, plan: Plan) -> None:
    name = plan.studies["classics"].variants[0].record

    line = make_record(root, plan, name)

    forest = r"random_forest \(n_estimators 5\)"
    expected = rf"classics: {forest} on 120 images: (\d+\.\d) % test accuracy over 3 seeds, \d+\.\d s"
    match = re.fullmatch(expected, line)
    assert match
    body = read_record(record_path(root, name)).body
    assert isinstance(body, TrainingBody)
    tests = [run.test for run in body.runs if run.test]
    assert float(match[1]) == pytest.approx(
        sum(test.metrics["test_accuracy_percent"] or 0 for test in tests) / 3, abs=0.05
    )
    ((record, device, rate),) = costs(root)
    assert (record, device) == (name, "cpu")
    assert rate > 0


def test_fits_and_checks_run_on_the_cpu(
    root: Path, plan_of: Callable[..., Plan], values: dict[str, dict[str, object]]
) -> None:
    """Although the plan is for CUDA, which this machine lacks, no CUDA device is requested."""
    values["studies"]["rates"] = {"vary": {"model": ["nearest_neighbors"]}, "checks": ["adam_state_bytes"]}
    plan = plan_of(values, device="cuda")

    for name in plan.records:
        make_record(root, plan, name)

    assert {device for _, device, _ in costs(root)} == {"cpu"}
    assert {planned.identity["device"] for planned in plan.records.values()} == {"cuda"}


def test_record_that_is_not_planned_is_rejected(root: Path, plan: Plan) -> None:
    with pytest.raises(UserError) as error:
        make_record(root, plan, "mlp-adam-0.1-000000000000")

    problem = "not in the current plan; params.yaml or the source has changed, so run again"
    assert str(error.value) == f"mlp-adam-0.1-000000000000: {problem}"


def test_missing_data_error_names_the_file(tmp_path: Path, plan: Plan) -> None:
    with pytest.raises(UserError) as error:
        make_record(tmp_path, plan, plan.studies["rates"].variants[0].record)

    problem = "no such file; run the whole pipeline again to prepare it"
    assert str(error.value) == f"{prepared_path('digits', tmp_path, PLANNED)}: {problem}"


def test_other_library_version_than_planned_is_rejected(root: Path, plan: Plan) -> None:
    planned = plan.records[plan.studies["rates"].variants[0].record]
    planned.identity["torch"] = "1.0.0"

    with pytest.raises(UserError) as error:
        make_record(root, plan, planned.name)

    here = version("torch")
    assert str(error.value) == f"torch: {here} here, but the run was planned with 1.0.0; run `snakemake` here"
    assert not record_path(root, planned.name).exists()


def test_torch_version_with_build_suffix_is_accepted(root: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    built = f"{version('torch').partition('+')[0]}+cpu"
    monkeypatch.setattr(recording, "version", lambda name: built if name == "torch" else version(name))
    planned = plan.records[plan.studies["rates"].checks["adam_state_bytes"]]
    planned.identity["torch"] = built

    assert "holds" in make_record(root, plan, planned.name)


# A fork for each record, like those of a run's fork server: what is imported from elsewhere is imported once.
RUNS_THE_JOBS = """
import json, os, runpy, sys
import sklearn.ensemble, torch._dynamo, torch.utils.flop_counter

script, *records = sys.argv[1:]
for record in records:
    if os.fork() == 0:
        sys.argv = [script, "--record", record]
        runpy.run_path(script, run_name="__main__")
        files = [module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] == "groundwork"]
        print(json.dumps({record: list(filter(None, files))}), flush=True)
        os._exit(0)
    assert os.wait()[1] == 0
"""


@pytest.fixture
def imported(root: Path, plan: Plan) -> dict[str, set[Path]]:
    """The package's files that a job of each kind imports when it makes its record, by the kind of its spec."""
    store_plan(root, "key", Pipeline(Path(), plan, Keys(plan)))
    records = {planned.spec.kind: planned.name for planned in plan.records.values()}
    script = SOURCE / "workflow" / "scripts" / "train.py"
    done = subprocess.run(
        [sys.executable, "-c", RUNS_THE_JOBS, str(script), *records.values()],
        cwd=root,
        env=os.environ | {PLAN_VARIABLE: "key"},
        capture_output=True,
        text=True,
        check=True,
    )
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    files = {record: {Path(file) for file in files} for each in told for record, files in each.items()}
    return {kind: {path for path in files[name] if path.name != "__init__.py"} for kind, name in records.items()}


def test_digest_covers_all_imports_of_a_job_except_listed_exclusions(
    plan: Plan, imported: dict[str, set[Path]]
) -> None:
    specs = {f"{planned.spec.kind}": planned.spec for planned in plan.records.values()}
    left_out = {
        path
        for part in EXCLUDED_FROM_TRAINING_DIGEST
        for path in [PACKAGE / f"{part}.py", *(PACKAGE / part).rglob("*.py")]
    }
    seen = set().union(*imported.values())

    assert imported.keys() == {"training", "fit", "measurement", "check"}
    for kind, files in imported.items():
        in_digest = files_in_digest(specs[kind])
        assert files - in_digest - left_out == set(), kind
        assert PACKAGE / "jobs" / "recording.py" in in_digest
    assert [
        part
        for part in EXCLUDED_FROM_TRAINING_DIGEST
        if not seen & {PACKAGE / f"{part}.py", *(PACKAGE / part).rglob("*.py")}
    ] == []
    assert all(EXCLUDED_FROM_TRAINING_DIGEST.values())
