"""A planned record made: its job done on its device, and written down with what it cost."""

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
from groundwork.records.files import record_path, write_record
from groundwork.records.schema import CheckBody, MeasurementBody, Record, TrainingBody
from groundwork.running.devices import DeviceKind, device_slot

Body = TrainingBody | MeasurementBody | CheckBody


def make_record(root: Path, plan: Plan, name: str) -> str:
    """Write the record of this name and return one line: for which study, what, and what came out.

    UserError where it is not planned.
    """
    if name not in plan.records:
        raise UserError(f"{name}: no such record is planned now; params.yaml or the source changed, so run again")
    study = next(study for study in plan.studies.values() if name in study.records)  # the first that asks for it
    return f"{study.name}: {write_planned_record(root, plan.records[name], plan.params.gpu_slots)}"


def write_planned_record(root: Path, planned: PlannedRecord, gpu_slots: int) -> str:
    """Write a planned record with what it cost, and return one line that says what came out."""
    _refuse_another_place(planned)
    spec, kind = planned.spec, _device_kind(planned)
    dataset = dataset_of(spec)
    prepared = load_or_prepare(dataset, root, planned.dataset_digest) if dataset else None
    with device_slot(kind, gpu_slots) as device:
        if kind == "cuda":
            # In nvidia-smi's order, not in CUDA's own: the index is nvidia-smi's.
            os.environ |= {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": device}
        start = time.perf_counter()
        body = _body(spec, prepared, kind)
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


def _refuse_another_place(planned: PlannedRecord) -> None:
    """Raise UserError where other libraries, or another kind of machine, are here than the record is named by."""
    here = {name: version(name) for name in LIBRARIES_OF.get(planned.spec.kind, ())}
    here |= {"torch": version("torch"), "machine": kind_of_machine()}
    if torch.__version__.partition("+")[0] != here["torch"].partition("+")[0]:
        here["torch"] = torch.__version__  # what the fork server has loaded, before another one was installed
    for name, found in here.items():
        # Upgraded since the start, or of another node of a cluster.
        if found != planned.identity[name]:
            told = f"{name}: {found} here, and {planned.identity[name]} where the run was planned"
            raise UserError(f"{told}; run `snakemake` here")


def _device_kind(planned: PlannedRecord) -> DeviceKind:
    """Return where a record is made: checks and scikit-learn's estimators know the CPU only."""
    kind: DeviceKind = planned.identity["device"]
    return "cpu" if planned.spec.kind in ("check", "fit") else kind


def _body(spec: AnySpec, prepared: Prepared | None, kind: DeviceKind) -> Body:
    # Only the spec's own job is imported: what is imported is in the digest of the record.
    if spec.kind == "check":
        from groundwork.jobs.check import run_check

        return run_check(spec)
    if prepared is None:
        raise TypeError(f"{spec.label}: only checks do without data")
    if spec.kind == "fit":
        from groundwork.jobs.fit import fit_spec

        return fit_spec(spec, prepared)
    if spec.kind == "measurement":
        from groundwork.jobs.measure import measure

        return measure(spec, prepared, kind)
    from groundwork.jobs.train import train_spec

    return train_spec(spec, prepared, kind)


def _images(body: Body) -> int:
    """Return how many images were passed forward and backward, where that can be counted."""
    return sum(run.epochs[-1].images_seen for run in body.runs) if isinstance(body, TrainingBody) else 0


def _peak_memory(kind: DeviceKind) -> int:
    """Return the bytes of memory at the peak."""
    if kind == "cuda":
        return torch.cuda.max_memory_allocated()
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kibibytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
