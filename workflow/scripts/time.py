"""Time the cases of one timing, interleaved, on this machine."""

from groundwork.running.command_line import TRAINING_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/timings/<timing>.json and its receipt."""
    from pathlib import Path

    from groundwork.timing.stopwatch.shared.job import record_laps

    timing = arguments.values["timing"]
    with arguments.open_pipeline().run_step(f"time.{timing}", arguments.values["key"]) as outputs:
        outputs.append(record_laps(Path(), timing))
    return f"{timing}: {outputs[0]}"


if __name__ == "__main__":
    run_job(main, required=["timing", "key"], libraries=TRAINING_LIBRARIES)
