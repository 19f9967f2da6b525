"""From params.yaml to results/report.html; what each step does is in src/groundwork."""

import sys
from pathlib import Path

from snakemake.utils import min_version

sys.path.insert(0, str(Path(workflow.basedir) / "src"))

from groundwork.pipeline import start_pipeline

min_version("9.0")

pipeline = start_pipeline(config)

PYTHON = sys.executable
ARGUMENTS = pipeline.arguments


wildcard_constraints:
    dataset="[a-z-]+",
    digest="[0-9a-f]{12}",
    key="[0-9a-f]{12}",
    study="[a-z][a-z0-9_]*",


rule all:
    input:
        pipeline.records,
        pipeline.receipt("render"),


rule prepare:
    output:
        "data/prepared/{dataset}-{digest}.npz",
    log:
        "results/logs/prepare-{dataset}-{digest}.log",
    shell:
        "{PYTHON} workflow/scripts/prepare.py --dataset {wildcards.dataset} {ARGUMENTS} &> {log}"


rule train:
    input:
        pipeline.data_of,
    output:
        "results/records/{record}.json",
    log:
        "results/logs/train-{record}.log",
    shell:
        "{PYTHON} workflow/scripts/train.py --record {wildcards.record} {ARGUMENTS} &> {log}"


rule tabulate:
    input:
        pipeline.records_of,
    output:
        "results/receipts/tabulate.{study}-{key}.json",
    log:
        "results/logs/tabulate.{study}-{key}.log",
    shell:
        "{PYTHON} workflow/scripts/tabulate.py --study {wildcards.study} {ARGUMENTS} &> {log}"


rule draw:
    input:
        pipeline.tables_of,
        pipeline.pictures_of,
    output:
        "results/receipts/draw.{study}-{key}.json",
    log:
        "results/logs/draw.{study}-{key}.log",
    shell:
        "{PYTHON} workflow/scripts/draw.py --study {wildcards.study} {ARGUMENTS} &> {log}"


rule judge:
    input:
        pipeline.table_receipts,
    output:
        "results/receipts/judge-{key}.json",
    log:
        "results/logs/judge-{key}.log",
    shell:
        "{PYTHON} workflow/scripts/judge.py {ARGUMENTS} &> {log}"


rule render:
    input:
        pipeline.receipt("judge"),
        pipeline.figure_receipts,
    output:
        "results/receipts/render-{key}.json",
    log:
        "results/logs/render-{key}.log",
    shell:
        "{PYTHON} workflow/scripts/render.py {ARGUMENTS} &> {log}"
