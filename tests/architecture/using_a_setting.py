"""Vary a setting of the study in tiny.yaml in a process of its own, from params.yaml to a label in a figure."""

import json
import sys
from pathlib import Path

from groundwork.claims.resolving import resolve_variants
from groundwork.claims.schema import Comparison
from groundwork.config.reading import read_params
from groundwork.dataset.preparation import load_or_prepare
from groundwork.figures.shared.series import labels_of
from groundwork.jobs.train import train_spec
from groundwork.planning.plan import make_plan
from groundwork.planning.specs import Spec
from groundwork.records.schema import CheckBody, Record
from groundwork.tables.shared.files import read_tables, write_tables
from groundwork.tables.shared.results import StudyResults
from tests.unit.conftest import DATASETS

STUDY = "learning_rate"
CLAIM = {"id": "a", "study": STUDY, "sentence": "A.", "source": "textbook", "protocol": "p", "metric": "test_loss"}
RULE = {"expect": "greater", "scale": "difference", "margin": 0.5}


def main(folder: Path, setting: str, value: float) -> None:
    """Write what became of the setting: its column, the losses, what a claim selects by it, what a figure calls it."""
    params = read_params(folder / "params.yaml", DATASETS)
    plan = make_plan(params, DATASETS, "cpu", lambda _spec: "source")
    study, prepared = plan.studies[STUDY], load_or_prepare("digits", folder)
    networks = {each.record: each.spec for each in study.variants if isinstance(each.spec, Spec)}
    trained = {name: train_spec(spec, prepared, "cpu") for name, spec in networks.items()}
    checked = dict.fromkeys(study.checks.values(), CheckBody(holds=True, measured={}))
    records = {name: Record(name=name, identity={}, body=body) for name, body in (trained | checked).items()}
    write_tables(folder, StudyResults(study, records, params.statistics))
    runs = read_tables(folder, STUDY)["runs"]
    claim = Comparison.model_validate({**CLAIM, **RULE, "left": {setting: value}, "right": {setting: None}})
    sides = {name: resolve_variants(name, STUDY, claim.sides[name], {STUDY: {"runs": runs}}) for name in claim.sides}
    found = {
        "column": runs[setting].fillna(0.0).tolist(),
        "losses": len(set(runs["test_loss"].dropna())),
        "selected": {name: len(side.runs) for name, side in sides.items()},
        "labels": list(labels_of(runs).values()),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
