"""Runs one timing as a job and writes its result."""

import inspect
import os
import platform
from pathlib import Path

import torch

from groundwork.components.catalog import load_function
from groundwork.config.catalog import TIMING
from groundwork.timing.laps import Laps, Machine, write_laps
from groundwork.timing.stopwatch.shared.rounds import seconds_by_round
from groundwork.training.exactness import make_deterministic

SIGNIFICANT = 6
PROCESSORS = Path("/proc/cpuinfo")


def record_laps(root: Path, timing: str) -> Path:
    """Time the cases on one thread, write the result and return its path."""
    make_deterministic()
    torch.manual_seed(0)
    machine = _machine()
    function = load_function(TIMING, timing)
    title, _, explanation = (inspect.getdoc(function) or "").partition("\n")
    seconds = {name: [_rounded(each) for each in laps] for name, laps in seconds_by_round(function()).items()}
    laps = Laps(
        timing=timing,
        title=title.removesuffix("."),
        explanation=" ".join(explanation.split()),
        machine=machine,
        seconds=seconds,
    )
    return write_laps(root, laps)


def _machine() -> Machine:
    """Describe the machine without anything that identifies it."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        system=platform.system(),
        python=platform.python_version(),
        torch=torch.__version__,
        load=round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    )


def _processor() -> str:
    lines = PROCESSORS.read_text(encoding="utf-8").splitlines() if PROCESSORS.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _rounded(seconds: float) -> float:
    return float(f"{seconds:.{SIGNIFICANT}g}")
