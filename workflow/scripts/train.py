"""Make one record: train, fit, measure or check, as its spec says."""

from groundwork.running.command_line import TRAINING_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/records/<record>.json."""
    from pathlib import Path

    from groundwork.jobs.recording import make_record

    return make_record(Path(), arguments.open_pipeline().plan, arguments.values["record"])


if __name__ == "__main__":
    run_job(main, required=["record"], libraries=TRAINING_LIBRARIES)
