"""Measures how records differ between CPU kernels and processors, and what pinning the kernels costs."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import describe_machine
from benchmarks.racing import ROOT
from groundwork.core.processor import PINNED_EVERYWHERE, PINNED_ON_X86, VARIABLES_TO_UNSET
from groundwork.dataset.paths import prepared_path

ONE_CHANGED = (
    {"ATEN_CPU_CAPABILITY": "avx2"},
    {"ATEN_CPU_CAPABILITY": "default"},
    {"ONEDNN_MAX_CPU_ISA": "AVX2"},
    {"MKL_CBWR": "AVX2,STRICT"},
    {"MKL_CBWR": "COMPATIBLE"},
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"},
)
# In the format of other_processor.c: vendor, missing features, family and model, kilobytes of cache.
PROCESSORS = {
    "this one": "",
    "Intel without AVX-512": "intel,no512,fms=306c3,l1=32,l2=256,l3=8192",
    "Intel with AVX-512, other caches": "intel,fms=50657,l1=32,l2=1024,l3=36608",
    "AMD without AVX-512": "amd,no512,fms=a00f11,l1=32,l2=512,l3=32768",
    "AMD with AVX-512": "amd,fms=a10f11,l1=32,l2=1024,l3=32768",
}
Told = dict[str, Any]


def main() -> None:
    """Print the results as JSON, and write them to a file if requested."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each choice of kernels is timed")
    parser.add_argument("--json", type=Path, help="also write what was found here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = _other_processor(folder)
        found = {
            "machine": describe_machine(1),
            "one_changed": _one_changed(folder),
            "processors": {title: _processors(pins, library, folder) for title, pins in _choices().items()},
            "seconds_of_a_processor": _costs(arguments.rounds, folder),
        }
    text = json.dumps(found, indent=1)
    print(text)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")


def _choices() -> dict[str, dict[str, str]]:
    pins = dict(PINNED_ON_X86)
    return {"nothing pinned": {}, "pinned": pins, "pinned, MKL_CBWR=COMPATIBLE": pins | {"MKL_CBWR": "COMPATIBLE"}}


def _one_changed(folder: Path) -> list[Told]:
    base, arrays = _computed({}, folder)
    rows = []
    for change in ONE_CHANGED:
        told, others = _computed(change, folder)
        rows.append({"set": change} | _difference(base, arrays, told, others))
    return rows


def _processors(pins: dict[str, str], library: Path, folder: Path) -> dict[str, Told]:
    base, arrays = _computed(pins, folder)
    found = {}
    for title, processor in PROCESSORS.items():
        disguise = {"LD_PRELOAD": str(library), "OTHER_PROCESSOR": processor} if processor else {}
        told, others = _computed(pins | disguise, folder)
        found[title] = _difference(base, arrays, told, others) | {"digests": told["records"]}
    return found


def _difference(base: Told, arrays: Told, told: Told, others: Told) -> Told:
    """Return which operations and records differ and by how much; empty if all bytes are equal."""
    apart = {
        name: _units(arrays[name], others[name]) for name in arrays if not np.array_equal(arrays[name], others[name])
    }
    records = [name for name in base["records"] if base["records"][name] != told["records"][name]]
    losses = {name: _growth(arrays[f"losses of {name}"], others[f"losses of {name}"]) for name in ("mlp", "cnn")}
    operations = {name: units for name, units in apart.items() if not name.startswith("losses of ")}
    return {"operations_in_units_of_rounding": operations, "records": records, "losses": losses}


def _units(one: Any, other: Any) -> float:
    """Return the largest difference, in units of the rounding error of the largest value."""
    return round(float(np.abs(one - other).max() / np.abs(one).max() / np.finfo(one.dtype).eps), 1)


def _growth(one: Any, other: Any) -> Told:
    """Return the first step whose loss differs, and the largest relative difference of the first and last ten steps."""
    apart = np.abs(one - other) / np.abs(one)
    steps = np.flatnonzero(apart)
    first = int(steps[0]) + 1 if len(steps) else None
    return {
        "first_step": first,
        "first_ten": float(f"{apart[:10].max():.1e}"),
        "last_ten": float(f"{apart[-10:].max():.1e}"),
    }


def _costs(rounds: int, folder: Path) -> Told:
    """Return the median CPU seconds for the same steps, choices interleaved, and their ratios to the first."""
    seconds: dict[str, dict[str, list[float]]] = {title: {"mlp": [], "cnn": []} for title in _choices()}
    for _ in range(rounds):
        for title, pins in _choices().items():
            for name, each in _computed(pins, folder, "--costs")[0]["seconds"].items():
                seconds[title][name].append(each)
    medians = {title: {name: statistics.median(each) for name, each in own.items()} for title, own in seconds.items()}
    first = medians["nothing pinned"]
    ratios = {title: {name: round(own[name] / first[name], 2) for name in own} for title, own in medians.items()}
    return {"rounds": rounds, "medians": medians, "ratios": ratios, "all": seconds}


def _computed(extra: dict[str, str], folder: Path, *flags: str) -> tuple[Told, Told]:
    """Return the results of a process with this environment: digests or seconds, and arrays."""
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES_TO_UNSET}
    environment |= PINNED_EVERYWHERE | extra
    arrays = folder / "arrays.npz"
    data = prepared_path("fashion-mnist", ROOT)
    command = [sys.executable, "-m", "benchmarks.kernels_computing", str(data), str(arrays), *flags]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout), dict(np.load(arrays)) if not flags else {}


def _other_processor(folder: Path) -> Path:
    library = folder / "other_processor.so"
    source = Path(__file__).with_name("other_processor.c")
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return library


if __name__ == "__main__":
    main()
