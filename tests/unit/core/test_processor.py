"""Pinned kernels do not depend on the shell, and other kinds of machines give other names."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from groundwork.core import processor
from groundwork.core.processor import (
    PINNED_ON_X86,
    VARIABLES_TO_UNSET,
    capability,
    is_pinned,
    kind_of_machine,
    pin,
    pinned,
)

AS_JOBS_DO = """
import os
from groundwork.core.processor import pin
pin(os.environ)
"""
RECORDS = """
import json
import torch
from groundwork.config.names import Component
from groundwork.core.identity import digest_of
from groundwork.dataset.loading import Prepared
from groundwork.jobs.fit import fit_spec
from groundwork.jobs.train import train_spec
from groundwork.planning.specs import FitSpec, Spec
from tests.unit.planted import SPEC, planted
prepared = Prepared(*planted(160, 0), *planted(60, 1000), name="digits", digest="planted")
specs = {name: Spec.model_validate(SPEC | {"model": Component(name=name)}) for name in ("mlp", "cnn")}
bodies = {name: train_spec(spec, prepared, "cpu") for name, spec in specs.items()}
fields = {key: value for key, value in SPEC.items() if key in FitSpec.model_fields}
fit = FitSpec.model_validate(fields | {"model": Component(name="logistic_regression")})
bodies["logistic_regression"] = fit_spec(fit, prepared)
told = {name: digest_of(body.model_dump(mode="json")) for name, body in bodies.items()}
print(json.dumps([torch.backends.cpu.get_cpu_capability(), told]))
"""
# Each starts a process that imports torch and more, so that there are few.
SHELLS: list[dict[str, str]] = [
    {
        **{"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41", "OMP_NUM_THREADS": "2"},
        **{"MKL_CBWR": "AVX2", "OPENBLAS_CORETYPE": "Prescott"},
    },
    {"ATEN_CPU_CAPABILITY": "avx512", "DNNL_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"},
]
ROOT = Path(__file__).resolve().parents[3]
INTEL = (
    "vendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) Processor\nflags\t\t: fpu sse2 fma avx avx2 avx512f\n"
)
AMD = "vendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 7763\nflags\t\t: fpu sse2 fma avx avx2\n"
OLD = "vendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Core(TM)2 Duo\nflags\t\t: fpu sse2\n"
ARM = "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\n"


def bare() -> dict[str, str]:
    """Return this process's environment without our pins."""
    return {name: value for name, value in os.environ.items() if name not in {*pinned(), *VARIABLES_TO_UNSET}}


def run(code: str, **shell: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = bare() | shell | {"PYTHONPATH": paths}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)


def on(machine: str, told: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    """Return the kind of machine for a given /proc/cpuinfo."""
    path = folder / "cpuinfo"
    path.write_text(told)
    monkeypatch.setattr(processor, "PROCESSORS", str(path))
    monkeypatch.setattr("os.uname", lambda: os.uname_result(("Linux", "host", "6", "1", machine)))
    return kind_of_machine()


@pytest.fixture(scope="module")
def from_a_bare_shell() -> list[object]:
    done = run(AS_JOBS_DO + RECORDS)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell["ATEN_CPU_CAPABILITY"])
def test_records_do_not_depend_on_kernel_settings_of_the_shell(
    shell: dict[str, str], from_a_bare_shell: list[object]
) -> None:
    done = run(AS_JOBS_DO + RECORDS, **shell)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == from_a_bare_shell


def test_torch_uses_the_kernels_in_the_identity(from_a_bare_shell: list[object]) -> None:
    """Only if kernels can be pinned; otherwise the identity names the processor."""
    assert from_a_bare_shell[0] == (capability() or from_a_bare_shell[0])


@pytest.mark.skipif(capability() is None, reason="no kernels can be pinned on this processor")
def test_job_with_other_kernels_is_rejected() -> None:
    done = run(RECORDS, ATEN_CPU_CAPABILITY="default")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "groundwork.core.errors.UserError: torch: uses its DEFAULT kernels, but records require AVX2; "
        "call groundwork.core.processor.pin(os.environ) before importing torch"
    )


def test_pin_overrides_and_unsets_variables_and_keeps_the_rest() -> None:
    environment = dict.fromkeys(VARIABLES_TO_UNSET, "from the shell") | {"LANG": "C.UTF-8", "OMP_NUM_THREADS": "2"}
    assert not is_pinned(environment)

    pin(environment)

    assert environment == pinned() | {"LANG": "C.UTF-8", "OMP_NUM_THREADS": "2"}
    assert is_pinned(environment)


def test_machine_kind_differs_only_by_processor_vendor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """MKL depends on the processor's vendor, and no setting without a loss of speed makes both equal."""
    newer = INTEL.replace("avx512f", "avx512f amx_tile").replace("Xeon", "Core")

    for told in (INTEL, newer):
        assert on("x86_64", told, monkeypatch, tmp_path) == "Linux, x86_64, AVX2 kernels, MKL's for Intel's processors"
    assert on("x86_64", AMD, monkeypatch, tmp_path) == "Linux, x86_64, AVX2 kernels, MKL's for other makers' processors"
    assert pinned().items() >= PINNED_ON_X86.items()


@pytest.mark.parametrize(
    ("machine", "told", "kernels"),
    [
        ("x86_64", OLD, "kernels chosen for Intel(R) Core(TM)2 Duo"),
        ("aarch64", ARM, "kernels chosen for 0x41 8 0x3 0xd0c"),
        ("aarch64", "", "kernels chosen for aarch64"),
    ],
)
def test_machine_kind_names_processor_without_pinned_kernels(
    machine: str, told: str, kernels: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert on(machine, told, monkeypatch, tmp_path) == f"Linux, {machine}, {kernels}"
    assert "ATEN_CPU_CAPABILITY" not in pinned()
