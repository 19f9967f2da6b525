"""Runs the job of a planned record on its device and writes the record and its cost."""

import os
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path

import torch

from groundwork.core.errors import UserError
from groundwork.core.processor import kind_of_machine
from groundwork.dataset.loading import Prepared
from groundwork.dataset.preparation import load_or_prepare
from groundwork.jobs.summary import summary_line
from groundwork.planning.plan import LIBRARIES_OF, Plan, PlannedRecord
from groundwork.planning.specs import AnySpec, dataset_of
from groundwork.records.costs import Timing, add_timing
from groundwork.records.files import read_record, record_path, write_record
from groundwork.records.schema import CheckBody, MeasurementBody, Record, TrainingBody
from groundwork.running.devices import DeviceKind, device_slot

Body = TrainingBody | MeasurementBody | CheckBody


def make_record(root: Path, plan: Plan, name: str) -> str:
    """Write the record of this name and return a one-line summary with the study's name.

    Raises UserError if the record is not in the plan.
    """
    if name not in plan.records:
        raise UserError(f"{name}: not in the current plan; params.yaml or the source has changed, so run again")
    study = next(study for study in plan.studies.values() if name in study.records)  # the first that needs it
    return f"{study.name}: {write_planned_record(root, plan.records[name], plan.params.gpu_slots)}"


def write_planned_record(root: Path, planned: PlannedRecord, gpu_slots: int) -> str:
    """Run a record's job, write the record and its cost, and return a one-line summary."""
    _require_planned_environment(planned)
    spec, kind = planned.spec, _device_kind(planned)
    dataset = dataset_of(spec)
    prepared = load_or_prepare(dataset, root, planned.dataset_digest) if dataset else None
    with device_slot(kind, gpu_slots) as device:
        if kind == "cuda":
            # PCI_BUS_ID is nvidia-smi's order; the index comes from nvidia-smi.
            os.environ |= {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": device}
        start = time.perf_counter()
        body = _body(root, spec, prepared, kind)
        seconds = time.perf_counter() - start
        peak = _peak_memory(kind)
    write_record(record_path(root, planned.name), Record(name=planned.name, identity=planned.identity, body=body))
    images = _images(body)
    add_timing(
        root,
        Timing(
            record=planned.name,
            device=kind if kind == "cpu" else f"cuda:{device}",
            seconds=round(seconds, 3),
            images_per_second=round(images / seconds, 1),
            peak_memory_bytes=peak,
        ),
    )
    return f"{summary_line(spec, body)}, {seconds:.1f} s"


def _require_planned_environment(planned: PlannedRecord) -> None:
    """Raise UserError if library versions or the kind of machine differ from those in the record's identity."""
    here = {name: version(name) for name in LIBRARIES_OF.get(planned.spec.kind, ())}
    here |= {"torch": version("torch"), "machine": kind_of_machine()}
    if torch.__version__.partition("+")[0] != here["torch"].partition("+")[0]:
        here["torch"] = torch.__version__  # loaded by the fork server before another version was installed
    for name, actual in here.items():
        # Differs after an upgrade during the run, or on another node of a cluster.
        if actual != planned.identity[name]:
            raise UserError(
                f"{name}: {actual} here, but the run was planned with {planned.identity[name]}; run `snakemake` here"
            )


def _device_kind(planned: PlannedRecord) -> DeviceKind:
    """Return the device for a record; checks and scikit-learn estimators run on the CPU only."""
    kind: DeviceKind = planned.identity["device"]
    return "cpu" if planned.spec.kind in ("check", "fit") else kind


def _body(root: Path, spec: AnySpec, prepared: Prepared | None, kind: DeviceKind) -> Body:
    # Import only the job of this kind of spec: every imported file is part of the record's digest.
    if spec.kind == "check":
        from groundwork.jobs.check import run_check

        return run_check(spec)
    if prepared is None:
        raise TypeError(f"{spec.label}: only checks run without data")
    if spec.kind == "fit":
        from groundwork.jobs.fit import fit_spec

        return fit_spec(spec, prepared)
    if spec.kind == "measurement":
        from groundwork.jobs.measure import measure

        return measure(spec, prepared, kind)
    from groundwork.jobs.train import train_spec

    return train_spec(spec, prepared, kind, [read_record(record_path(root, name)) for name in spec.tuning_records])


def _images(body: Body) -> int:
    """Return the number of training images processed; 0 for checks and measurements, which do not count them."""
    return sum(run.curve[-1].images_seen for run in body.runs) if isinstance(body, TrainingBody) else 0


def _peak_memory(kind: DeviceKind) -> int:
    """Return peak memory in bytes."""
    if kind == "cuda":
        return torch.cuda.max_memory_allocated()
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes on macOS, in KiB on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
