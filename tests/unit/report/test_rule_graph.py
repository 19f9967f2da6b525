"""The rules of the Snakefile, read and drawn."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from markupsafe import Markup

from groundwork.report.files import read_rules
from groundwork.report.page import render
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


def test_a_rule_needs_those_that_make_its_inputs_each_once() -> None:
    assert rules_in(SNAKEFILE) == {"all": ("train", "judge"), **RULES}


def test_an_input_that_nobody_is_known_to_make_is_an_error() -> None:
    with pytest.raises(LookupError, match="strange"):
        rules_in("rule a:\n    input:\n        pipeline.strange,\n")


def test_rules_are_told_in_the_order_of_their_way_in_the_words_of_their_scripts() -> None:
    rules = view_rules(SNAKEFILE, {"train": '"""Make it.\n\nMore.\n"""\n', "judge": "x = 1\n"})

    assert rules == (
        Rule("train", "Make it.", ()),
        Rule("tabulate", "", ("train",)),
        Rule("judge", "", ("tabulate", "train")),
    )


def test_a_rule_without_needs_stands_right_before_the_first_that_waits_for_it() -> None:
    rules = {**RULES, "time": (), "clock": ("time", "tabulate"), "alone": ()}

    assert layers(rules) == {"train": 0, "tabulate": 1, "judge": 2, "clock": 2, "time": 1, "alone": 0}


def test_rules_that_wait_for_each_other_are_an_error() -> None:
    with pytest.raises(LookupError, match="rules that wait for each other: "):
        layers({"a": ("b",), "b": ("a",)})


def test_the_repository_s_rules_each_say_what_they_do() -> None:
    rules = {rule.name: rule for rule in read_rules(ROOT / "Snakefile", ROOT / "workflow" / "scripts")}

    assert next(iter(rules)) == "prepare"
    assert rules["render"].needs == ("judge", "draw")
    assert [name for name, rule in rules.items() if not re.fullmatch(r"[A-Z].*\.", rule.does)] == []
    assert [name for name in MAKER if not hasattr(Pipeline, name)] == []


def test_the_drawing_has_a_box_for_each_rule_and_an_arrow_for_each_need() -> None:
    drawing = draw_rules(view_rules(SNAKEFILE, {}))

    assert isinstance(drawing, Markup)
    assert re.findall(r">(\w+)</text>", drawing) == ["train", "tabulate", "judge"]
    assert drawing.count("m-4 -6l4 6l4 -6") == 3
    boxes = [tuple(map(float, each)) for each in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)"', drawing)]
    assert [y for _, y in boxes] == [18.0, 84.0, 150.0]
    assert draw_rules(view_rules(SNAKEFILE, {})) == drawing


def test_a_line_past_a_row_passes_beside_its_box() -> None:
    drawing = draw_rules(view_rules(SNAKEFILE, {}))

    (through,) = re.findall(r"M[\d. C]*? ([\d.]+) [\d.]+v30", drawing)
    (left,) = re.findall(r'<rect x="([\d.]+)" y="84"', drawing)
    assert not float(left) <= float(through) <= float(left) + 92


def test_a_hostile_name_stays_text() -> None:
    assert "<b>" not in draw_rules([Rule("<b>", "", ())])


def test_the_page_shows_drawing_and_list(samples: SimpleNamespace) -> None:
    page = render(samples.site(rules=(Rule("train", "Make <it>.", ()), Rule("judge", "Judge.", ("train",)))))

    assert page.count('<svg class="rules"') == 1
    assert "<dd>Make &lt;it&gt;.</dd>" in page
    assert 'Judge. <span class="needs">After train.</span>' in page
