"""Training jobs on two CUDA devices that are not there: only where each job may run is looked at."""

from itertools import pairwise

import pytest

from tests.workflow.project import Project

NVIDIA_SMI = "#!/bin/sh\necho '0, GPU-a, Pretended'\necho '1, GPU-b, Pretended'\n"
# In place of CUDA: the job stays on its device for a second, writes down when, and trains on the CPU.
PRETENDED = """\
import os
import time
from pathlib import Path

import torch


def hold():
    start = time.monotonic()
    time.sleep(1.0)
    with Path("held.txt").open("a") as file:
        print(os.environ["CUDA_VISIBLE_DEVICES"], start, time.monotonic(), file=file)
    return torch.device("cpu")
"""


def test_jobs_spread_over_the_devices_and_never_share_a_slot(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tools = project.root / "tools"
    project.add_tool("nvidia-smi", NVIDIA_SMI)
    (tools / "pretended.py").write_text(PRETENDED, encoding="utf-8")
    project.edit("params.yaml", "device: cpu", "device: auto")
    for job in ("train", "measure"):
        project.edit(f"src/groundwork/jobs/{job}.py", "torch.device(device_kind)", '__import__("pretended").hold()')

    places = str(tmp_path_factory.mktemp("t"))  # the slots of this machine's real devices must not count
    path = f"{project.root / 'src'}:{tools}"
    outcome = project.run_snakemake("--until", "train", cores=4, TMPDIR=places, PYTHONPATH=path)

    assert len(outcome.trained) == 8  # not the networks whose learning rate the other records choose
    rows = [line.split() for line in (project.root / "held.txt").read_text(encoding="utf-8").splitlines()]
    held = {
        device: sorted((float(start), float(end)) for each, start, end in rows if each == device) for device in "01"
    }
    # Two networks, the tuning of three and a measurement; a check and a fit ask for no device.
    assert sum(len(spans) for spans in held.values()) == 6
    assert all(before[1] <= after[0] for spans in held.values() for before, after in pairwise(spans))
    both = [(one, other) for one in held["0"] for other in held["1"] if one[0] < other[1] and other[0] < one[1]]
    assert both
