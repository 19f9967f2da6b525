"""Times a whole run of the pipeline in a copy of the project."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.accounting import Accounts, Job, account
from benchmarks.arithmetic import Summary, summary
from groundwork.core.errors import UserError

IMPORTS = "import torch, torch._dynamo"


def whole_run(root: Path, budget: str, cores: int) -> Accounts:
    """Return the accounting of a run that starts from raw data only; raises UserError if the run fails."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_project(root, copy)
        launch = time.time()
        _run(copy, budget, cores)
        end = time.time()
        return account(read_jobs(copy), read_training_seconds(copy), launch, end, cores)


def copy_project(root: Path, copy: Path) -> None:
    """Copy all files that git does not ignore, and the raw data; no results."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if listed.returncode:
        raise UserError(f"{root.name}: not a git repository; run the benchmark in a clone, or with --budget none")
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)
    if not (root / "data" / "raw").is_dir():
        raise UserError("data/raw: no such folder; run `make quick` first, which fetches it")
    shutil.copytree(root / "data" / "raw", copy / "data" / "raw", dirs_exist_ok=True)


def read_jobs(root: Path) -> list[Job]:
    """Return the jobs in Snakemake's metadata of a project folder; each has one output."""
    kept = [path for path in (root / ".snakemake" / "metadata").rglob("*") if path.is_file()]
    return [_job(json.loads(path.read_text(encoding="utf-8"))) for path in kept]


def read_training_seconds(root: Path) -> dict[str, float]:
    """Return the seconds per record, without exact checks, from results/timings.csv."""
    with (root / "results" / "timings.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not row["record"].startswith("check-")]
    return {row["record"]: float(row["seconds"]) for row in rows}


def import_seconds(repeats: int = 3) -> Summary:
    """Return the seconds to import torch with an optimizer's modules, which a run pays once, not per job."""
    values = []
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", IMPORTS], check=True)
        values.append(time.perf_counter() - start)
    return summary(values, 2)


def _run(copy: Path, budget: str, cores: int) -> None:
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores), "--config", f"budget={budget}"]
    # Without it the jobs would import the installed package instead of the copy.
    environment = os.environ | {"PYTHONPATH": str(copy / "src")}
    finished = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    if finished.returncode:
        said = (finished.stdout + finished.stderr).strip().splitlines()
        last = said[-1] if said else "it said nothing"
        raise UserError(f"snakemake --config budget={budget}: failed ({last}); run it in this folder to see why")


def _job(remembered: dict[str, Any]) -> Job:
    record = Path(remembered["log"][0]).stem.removeprefix("train-") if remembered["rule"] == "train" else None
    return Job(remembered["rule"], record, remembered["starttime"], remembered["endtime"])
