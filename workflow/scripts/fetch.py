"""Fetch and verify the raw files of every dataset that params.yaml lists."""

from pathlib import Path

from groundwork.config.reading import read_params
from groundwork.core.repair import set_aside_broken_links
from groundwork.dataset.acquisition import make_raw_folder, resolve_datasets
from groundwork.dataset.origins import ORIGINS
from groundwork.running.command_line import Arguments, run_job


def main(arguments: Arguments) -> str:
    """Fill data/raw with the listed datasets that are available, and return which those are."""
    data = read_params(Path(arguments.values["params"]), ORIGINS).data
    make_raw_folder(Path(), print)
    set_aside_broken_links(Path("results"), print)
    decided = resolve_datasets(data.datasets, data.fallback, Path(), print)
    used = (name if name == other else f"{other} (fallback for {name})" for name, other in decided.items())
    return f"data: {', '.join(used)}"


if __name__ == "__main__":
    run_job(main, defaults={"params": "params.yaml"})
