"""Formats measurements as Markdown tables."""

from collections.abc import Sequence

from benchmarks.accounting import TIMING, Accounts
from benchmarks.arithmetic import Summary, Timed
from benchmarks.racing import Race, Result


def machine_line(machine: dict[str, str | float]) -> str:
    """Describe the machine in one line."""
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", "torch", "torchvision", "snakemake"))
    return f"Machine: {machine['processor']}, {machine['cores']} cores, {machine['system']}; {versions}."


def race_table(race: Race) -> str:
    """Return a table of the contenders' rates, followed by the ratio."""
    head = ["way to train", "processes x threads", "images per second, median", "lowest to highest", "ours over it"]
    head += ["start, s", "loss"]
    ratio = (
        f"Groundwork trains **{race.ratio.median:.1f} times** as many images per second as '{race.against}' "
        f"({_extremes(race.ratio, 1)} over {race.rounds} rounds of {race.images:,} images; start not included)."
    )
    return f"{_table(head, [_race_row(each) for each in race.results])}\n\n{ratio}"


def step_table(found: Sequence[Timed]) -> str:
    """Return a table of the milliseconds of each kind of work per step and seed, and their ratio to a whole step."""
    head = ["work", "ms per step and seed, median", "lowest to highest", "ratio to a whole step"]
    rows = [
        [each.work, f"{each.milliseconds.median:.3f}", _extremes(each.milliseconds, 3), f"{each.ratio.median:.2f}"]
        for each in found
    ]
    return _table(head, rows)


def accounts_table(accounts: Accounts, budget: str, imports: Summary) -> str:
    """Return a table of a run's core-seconds by part, followed by the share that was not training."""
    available = accounts.wall_seconds * accounts.cores
    rows = [[part, f"{used:.1f}", f"{100 * used / available:.1f} %"] for part, used in accounts.parts.items()]
    around = accounts.seconds_around_training
    share = (
        f"Budget {budget}: {accounts.jobs} jobs in {accounts.wall_seconds:.1f} s on {accounts.cores} cores; "
        f"**{100 * accounts.orchestration_share:.1f} %** of the core-seconds were not training{_besides(accounts)}. "
        f"A training job took {around.median:.2f} s ({_extremes(around, 2)}) beside its training; "
        f"importing torch, which only the first jobs wait for, takes {imports.median:.1f} s ({_extremes(imports, 1)})."
    )
    return f"{_table(['part', 'core-seconds', 'share'], rows)}\n\n{share}"


def _besides(accounts: Accounts) -> str:
    return ", timing left out" if TIMING in accounts.parts else ""


def _race_row(result: Result) -> list[str]:
    rate = result.images_per_second
    return [
        result.title,
        f"{result.processes} x {result.threads}",
        f"{rate.median:,.0f}",
        _extremes(rate, 0),
        f"{result.ours_over_it.median:.1f}",
        f"{result.start_seconds:.1f}",
        f"{result.last_loss:.3f}",
    ]


def _extremes(values: Summary, digits: int) -> str:
    return f"{values.lowest:,.{digits}f} to {values.highest:,.{digits}f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, ["---"] * len(head), *rows])
