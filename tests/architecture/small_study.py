"""A small study in a process of its own, from params.yaml to tables, facts, the sides of a claim and labels."""

import json
import sys
from pathlib import Path

from groundwork.claims.resolving import resolve_variants
from groundwork.claims.schema import Comparison
from groundwork.claims.study_facts import study_tables, variants
from groundwork.claims.values import column_values
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
CLAIM = {"id": "a", "study": STUDY, "sentence": "A.", "source": "textbook", "protocol": "p"}
RULE = {"expect": "greater", "scale": "difference", "matters": 0.5}


def main(folder: Path, setting: str, value: float, metric: str) -> None:
    """Write what became of both: the columns, what a claim selects, the units, what a figure calls the variants."""
    params = read_params(folder / "params.yaml", DATASETS)
    plan = make_plan(params, DATASETS, "cpu", lambda _spec: "source")
    study, prepared = plan.studies[STUDY], load_or_prepare("digits", folder)
    networks = {name: each.spec for name, each in plan.records.items() if isinstance(each.spec, Spec)}
    trained = {name: train_spec(spec, prepared, "cpu") for name, spec in networks.items() if name in study.records}
    checked = dict.fromkeys(study.checks.values(), CheckBody(holds=True, measured={}))
    records = {name: Record(name=name, identity={}, body=body) for name, body in (trained | checked).items()}
    write_tables(folder, StudyResults(study, records, params.statistics))
    tables = read_tables(folder, STUDY)
    runs, summary = tables["runs"], tables["summary"]
    sides = {"left": {setting: value}, "right": {setting: None}}
    claim = Comparison.model_validate({**CLAIM, **RULE, **sides, "metric": metric})
    selected = [resolve_variants(name, STUDY, claim.sides[name], {STUDY: tables}) for name in claim.sides]
    facts = variants(study_tables(STUDY, {STUDY: tables}, params.statistics.confidence))
    units = {fact.unit for fact in facts if fact.name.endswith(f".{metric}")}
    found = {
        "settings": runs[setting].fillna(0.0).tolist(),
        "values": [column_values(metric, side).values for side in selected],
        "units": sorted({*summary.loc[summary["metric"] == metric, "unit"], *units}),
        "labels": list(labels_of(runs).values()),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4])
