"""Facts in prose: linked to their evidence, or shown as missing."""

import math
from dataclasses import replace
from types import SimpleNamespace

from groundwork.core.formatting import DASH, NBSP
from groundwork.report.fact_list import remake_command, seeds_of
from groundwork.report.grids import layers_grid, summary_grid
from groundwork.report.provenance import trace, yaml_text
from groundwork.report.references import References, fact_anchor


def test_fact_links_to_row(samples: SimpleNamespace) -> None:
    html = References(samples.site()).resolve("fact", "claim.faster.left", "here")
    assert html == '<a class="fact" href="#fact-claim.faster.left">85.2 %</a>'


def test_missing_fact_links_to_reason(samples: SimpleNamespace) -> None:
    fact = samples.fact(value=math.nan, n=None, low=math.nan, high=math.nan, note="no tuning seed", records=())
    site = samples.site(facts={fact.name: fact})
    html = References(site).resolve("fact", fact.name, "here")
    assert html == '<a class="fact missing" href="#fact-claim.faster.left">not measured in this run</a>'
    ((_, (row,)),) = trace(site).facts
    assert (row.value, row.n, row.interval, row.seeds, row.command) == (
        "not measured in this run: no tuning seed",
        *("", "", "", ""),
    )


def test_fact_row_has_seeds_and_command(samples: SimpleNamespace) -> None:
    site = samples.site()
    ((_, (row,)),) = trace(site).facts
    (record,) = site.facts["claim.faster.left"].records
    assert (row.value, row.n, row.interval) == ("85.2 %", "5", "84.9 to 85.6 (95 %)")
    assert row.seeds == "1 to 3"
    assert row.command == f"snakemake --cores 4 results/records/{record}.json --config budget=quick"


def test_command_names_records_and_is_quoted() -> None:
    assert remake_command(("a-1", "b c-2"), "full") == (
        "snakemake --cores 4 results/records/a-1.json 'results/records/b c-2.json' --config budget=full"
    )
    assert remake_command((), "full") == ""


def test_shared_seeds_are_shown_once(samples: SimpleNamespace) -> None:
    tuning, _, adam, sgd, check = trace(samples.site()).records
    assert seeds_of([tuning, adam, sgd, check]) == "1 to 3; tuning 7"
    assert seeds_of([adam, sgd]) == "1 to 3"
    assert seeds_of([replace(adam, seeds="4, 5"), sgd, tuning]) == "4, 5; 1 to 3; tuning 7"
    assert seeds_of([check]) == ""


def test_fact_anchors_are_unique() -> None:
    names = ["a.b, c.d", "a.b-c.d", "a.b (c).d", "a.b%20c"]
    anchors = [fact_anchor(name) for name in names]
    assert len(set(anchors)) == len(names)
    assert not any(set(anchor) & set(" <>\"'%#") for anchor in anchors)


def test_cited_facts_are_grouped_by_study(samples: SimpleNamespace) -> None:
    named = ("claim.x.left", "range_test.runs", "claim.x.right")
    facts = {name: samples.fact(name=name) for name in (*named, "claim.nobody.names.it")}
    question = samples.question(plain=" ".join(f"[[fact:{name}]]" for name in named))
    provenance = trace(samples.site(facts=facts, content=samples.content(questions=(question,), studies=())))
    assert [(topic, [fact.name for fact in group]) for topic, group in provenance.facts] == [
        ("claim", ["claim.x.left", "claim.x.right"]),
        ("range test", ["range_test.runs"]),
    ]
    assert provenance.fact_count == "4"
    assert provenance.facts[0][1][0].interval == "84.9 to 85.6 (95 %)"


def test_record_shows_variant_seeds_outcome_and_mean_accuracy(samples: SimpleNamespace) -> None:
    tuning, _, adam, sgd, check = trace(samples.site()).records
    assert (tuning.made_for, tuning.seeds, tuning.tuning_seeds) == ("optimizers: adam", DASH, "7")
    assert (tuning.outcome, tuning.result) == ("finished", DASH)
    assert (adam.made_for, adam.seeds, adam.tuning_seeds) == ("optimizers: adam", "1 to 3", DASH)
    assert (adam.outcome, adam.result) == ("finished", f"85.2 % (n{NBSP}={NBSP}1)")
    assert (sgd.outcome, sgd.result) == ("seed 2 diverged at step 9", f"47.6 % (n{NBSP}={NBSP}2)")
    assert (check.made_for, check.outcome, check.result) == ("optimizers: rate scales the step", "holds", DASH)


def test_only_used_datasets_are_listed(samples: SimpleNamespace) -> None:
    (dataset,) = trace(samples.site()).datasets
    assert (dataset.title, dataset.fallback_for) == ("Fashion-MNIST", "")
    assert dataset.checksums[0] == ("train-images-idx3-ubyte", "md5 f4a8712d7a061bf5bd6d2ca38dc4d50a")


def test_params_yaml_omits_defaults(samples: SimpleNamespace) -> None:
    text = yaml_text(samples.params())
    assert text.startswith("budget: quick\ndevice: cpu\n")
    assert "    vary:\n      optimizer: [adam, sgd]\n" in text
    assert "fixed" not in text


def test_summary_grid_shows_half_the_interval_and_infinity(samples: SimpleNamespace) -> None:
    grid = summary_grid(samples.site().tables["optimizers"]["summary"], 0.95, 1)
    assert grid.columns == ("variant", "seeds", "diverged", "test accuracy, %")
    assert grid.rows == (("adam", "3", "0", "85.2 ± 1.0"), ("sgd", "3", "1", "∞"))


def test_layers_grid_shows_each_network_once(samples: SimpleNamespace) -> None:
    grid = layers_grid(samples.site().tables["optimizers"]["layers"])
    assert grid.rows == (("mlp", "hidden_1", "Linear", "256", "200,960"),)
