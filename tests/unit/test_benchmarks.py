"""The benchmarks' arithmetic on known numbers, and equal images for both engines."""

import base64
import json
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accounting import AROUND_TRAINING, CHECKS, START, TIMING, TRAINING, WAITING, Job, account
from benchmarks.arithmetic import Lap, Summary, images_per_second, ratios, summary
from benchmarks.lessons import DATASET, Lessons, lessons_below
from benchmarks.markdown import accounts_table, race_table
from benchmarks.racing import Race, Result, headline
from benchmarks.whole_run import copy_project, read_jobs, read_training_seconds
from groundwork.core.errors import UserError
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.dataset.paths import prepared_path, raw_folder

ROOT = Path(__file__).resolve().parents[2]
IMAGES = 300
JOBS = [
    Job("prepare", None, 102.0, 103.0),
    Job("train", "mlp-1", 103.0, 109.0),
    Job("train", "mlp-2", 103.0, 107.0),
    Job("train", "check-xor", 107.0, 108.0),
    Job("render", None, 109.0, 111.0),
]
SECONDS = {"mlp-1": 5.5, "mlp-2": 3.0}


def test_laps_run_at_once_share_their_time() -> None:
    laps = [Lap(600, 0.5, 10.0, 12.0), Lap(600, 0.5, 10.5, 13.0)]
    assert images_per_second(laps) == 400.0


def test_ratios_are_taken_round_by_round() -> None:
    found = summary(ratios([60.0, 90.0, 80.0], [10.0, 10.0, 20.0]), 2)
    assert found == Summary(median=6.0, lowest=4.0, highest=9.0, values=(6.0, 9.0, 4.0))


def result(title: str, processes: int, rate: float, ratio: float) -> Result:
    rates, times = summary([rate], 0), summary([ratio], 2)
    return Result(title, processes, 1, 1.0, rates, times, 0.4)


def test_headline_takes_the_faster_of_the_single_scripts() -> None:
    slow, fast = result("slow", 1, 10.0, 12.0), result("fast", 1, 20.0, 6.0)
    several, ours = result("several", 2, 30.0, 4.0), result("ours", 2, 120.0, 1.0)
    title, ratio = headline([slow, fast, several, ours])
    assert (title, ratio.median) == ("fast", 6.0)
    text = race_table(Race(600, 1, [slow, fast, several, ours], title, ratio))
    assert "**6.0 times** as many images per second as 'fast'" in text
    assert "| several | 2 x 1 | 30 | 30 to 30 | 4.0 | 1.0 | 0.400 |" in text


def test_accounts_of_a_run_add_up_to_all_core_seconds() -> None:
    accounts = account(JOBS, SECONDS, launch=100.0, end=112.0, cores=2)
    assert accounts.parts == {
        START: 4.0,
        "prepare": 1.0,
        TRAINING: 8.5,
        AROUND_TRAINING: 1.5,
        CHECKS: 1.0,
        "render": 2.0,
        WAITING: 6.0,
    }
    assert accounts.orchestration_share == round(1 - 8.5 / 24, 4)
    assert accounts.seconds_around_training.values == (0.5, 1.0)
    assert "**64.6 %** of the core-seconds were not training" in accounts_table(accounts, "quick", summary([2.0], 2))


def test_timing_holds_all_cores_and_is_no_orchestration() -> None:
    timed = [Job("time", None, 100.5, 101.5), *JOBS]
    accounts = account(timed, SECONDS, launch=100.0, end=112.0, cores=2)
    assert (accounts.parts[START], accounts.parts[TIMING], sum(accounts.parts.values())) == (1.0, 2.0, 24.0)
    assert accounts.orchestration_share == round(1 - 8.5 / 22, 4)
    text = accounts_table(accounts, "quick", summary([2.0], 2))
    assert "**61.4 %** of the core-seconds were not training, timing left out. " in text


def test_a_run_without_a_training_job_says_so() -> None:
    with pytest.raises(UserError, match=r"results/timings\.csv: no job of this run trained"):
        account(JOBS[:1], {}, launch=100.0, end=112.0, cores=2)


