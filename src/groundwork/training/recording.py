"""A planned record made: its spec trained, or its check run, and written down with what it cost."""

import os
import statistics
from pathlib import Path

from groundwork.dataset.loading import load
from groundwork.dataset.paths import prepared_path
from groundwork.devices import DeviceKind, device_slot
from groundwork.errors import UserError
from groundwork.plan import CheckSpec, Plan, PlannedRecord, Spec
from groundwork.records import Record, TrainingBody, record_path, write_record
from groundwork.timings import Timing, add_timing
from groundwork.training.checking import run_check
from groundwork.training.job import train_spec


def make_record(root: Path, plan: Plan, name: str) -> str:
    """Write the record of this name and return one line that says what came out; UserError where it is not planned."""
    if name not in plan.records:
        raise UserError(f"{name}: no such record is planned now; params.yaml or the source changed, so run again")
    planned = plan.records[name]
    if isinstance(planned.spec, CheckSpec):
        body = run_check(planned.spec)
        write_record(record_path(root, name), Record(name=name, identity=planned.identity, body=body))
        return f"{planned.spec.check.replace('_', ' ')}: {'holds' if body.holds else 'does not hold'}"
    return _train(root, plan, planned, planned.spec)


def _train(root: Path, plan: Plan, planned: PlannedRecord, spec: Spec) -> str:
    kind: DeviceKind = planned.identity["device"]
    prepared = load(prepared_path(spec.dataset, root))
    with device_slot(kind, plan.params.gpu_slots) as device:
        if kind == "cuda":
            # In nvidia-smi's order, not in CUDA's own: the index is nvidia-smi's.
            os.environ |= {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": device}
        body, cost = train_spec(spec, prepared, kind)
    write_record(record_path(root, planned.name), Record(name=planned.name, identity=planned.identity, body=body))
    add_timing(
        root,
        Timing(
            record=planned.name,
            device=kind if kind == "cpu" else f"cuda:{device}",
            seconds=round(cost.seconds, 3),
            images_per_second=round(cost.images_per_second, 1),
            peak_memory_bytes=cost.peak_memory_bytes,
        ),
    )
    return f"{_configuration(spec)}: {_outcome(body)}, {cost.seconds:.1f} s"


def _configuration(spec: Spec) -> str:
    extra = [each.label for each in (spec.preprocessing, spec.schedule) if each.name not in {"unit_range", "constant"}]
    return " ".join([spec.model.label, spec.optimizer.label, f"{spec.learning_rate:g}", *extra])


def _outcome(body: TrainingBody) -> str:
    runs = [run for run in body.runs if run.role == "report"]
    accuracies = [run.test.accuracy for run in runs if run.test]
    diverged = sum(run.diverged_at_step is not None for run in runs)
    mean = f"{100 * statistics.fmean(accuracies):.1f} % test accuracy" if accuracies else "no sound network"
    return f"{mean} over {len(runs)} seeds" + (f", {diverged} diverged" if diverged else "")
