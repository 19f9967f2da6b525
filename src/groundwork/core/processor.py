"""Pins the CPU kernels that the libraries use: they choose by processor, and the choice changes the last bits.

Every job's process and the start of a run load this, so it imports little. The environment variables must be set
before torch or numpy is imported.
"""

import os
from collections.abc import Mapping, MutableMapping

PROCESSORS = "/proc/cpuinfo"
# Measured in docs/reliability.md: with these, all tested processors of one vendor give the same bytes.
PINNED_ON_X86 = {
    # torch's own kernels: softmax, random normal numbers, normalization, elementwise functions.
    "ATEN_CPU_CAPABILITY": "avx2",
    # oneDNN's: convolution, LSTM, GELU.
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    # MKL: matrix products, LAPACK, some elementwise functions. On non-Intel processors MKL still uses other kernels;
    # COMPATIBLE would make the results equal but train an MLP at half the speed.
    "MKL_CBWR": "AVX2,STRICT",
    # OpenBLAS, bundled with numpy and scipy: matrix products, LAPACK.
    "OPENBLAS_CORETYPE": "Haswell",
    # numpy: exp, log, power and others.
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
# cuBLAS is deterministic only with this setting.
PINNED_EVERYWHERE = {"CUBLAS_WORKSPACE_CONFIG": ":4096:8"}
# Variables that a shell may set and that would select other kernels or another precision.
VARIABLES_TO_UNSET = (
    *PINNED_ON_X86,
    *("DNNL_MAX_CPU_ISA", "ONEDNN_CPU_ISA_HINTS", "DNNL_CPU_ISA_HINTS"),
    *("ONEDNN_DEFAULT_FPMATH_MODE", "DNNL_DEFAULT_FPMATH_MODE"),
    *("MKL_ENABLE_INSTRUCTIONS", "MKL_DEBUG_CPU_TYPE", "NPY_ENABLE_CPU_FEATURES"),
    *("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "NVIDIA_TF32_OVERRIDE"),
)


def pin(environment: MutableMapping[str, str]) -> None:
    """Set the environment variables that select the pinned kernels, and unset those that would change them."""
    wanted = pinned()
    for name in VARIABLES_TO_UNSET:
        if name not in wanted:
            environment.pop(name, None)
    environment.update(wanted)


def pinned() -> dict[str, str]:
    """Return the variables that `pin` sets on this machine."""
    return PINNED_EVERYWHERE | (PINNED_ON_X86 if capability() == "AVX2" else {})


def is_pinned(environment: Mapping[str, str]) -> bool:
    """Return whether `pin` would change nothing."""
    after = dict(environment)
    pin(after)
    return after == dict(environment)


def capability() -> str | None:
    """Return torch's name for the pinned kernels of this machine, or None if kernels cannot be pinned."""
    return "AVX2" if os.uname().machine == "x86_64" and {"avx2", "fma"} <= _features() else None


def kind_of_machine() -> str:
    """Return the machine part of a record's identity: equal for all machines that should give equal bytes.

    With pinned kernels, it names the kernels and whether the processor is from Intel (MKL depends on that); otherwise
    it names the processor.
    """
    kernels = capability()
    maker = "Intel's processors" if _first_line("vendor_id") == "GenuineIntel" else "other makers' processors"
    chosen = f"{kernels} kernels, MKL's for {maker}" if kernels else f"kernels chosen for {_model()}"
    return f"{os.uname().sysname}, {os.uname().machine}, {chosen}"


def _features() -> frozenset[str]:
    return frozenset(_first_line("flags").split())


def _model() -> str:
    """Return the name of the first processor, or the ID numbers of an ARM processor."""
    names = ("model name", "CPU implementer", "CPU architecture", "CPU variant", "CPU part")
    found = [value for name in names if (value := _first_line(name))]
    return " ".join(found) or _model_on_a_mac() or os.uname().machine


def _first_line(name: str) -> str:
    """Return the first value of a field in /proc/cpuinfo, or an empty string."""
    if not os.path.exists(PROCESSORS):  # noqa: PTH110 - importing pathlib costs a job's process more than this
        return ""
    with open(PROCESSORS, encoding="utf-8") as lines:  # noqa: PTH123 - as above
        for line in lines:
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return ""


def _model_on_a_mac() -> str:
    if os.uname().sysname != "Darwin":
        return ""
    import subprocess

    command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
