"""The pipeline from params.yaml to results/report.html; src/groundwork implements each step.

`snakemake` makes everything, `snakemake study_optimizers` the records, tables and figures of one study of params.yaml.
Every input is `ancient`: file names contain digests of everything that determines the content, so file times do not
matter. Jobs get the plan through environment variables, so a rule's command, inputs and params are the same on every run.
"""

import os
import sys
from pathlib import Path

from snakemake.utils import min_version

sys.path.insert(0, str(Path(workflow.basedir) / "workflow"))
sys.dont_write_bytecode = True  # until the snapshot exists: a full disk can truncate bytecode, and then nothing starts

from snapshot import enter_snapshot

sys.dont_write_bytecode = False

min_version("9.0")

# Everything below, and every job, runs from a snapshot of the current source (GROUNDWORK_SOURCE) with this Python
# (GROUNDWORK_PYTHON).
enter_snapshot(Path(workflow.basedir))

from groundwork.running.starting import start_pipeline

pipeline = start_pipeline(config)

ENVIRONMENT = "workflow/envs/groundwork.yaml"


wildcard_constraints:
    dataset="[a-z][a-z0-9-]*",
    digest="[0-9a-f]{12}",
    key="[0-9a-f]{12}",
    study="[a-z][a-z0-9_]*",
    timing="[a-z][a-z0-9_]*",


# Snakemake's job rate limiter is not needed here; it rescans all waiting jobs every second once for each finished job, so
# it uses more and more CPU time.
onstart:
    workflow.scheduler.job_rate_limiter = None


rule all:
    input:
        pipeline.table_receipts,
        pipeline.figure_receipts,
        pipeline.receipt("judge"),
        pipeline.receipt("render"),
        pipeline.receipt("export"),
        pipeline.receipt("compare"),
        pipeline.receipt("clock"),


for study in pipeline.plan.studies:

    rule:
        name:
            f"study_{study}"
        input:
            pipeline.targets_of(study),


rule prepare:
    output:
        "data/prepared/{dataset}-{digest}.npz",
    log:
        "results/logs/prepare-{dataset}-{digest}.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/prepare.py --dataset {wildcards.dataset} --digest {wildcards.digest} &> {log}'


rule train:
    input:
        ancient(pipeline.inputs_of),
    output:
        "results/records/{record}.json",
    log:
        "results/logs/train-{record}.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/train.py --record {wildcards.record} &> {log}'


rule tabulate:
    input:
        ancient(pipeline.records_of),
    output:
        "results/receipts/tabulate.{study}-{key}.json",
    log:
        "results/logs/tabulate.{study}-{key}.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/tabulate.py --study {wildcards.study} --key {wildcards.key} &> {log}'


rule draw:
    input:
        ancient(pipeline.tables_of),
        ancient(pipeline.image_data_of),
    output:
        "results/receipts/draw.{study}-{key}.json",
    log:
        "results/logs/draw.{study}-{key}.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/draw.py --study {wildcards.study} --key {wildcards.key} &> {log}'


rule judge:
    input:
        ancient(pipeline.table_receipts),
    output:
        "results/receipts/judge-{key}.json",
    log:
        "results/logs/judge-{key}.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/judge.py --key {wildcards.key} &> {log}'


rule render:
    input:
        ancient(pipeline.receipt("judge")),
        ancient(pipeline.figure_receipts),
    output:
        "results/receipts/render-{key}.json",
    log:
        "results/logs/render-{key}.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/render.py --key {wildcards.key} &> {log}'


rule export:
    input:
        ancient(pipeline.receipt("judge")),
        ancient(pipeline.figure_receipts),
    output:
        "results/receipts/export-{key}.json",
    log:
        "results/logs/export-{key}.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/export.py --key {wildcards.key} &> {log}'


# Not part of `all`: `snakemake publish` needs Quarto.
rule publish:
    input:
        ancient(pipeline.receipt("export")),
    log:
        "results/logs/publish.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/publish.py &> {log}'


# Not part of `all`: it replaces what is committed. `make reference` runs it with the budget `full`.
rule reference:
    input:
        ancient(pipeline.receipt("render")),
        ancient(pipeline.receipt("export")),
        ancient(pipeline.receipt("compare")),
        ancient(pipeline.receipt("clock")),
    log:
        "results/logs/reference.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/reference.py &> {log}'


rule compare:
    input:
        ancient(pipeline.receipt("judge")),
    output:
        "results/history/receipts/compare-{key}.json",
    log:
        "results/logs/compare-{key}.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/compare.py --key {wildcards.key} &> {log}'


# Takes all cores and runs first: timings need an idle machine.
rule time:
    output:
        "results/timings/receipts/time.{timing}-{key}.json",
    log:
        "results/logs/time.{timing}-{key}.log",
    priority: 1
    conda:
        ENVIRONMENT
    threads: os.cpu_count()
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/time.py --timing {wildcards.timing} --key {wildcards.key} &> {log}'


rule clock:
    input:
        ancient(pipeline.timing_receipts),
        ancient(pipeline.table_receipts),
    output:
        "results/timings/receipts/clock-{key}.json",
    log:
        "results/logs/clock-{key}.log",
    conda:
        ENVIRONMENT
    shell:
        '"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/clock.py --key {wildcards.key} &> {log}'
