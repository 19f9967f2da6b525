"""Runs `quarto`, if installed, on the exported report."""

import shlex
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from groundwork.core.errors import UserError

DOCUMENT = "results/report.qmd"
FORMATS = ("html", "pdf", "docx")
PUBLISHED = "interview-report"  # set in the document, because Quarto's default would overwrite report.html
INSTALL = "install it from https://quarto.org/docs/get-started"
NEEDS = {"pdf": "; a PDF also needs TeX (`quarto install tinytex`) and rsvg-convert (Debian: librsvg2-bin)"}


def publish(root: Path, formats: Iterable[str] = FORMATS) -> list[Path]:
    """Render results/report.qmd to each format and return the paths of the output files in results.

    Raises UserError if Quarto is not installed or fails, or if the document or an output file is missing.
    """
    if shutil.which("quarto") is None:
        raise UserError(
            f"quarto: not found on PATH; {INSTALL} and run `snakemake publish` again, or use pandoc on {DOCUMENT}"
        )
    if not (root / DOCUMENT).is_file():
        raise UserError(f"{DOCUMENT}: no such file; run `snakemake --cores 4` to make it")
    return [_render(root, name) for name in formats]


def _render(root: Path, name: str) -> Path:
    command = ["quarto", "render", DOCUMENT, "--to", name]
    place = f"results/logs/quarto-{name}.log"
    log = root / place
    log.parent.mkdir(parents=True, exist_ok=True)
    made = root / "results" / f"{PUBLISHED}.{name}"
    made.unlink(missing_ok=True)  # so that an existing file afterwards is from this call
    with log.open("w", encoding="utf-8") as file:
        status = subprocess.run(command, cwd=root, stdout=file, stderr=subprocess.STDOUT, check=False).returncode
    said = shlex.join(command)
    if status:
        raise UserError(f"{said}: ended with status {status}: {_last_line(log)}; see {place}{NEEDS.get(name, '')}")
    if not made.is_file():
        raise UserError(f"{said}: made no results/{made.name}; see {place} for what Quarto said")
    return made


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
