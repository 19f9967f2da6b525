"""Archive the records of a reference run that is not finished, to go on with it in another clone."""

from pathlib import Path

from groundwork.config.reading import read_params
from groundwork.core.formatting import count
from groundwork.dataset.origins import ORIGINS
from groundwork.reference.files import BUDGET
from groundwork.reference.records import archive_records
from groundwork.running.command_line import Arguments, run_job
from groundwork.running.devices import device_kind
from groundwork.running.starting import plan_pipeline


def main(_arguments: Arguments) -> str:
    """Write the records that exist to reference/records, by study."""
    params = read_params(Path("params.yaml"), ORIGINS, BUDGET)
    plan = plan_pipeline(Path(), params, {}, device_kind(params.device)).plan
    return f"{count(len(archive_records(Path(), plan)), 'archive')} in reference/records"


if __name__ == "__main__":
    run_job(main)
