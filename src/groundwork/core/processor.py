"""Which kernels compute: the last bits of a number follow from them, and the libraries choose them by the processor.

Like `fork_client`, this is loaded by each job's own process and by the run's start: it imports little. What is decided
here has to stand in the environment before torch or numpy is imported.
"""

import os
from collections.abc import Mapping, MutableMapping

PROCESSORS = "/proc/cpuinfo"
# Measured: docs/reliability.md. With these, the processors of one maker that were tried give the same bytes.
PINNED_ON_X86 = {
    # torch's own kernels: softmax, random normal numbers, normalization, elementwise functions.
    "ATEN_CPU_CAPABILITY": "avx2",
    # oneDNN's: convolution, LSTM, GELU.
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    # MKL's: products of matrices, LAPACK, some elementwise functions. On other makers' processors it has kernels of its
    # own choice all the same; COMPATIBLE would make them equal, and training an MLP twice as slow.
    "MKL_CBWR": "AVX2,STRICT",
    # OpenBLAS's, which numpy and scipy bring along: products of matrices, LAPACK.
    "OPENBLAS_CORETYPE": "Haswell",
    # numpy's: exp, log, power and others.
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
# cuBLAS gives the same bits twice with this only.
PINNED_EVERYWHERE = {"CUBLAS_WORKSPACE_CONFIG": ":4096:8"}
# What a shell may hold and what would choose other kernels, or another precision, beside those above.
WITHDRAWN = (
    *PINNED_ON_X86,
    *("DNNL_MAX_CPU_ISA", "ONEDNN_CPU_ISA_HINTS", "DNNL_CPU_ISA_HINTS"),
    *("ONEDNN_DEFAULT_FPMATH_MODE", "DNNL_DEFAULT_FPMATH_MODE"),
    *("MKL_ENABLE_INSTRUCTIONS", "MKL_DEBUG_CPU_TYPE", "NPY_ENABLE_CPU_FEATURES"),
    *("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "NVIDIA_TF32_OVERRIDE"),
)


def pin(environment: MutableMapping[str, str]) -> None:
    """Have what runs in this environment compute with the kernels that records are made with, whatever a shell set."""
    wanted = pinned()
    for name in WITHDRAWN:
        if name not in wanted:
            environment.pop(name, None)
    environment.update(wanted)


def pinned() -> dict[str, str]:
    """Return what `pin` sets on this machine."""
    return PINNED_EVERYWHERE | (PINNED_ON_X86 if capability() == "AVX2" else {})


def is_pinned(environment: Mapping[str, str]) -> bool:
    """Tell whether `pin` would change nothing."""
    after = dict(environment)
    pin(after)
    return after == dict(environment)


def capability() -> str | None:
    """Return what torch calls the pinned kernels of this machine; nothing where none can be pinned."""
    return "AVX2" if os.uname().machine == "x86_64" and {"avx2", "fma"} <= _features() else None


def kind_of_machine() -> str:
    """Return what a record's identity says of the machine: equal on all machines that are to give equal bytes.

    Where kernels can be pinned, that is the kernels and whether Intel made the processor, which MKL asks; elsewhere the
    processor itself counts.
    """
    kernels = capability()
    maker = "Intel's processors" if _first_line("vendor_id") == "GenuineIntel" else "other makers' processors"
    chosen = f"{kernels} kernels, MKL's for {maker}" if kernels else f"kernels chosen for {_model()}"
    return f"{os.uname().sysname}, {os.uname().machine}, {chosen}"


def _features() -> frozenset[str]:
    return frozenset(_first_line("flags").split())


def _model() -> str:
    """Return the first processor's name, or the numbers that an ARM processor has in its place."""
    names = ("model name", "CPU implementer", "CPU architecture", "CPU variant", "CPU part")
    told = [value for name in names if (value := _first_line(name))]
    return " ".join(told) or _model_on_a_mac() or os.uname().machine


def _first_line(name: str) -> str:
    """Return what the kernel tells of its first processor under a name."""
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
