"""The graph of the Snakefile's rules."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from markupsafe import Markup

from groundwork.report.files import read_rules
from groundwork.report.provenance_page import render_provenance
from groundwork.report.rule_drawing import draw_rules
from groundwork.report.rule_graph import MAKER, Rule, layers, rules_in, view_rules
from groundwork.running.pipeline import Pipeline

ROOT = Path(__file__).parents[3]
SNAKEFILE = """
pipeline = start_pipeline(config)

rule all:
    input:
        pipeline.records,
        pipeline.receipt("judge"),


rule judge:
    input:
        ancient(pipeline.table_receipts),
        ancient(pipeline.records),
        ancient(pipeline.tables_of),
    output:
        pipeline.receipt("unused"),


rule train:
    output:
        "results/records/{record}.json",


rule tabulate:
    input:
        ancient(pipeline.records_of),
"""
RULES = {"judge": ("tabulate", "train"), "train": (), "tabulate": ("train",)}


def test_rule_dependencies() -> None:
    assert rules_in(SNAKEFILE) == {"all": ("train", "judge"), **RULES}


def test_unknown_input_is_rejected() -> None:
    with pytest.raises(LookupError, match="strange"):
        rules_in("rule a:\n    input:\n        pipeline.strange,\n")


def test_rules_are_ordered_and_described() -> None:
    rules = view_rules(SNAKEFILE, {"train": '"""Make it.\n\nMore.\n"""\n', "judge": "x = 1\n"})

    assert rules == (
        Rule("train", "Make it.", ()),
        Rule("tabulate", "", ("train",)),
        Rule("judge", "", ("tabulate", "train")),
    )


def test_rule_without_dependencies_is_before_first_user() -> None:
    rules = {**RULES, "time": (), "clock": ("time", "tabulate"), "alone": ()}

    assert layers(rules) == {"train": 0, "tabulate": 1, "judge": 2, "clock": 2, "time": 1, "alone": 0}


def test_circular_rules_are_rejected() -> None:
    with pytest.raises(LookupError, match="circular dependency of rules: "):
        layers({"a": ("b",), "b": ("a",)})


def test_repository_rules_are_described() -> None:
    rules = {rule.name: rule for rule in read_rules(ROOT / "Snakefile", ROOT / "workflow" / "scripts")}

    assert next(iter(rules)) == "prepare"
    assert rules["render"].needs == ("judge", "draw")
    assert [name for name, rule in rules.items() if not re.fullmatch(r"[A-Z].*\.", rule.does)] == []
    assert [name for name in MAKER if not hasattr(Pipeline, name)] == []


def test_graph_has_boxes_and_arrows() -> None:
    drawing = draw_rules(view_rules(SNAKEFILE, {}))

    assert isinstance(drawing, Markup)
    assert re.findall(r">(\w+)</text>", drawing) == ["train", "tabulate", "judge"]
    assert drawing.count("m-4 -6l4 6l4 -6") == 3
    boxes = [tuple(map(float, each)) for each in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)"', drawing)]
    assert [y for _, y in boxes] == [18.0, 84.0, 150.0]
    assert draw_rules(view_rules(SNAKEFILE, {})) == drawing


def test_long_edge_avoids_box() -> None:
    drawing = draw_rules(view_rules(SNAKEFILE, {}))

    (through,) = re.findall(r"M[\d. C]*? ([\d.]+) [\d.]+v30", drawing)
    (left,) = re.findall(r'<rect x="([\d.]+)" y="84"', drawing)
    assert not float(left) <= float(through) <= float(left) + 92


def test_hostile_rule_name_is_escaped() -> None:
    assert "<b>" not in draw_rules([Rule("<b>", "", ())])


def test_page_shows_graph_and_list(samples: SimpleNamespace) -> None:
    drawn = Rule("draw", "Draw.", ("train", "judge", "prepare"))
    first = (Rule("prepare", "Prepare.", ()), Rule("train", "Make <it>.", ()))
    rules = (*first, Rule("judge", "Judge.", ("train",)), drawn)
    page = render_provenance(samples.site(rules=rules))

    assert page.count('<svg class="rules"') == 1
    assert "<dd>Make &lt;it&gt;.</dd>" in page
    assert 'Judge. <span class="needs">After train.</span>' in page
    assert 'Draw. <span class="needs">After train, judge and prepare.</span>' in page
