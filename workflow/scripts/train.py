"""Make one record: train its spec, all seeds of it, or run its exact check."""

from pathlib import Path

from groundwork.command_line import Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/records/<record>.json."""
    from groundwork.pipeline import open_pipeline
    from groundwork.training.recording import make_record

    pipeline = open_pipeline(Path(), arguments.params, arguments.budget, arguments.stand_ins)
    return make_record(Path(), pipeline.plan, arguments.own["record"])


if __name__ == "__main__":
    run_job(main, own=["record"], libraries=["torch", "torch._dynamo", "numpy", "pydantic", "ruamel.yaml", "filelock"])
