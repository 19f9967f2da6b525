"""Delete the records that params.yaml no longer asks for."""

from pathlib import Path

from groundwork.command_line import Arguments, run_job


def main(arguments: Arguments) -> str:
    """Keep the planned records of the given budget and delete all others, those set aside included."""
    planned = set(arguments.open_pipeline().records)
    unplanned = [path for path in sorted(Path("results/records").glob("*")) if path not in planned]
    for path in unplanned:
        path.unlink()
    return f"deleted {len(unplanned)} records that {arguments.params} does not ask for; {len(planned)} are planned"


if __name__ == "__main__":
    run_job(main)
