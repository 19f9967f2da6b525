"""Copies the numbers in the README from a finished run to docs/snapshot.json and into the README.

python -m benchmarks.snapshot          after a `standard` run on real Fashion-MNIST and a run of the benchmarks
"""

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from groundwork.core.errors import UserError, run_script

ROOT = Path(__file__).parent.parent
SNAPSHOT = ROOT / "docs" / "snapshot.json"
README = ROOT / "README.md"
STANDARD = "Made with the budget <code>standard</code>"
FALLBACK_BANNER = '<div class="banner"'
BLOCK = re.compile(r"(<!-- figures: [^>]*-->\n).*?(<!-- end of figures -->)", re.DOTALL)
CLAIM_FIELDS = ("sentence", "protocol", "verdict", "effect", "effect_unit", "low", "high", "n")
QUOTED = (
    "cnn_beats_mlp",
    "mlp_does_not_care_about_pixel_order",
    "adam_ends_higher_than_sgd_at_shared_rate",
    "adam_ends_higher_than_sgd_tuned",
    "adam_beats_momentum_tuned",
    "lower_rate_is_more_accurate",
)


def is_standard_run(report: str) -> bool:
    """Return whether a report was made with the budget `standard` on the real data."""
    return STANDARD in report and FALLBACK_BANNER not in report


def read_verdicts(results: Path) -> dict[str, dict[str, str]]:
    """Return the rows of a run's verdicts by claim."""
    with (results / "verdicts.csv").open(encoding="utf-8") as file:
        return {row["claim"]: row for row in csv.DictReader(file)}


def params_digest(root: Path) -> str:
    """Return the SHA-256 of params.yaml, which identifies the quoted run."""
    return hashlib.sha256((root / "params.yaml").read_bytes()).hexdigest()


def counts(verdicts: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
    """Return the number of claims per verdict, in alphabetical order."""
    return dict(sorted(Counter(row["verdict"] for row in verdicts.values()).items()))


def take_snapshot(root: Path) -> dict[str, Any]:
    """Return what the README quotes from a project's results and from the benchmarks' JSON file.

    Raises UserError if the run is not a standard run or something quoted is missing.
    """
    results = root / "results"
    if not is_standard_run((results / "report.html").read_text(encoding="utf-8")):
        raise UserError("results: not a `standard` run on the real data; run `make report` first")
    verdicts = read_verdicts(results)
    missing = [name for name in QUOTED if name not in verdicts]
    if missing:
        raise UserError(f"results/verdicts.csv: no claim {missing[0]!r}; name another in {Path(__file__).name}")
    measured = _measured(root / "benchmarks" / "results.json")
    return {
        "params": params_digest(root),
        "verdicts": counts(verdicts),
        "claims": {name: {field: verdicts[name][field] for field in CLAIM_FIELDS} for name in QUOTED},
        "machine": {key: measured["machine"][key] for key in ("processor", "cores", "python", "torch")},
        "engine_ratio": measured["engines"]["ratio"]["median"],
        "engine_against": measured["engines"]["against"],
        "orchestration_share": measured["whole_run"]["orchestration_share"],
        "wall_seconds": measured["whole_run"]["wall_seconds"],
    }


def figures_block(snapshot: dict[str, Any]) -> str:
    """Return the README's paragraph and tables for a snapshot."""
    total = sum(snapshot["verdicts"].values())
    outcomes = ", ".join(f"{count} {verdict}" for verdict, count in snapshot["verdicts"].items())
    rows = [
        f"| {claim['sentence']} | {claim['protocol']} | {claim['verdict']} | {_effect(claim)} |"
        for claim in snapshot["claims"].values()
    ]
    lines = [
        f"Verdicts of the `standard` run on {total} claims: {outcomes}. Some of them:",
        "",
        "| claim | comparison | verdict | difference, 95 % interval |",
        "|---|---|---|---|",
        *rows,
        "",
        "The interval is uncorrected. The verdict also requires the interval corrected for all claims of the study, "
        "and a difference that is large enough to matter.",
        "",
        _speed(snapshot),
    ]
    return "\n".join(lines) + "\n"


def with_block(readme: str, block: str) -> str:
    """Return the README's text with the block replaced; raises UserError if it has no markers for it."""
    if not BLOCK.search(readme):
        raise UserError(
            f"{README.name}: no place for the figures; write `<!-- figures: -->` and `<!-- end of figures -->`"
        )
    return BLOCK.sub(lambda found: f"{found[1]}{block}{found[2]}", readme)


def main() -> None:
    """Take the snapshot, save it, and update the README."""
    try:
        snapshot = take_snapshot(ROOT)
    except FileNotFoundError as error:
        raise UserError(
            f"{error.filename}: missing; run `make report` and `python benchmarks/run.py --json ...` first"
        ) from error
    SNAPSHOT.write_text(json.dumps(snapshot, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    README.write_text(with_block(README.read_text(encoding="utf-8"), figures_block(snapshot)), encoding="utf-8")


def _speed(snapshot: dict[str, Any]) -> str:
    machine = snapshot["machine"]
    return (
        f"On {machine['cores']} cores ({machine['processor']}, torch {machine['torch']}) it takes "
        f"{snapshot['wall_seconds'] / 60:.1f} minutes, excluding the environment and the download. "
        f"Apart from the timings, {100 * snapshot['orchestration_share']:.0f} % of the core time is not "
        f"training. The training loop processes {snapshot['engine_ratio']:.1f} times as many images per second as the "
        f"usual loop over a torchvision dataset and a DataLoader ({snapshot['engine_against']}), on the same cores."
    )


def _effect(claim: dict[str, str]) -> str:
    if not claim["effect"]:
        return "-"
    effect, low, high = (f"{float(claim[key]):.2f}" for key in ("effect", "low", "high"))
    return f"{effect} {claim['effect_unit']} ({low} to {high}), n = {int(float(claim['n']))}"


def _measured(benchmarks: Path) -> dict[str, Any]:
    measured: dict[str, Any] = json.loads(benchmarks.read_text(encoding="utf-8"))
    budget = measured.get("whole_run", {}).get("budget")
    if "engines" not in measured or budget != "standard":
        raise UserError(
            f"{benchmarks.name}: budget {budget!r}, engines {'there' if 'engines' in measured else 'missing'}; "
            "run `python benchmarks/run.py --json` with the budget standard and at least one round"
        )
    return measured


if __name__ == "__main__":
    run_script(main)
