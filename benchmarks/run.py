"""Compares our training loop with the usual tutorial's, and measures the overhead of a whole run."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.lessons import lessons_below
from benchmarks.machine import describe_machine
from benchmarks.markdown import accounts_table, machine_line, race_table
from benchmarks.racing import ROOT, contenders, race
from benchmarks.whole_run import import_seconds, whole_run
from groundwork.core.errors import UserError, run_script

IDLE_LOAD = 0.5


def main() -> None:
    """Print the tables, and write the same as JSON if requested."""
    arguments = _arguments()
    _check(arguments)
    _use_cores(arguments.cores)
    machine = describe_machine(arguments.cores)
    results: dict[str, Any] = {"machine": machine}
    _say(machine_line(machine))
    _warn_of_others(float(machine["load_before"]))
    if arguments.repeats:
        results["engines"] = _engines(arguments)
    if arguments.budget != "none":
        results["whole_run"] = _whole_run(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def _engines(arguments: argparse.Namespace) -> dict[str, Any]:
    with lessons_below(ROOT, arguments.images) as lessons:
        outcome = race(contenders(arguments.cores), lessons, arguments.repeats)
    _say(race_table(outcome))
    return asdict(outcome)


def _whole_run(arguments: argparse.Namespace) -> dict[str, Any]:
    imports = import_seconds()
    accounts = whole_run(ROOT, arguments.budget, arguments.cores)
    _say(accounts_table(accounts, arguments.budget, imports))
    return {"budget": arguments.budget, "import_seconds": asdict(imports), **asdict(accounts)}


def _check(arguments: argparse.Namespace) -> None:
    """Check early for errors that would otherwise appear after minutes of measuring."""
    if arguments.repeats < 0:
        raise UserError(f"--repeats: {arguments.repeats} is below 0; give the number of rounds, or 0 for none")
    if arguments.json and not arguments.json.parent.is_dir():
        raise UserError(f"--json: {arguments.json.parent} is not a folder; make it first, or name another file")


def _use_cores(cores: int) -> None:
    """Limit this process and its children to a number of cores, if the system supports it."""
    usable = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    if not 1 <= cores <= len(usable):
        raise UserError(f"--cores: {cores} is not from 1 to {len(usable)}, which this machine has; choose one that is")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, usable[:cores])


def _warn_of_others(load: float) -> None:
    """Warn if the machine is busy: two synchronized threads suffer more from that than two independent jobs."""
    if load > IDLE_LOAD:
        print(f"load average {load:.2f} before the start: others use this machine; do not quote this", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7, help="rounds of the engines, 0 for none (default 7)")
    parser.add_argument("--images", type=int, default=60_000, help="images an epoch (default 60000, all of them)")
    parser.add_argument("--cores", type=int, default=2, help="cores that everything may use (default 2)")
    budgets = ["none", "quick", "standard", "full"]
    parser.add_argument("--budget", choices=budgets, default="standard", help="budget of the whole run (standard)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measurements to this file as well")
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"{text}\n", flush=True)


if __name__ == "__main__":
    run_script(main)