def test_jobs_and_seconds_are_read_from_what_a_run_leaves(tmp_path: Path) -> None:
    metadata = tmp_path / ".snakemake" / "metadata"
    metadata.mkdir(parents=True)
    for rule, log in [("train", "train-mlp-adam-0.001-ab"), ("render", "render-0123")]:
        remembered = {"rule": rule, "log": [f"results/logs/{log}.log"], "starttime": 1.5, "endtime": 4.0}
        (metadata / base64.b64encode(log.encode()).decode()).write_text(json.dumps(remembered))
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "timings.csv").write_text(
        "record,device,seconds\nmlp-adam-0.001-ab,cpu,2.25\ncheck-xor-cd,cpu,0.1\n"
    )
    jobs = sorted(read_jobs(tmp_path), key=lambda job: job.rule)
    assert jobs == [Job("render", None, 1.5, 4.0), Job("train", "mlp-adam-0.001-ab", 1.5, 4.0)]
    assert read_training_seconds(tmp_path) == {"mlp-adam-0.001-ab": 2.25}


def test_copy_takes_what_git_does_not_ignore_and_the_raw_data(tmp_path: Path) -> None:
    root, copy = tmp_path / "root", tmp_path / "copy"
    for name in (".gitignore", "kept.py", "results/old.json", "data/raw/fashion-mnist/images"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("/results/\n/data/raw/\n")
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    copy_project(root, copy)
    found = {str(path.relative_to(copy)) for path in copy.rglob("*") if path.is_file()}
    assert found == {".gitignore", "kept.py", "data/raw/fashion-mnist/images"}


def test_a_project_without_data_is_refused(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    with pytest.raises(UserError) as caught:
        copy_project(tmp_path, tmp_path / "copy")
    assert str(caught.value) == "data/raw: no such folder; run `make quick` first, which fetches it"


def plant_images(root: Path) -> None:
    """Write few random images where the real ones would lie, raw and prepared."""
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (IMAGES, 28, 28), dtype=np.uint8)
    labels = random.integers(0, 10, IMAGES, dtype=np.uint8)
    folder, prepared = raw_folder(DATASET, root), prepared_path(DATASET, root)
    folder.mkdir(parents=True)
    prepared.parent.mkdir(parents=True)
    for file in ORIGINS[DATASET].files:
        array = images if "images" in file else labels
        head = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
        (folder / file).write_bytes(head + array.tobytes())
    arrays = {f"{split}_{kind}": each for split in ("train", "test") for kind, each in _named(images, labels)}
    np.savez(prepared, allow_pickle=False, name=np.array(DATASET), digest=np.array(digest(DATASET)), **arrays)


def _named(images: np.ndarray, labels: np.ndarray) -> list[tuple[str, np.ndarray]]:
    return [("images", images), ("labels", labels)]


def test_both_engines_see_the_same_number_of_images(tmp_path: Path) -> None:
    from benchmarks.engines import Groundwork, Tutorial

    plant_images(tmp_path)
    with lessons_below(tmp_path, images=IMAGES - 20) as lessons:
        assert Lessons.from_text(lessons.as_text()) == lessons
        tutorial = Tutorial(lessons, seed=0, workers=0, threads=1)
        ours = Groundwork(lessons, seed=0)
        shapes = [[tuple(each.shape) for each in engine.model.parameters()] for engine in (tutorial, ours)]
        assert tutorial.epoch()[0] == ours.epoch()[0] == IMAGES - 20
        assert shapes[0] == shapes[1]


def test_missing_images_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told, lessons_below(tmp_path, images=100):
        pass
    expected = "data/raw/fashion-mnist/train-images-idx3-ubyte: no such file; run `make quick` first, which fetches it"
    assert str(told.value) == expected


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--cores", "100000", "--cores: 100000 is not from 1 to "),
        ("--repeats", "-1", "--repeats: -1 is below 0; give the number of rounds, or 0 for none\n"),
        ("--json", "nowhere/x.json", "--json: nowhere is not a folder; make it first, or name another file\n"),
    ],
)
def test_invalid_options_are_rejected_immediately(option: str, value: str, message: str) -> None:
    command = [sys.executable, "benchmarks/run.py", option, value]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.startswith(message)
    assert ended.stderr.count("\n") == 1
