"""Writes the numbers in the README: verdicts of the committed reference, ratios of the committed benchmarks.

python -m benchmarks.readme          after `make reference`, or after `benchmarks/run.py --json benchmarks/results.json`
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from groundwork.config.reading import read_params
from groundwork.core.errors import UserError, run_script
from groundwork.core.findings import Verdict, VerdictWord
from groundwork.core.formatting import DASH, interval, percent
from groundwork.dataset.origins import ORIGINS
from groundwork.reference.files import Reference, read_reference
from groundwork.report.scope import scope_of_verdict, scope_text
from groundwork.report.wording import both_sides, effect

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
MEASURED = Path("benchmarks", "results.json")
BLOCK = re.compile(r"(<!-- figures: [^>]*-->\n).*?(<!-- end of figures -->)", re.DOTALL)
QUOTED = (
    *("cnn_beats_mlp", "cnn_beats_mlp_at_equal_parameters", "mlp_does_not_care_about_pixel_order"),
    *("adam_ends_higher_than_sgd_at_shared_rate", "adam_ends_higher_than_sgd_tuned", "adam_beats_momentum_tuned"),
    *("lower_rate_is_more_accurate", "he_suits_relu_better_than_xavier", "relu_trains_deep_where_sigmoid_does_not"),
    *("dropout_raises_test_accuracy", "standardizing_beats_raw_pixels_tuned", "accuracy_flatters_on_rare_classes"),
)


def figures_block(reference: Reference | None, measured: dict[str, Any], confidence: float, decimals: int) -> str:
    """Return the README's paragraphs and table; raises UserError if the reference lacks a quoted claim."""
    verdicts = [_no_reference()] if reference is None else _verdicts(reference, confidence, decimals)
    return "\n".join([*verdicts, "", _speed(measured)]) + "\n"


def with_block(readme: str, block: str) -> str:
    """Return the README's text with the block replaced; raises UserError if it has no markers for it."""
    if not BLOCK.search(readme):
        raise UserError(
            f"{README.name}: no place for the figures; write `<!-- figures: -->` and `<!-- end of figures -->`"
        )
    return BLOCK.sub(lambda found: f"{found[1]}{block}{found[2]}", readme)


def read_block(root: Path) -> str:
    """Return the block for a project's reference and benchmarks; raises UserError if one of them is not whole."""
    params = read_params(root / "params.yaml", ORIGINS)
    measured = read_measured(root / MEASURED)
    return figures_block(read_reference(root), measured, params.statistics.confidence, params.report.decimals)


def read_measured(path: Path) -> dict[str, Any]:
    """Return the benchmarks' results; raises UserError unless they are of a `standard` run with a race of loops."""
    try:
        measured: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"{MEASURED}: missing; run `python benchmarks/run.py --json {MEASURED}`") from None
    budget = measured.get("whole_run", {}).get("budget")
    if "engines" not in measured or budget != "standard":
        raise UserError(
            f"{MEASURED}: budget {budget!r}, engines {'there' if 'engines' in measured else 'missing'}; "
            "run `python benchmarks/run.py --json` with the budget standard and at least one round"
        )
    return measured


def main() -> None:
    """Update the README."""
    README.write_text(with_block(README.read_text(encoding="utf-8"), read_block(ROOT)), encoding="utf-8")


def _no_reference() -> str:
    return "There is no reference yet: `make reference` makes it."


def _verdicts(reference: Reference, confidence: float, decimals: int) -> list[str]:
    missing = [name for name in QUOTED if name not in reference.verdicts]
    if missing:
        raise UserError(f"reference: no claim {missing[0]!r}; name another in {Path(__file__).name}")
    found = Counter(each.verdict for each in reference.verdicts.values())
    outcomes = ", ".join(f"{found[word]} {word}" for word in VerdictWord if found[word])
    rows = [_row(reference.verdicts[name], decimals) for name in QUOTED]
    return [
        f"The [reference run](reference/report.html) judges {sum(found.values())} claims: {outcomes}. Some of them:",
        "",
        f"| claim | comparison | verdict | means | difference, {percent(confidence)} interval | runs |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        "The interval is uncorrected. The verdict also requires the interval corrected for all claims of the study, "
        "and a difference that is large enough to matter.",
    ]


def _row(verdict: Verdict, decimals: int) -> str:
    found = interval(verdict.low, verdict.high, verdict.effect_unit, decimals)
    difference = " ".join(filter(None, [effect(verdict, decimals), f"({found})" if found else ""])) or verdict.reason
    scope = scope_text([scope_of_verdict(verdict)])
    means = both_sides(verdict, decimals) or DASH
    cells = [verdict.sentence, verdict.protocol, verdict.verdict, means, difference or DASH, scope or DASH]
    return f"| {' | '.join(cells)} |"


def _speed(measured: dict[str, Any]) -> str:
    machine, engines, run = measured["machine"], measured["engines"], measured["whole_run"]
    return (
        f"The `standard` run takes {run['wall_seconds'] / 60:.1f} minutes on {machine['cores']} cores "
        f"({machine['processor']}, torch {machine['torch']}), excluding the environment and the download. "
        f"Apart from the timings, {100 * run['orchestration_share']:.0f} % of the core time is not training. "
        f"The training loop processes {engines['ratio']['median']:.1f} times as many images per second as the "
        f"usual loop over a torchvision dataset and a DataLoader ({engines['against']}), on the same cores."
    )


if __name__ == "__main__":
    run_script(main)
