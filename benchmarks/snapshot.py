"""The figures that the README quotes: taken from a finished run, kept in docs/snapshot.json, written into the README.

python -m benchmarks.snapshot          after a `standard` run on real Fashion-MNIST and a run of the benchmarks
"""

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SNAPSHOT = ROOT / "docs" / "snapshot.json"
README = ROOT / "README.md"
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


def take_snapshot(results: Path, benchmarks: Path) -> dict[str, Any]:
    """Return what the README quotes of a run's results and of the benchmarks' JSON file."""
    with (results / "verdicts.csv").open(encoding="utf-8") as file:
        verdicts = list(csv.DictReader(file))
    by_id = {row["claim"]: row for row in verdicts}
    measured = json.loads(benchmarks.read_text(encoding="utf-8"))
    return {
        "verdicts": dict(sorted(Counter(row["verdict"] for row in verdicts).items())),
        "claims": {name: {field: by_id[name][field] for field in CLAIM_FIELDS} for name in QUOTED},
        "machine": {key: measured["machine"][key] for key in ("processor", "cores", "python", "torch")},
        "engine_ratio": measured["engines"]["ratio"]["median"],
        "engine_against": measured["engines"]["against"],
        "orchestration_share": measured["whole_run"]["orchestration_share"],
        "wall_seconds": measured["whole_run"]["wall_seconds"],
    }


def figures_block(snapshot: dict[str, Any]) -> str:
    """Return the README's paragraph and tables for a snapshot."""
    machine = snapshot["machine"]
    total = sum(snapshot["verdicts"].values())
    counts = ", ".join(f"{count} {verdict}" for verdict, count in snapshot["verdicts"].items())
    rows = [
        f"| {claim['sentence']} | {claim['protocol']} | {claim['verdict']} | {_effect(claim)} |"
        for claim in snapshot["claims"].values()
    ]
    lines = [
        f"The `standard` run judges {total} claims: {counts}. Some of them:",
        "",
        "| the sentence | how it was compared | verdict | difference, 95 % interval |",
        "|---|---|---|---|",
        *rows,
        "",
        f"On {machine['cores']} cores ({machine['processor']}, torch {machine['torch']}) it takes "
        f"{snapshot['wall_seconds'] / 60:.1f} minutes, everything but the environment included; "
        f"{100 * snapshot['orchestration_share']:.0f} % of the core time goes to anything but training. "
        f"The training loop passes {snapshot['engine_ratio']:.1f} times as many images per second as the usual "
        f"loop over a torchvision dataset and a DataLoader ({snapshot['engine_against']}), on the same cores.",
    ]
    return "\n".join(lines) + "\n"


def with_block(readme: str, block: str) -> str:
    """Return the README's text with the block in its place."""
    return BLOCK.sub(lambda found: f"{found[1]}{block}{found[2]}", readme)


def main() -> None:
    """Take the snapshot, keep it, and write its block into the README."""
    try:
        snapshot = take_snapshot(ROOT / "results", ROOT / "benchmarks" / "results.json")
    except FileNotFoundError as error:
        sys.exit(f"{error.filename}: missing; run `make report` and `python benchmarks/run.py --json ...` first")
    SNAPSHOT.parent.mkdir(exist_ok=True)
    SNAPSHOT.write_text(json.dumps(snapshot, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    README.write_text(with_block(README.read_text(encoding="utf-8"), figures_block(snapshot)), encoding="utf-8")


def _effect(claim: dict[str, str]) -> str:
    if not claim["effect"]:
        return "-"
    effect, low, high = (f"{float(claim[key]):.2f}" for key in ("effect", "low", "high"))
    return f"{effect} {claim['effect_unit']} ({low} to {high}), n = {int(float(claim['n']))}"


if __name__ == "__main__":
    main()
