"""Reference tables: the basis of cells, short verdicts, and facts of missing variants."""

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from groundwork.core.errors import UserError
from groundwork.report.brief import view_brief
from groundwork.report.content import Column, Point, ReferenceTable, read_content
from groundwork.report.page import render
from groundwork.report.prose import REFERENCE
from groundwork.report.reference_tables import EMPTY, MEANINGS, basis_of, view_tables
from groundwork.report.short_references import ShortReferences

COLUMNS = (Column(title="compared by"), Column(title="rule", holds="definition"), Column(title="seen"))
TABLE = ReferenceTable(
    id="two_rules",
    title="Two <rules>",
    text="Both of *them*.",
    columns=COLUMNS,
    rows=(
        ("speed", "$a + b$", "[[verdict:faster]]"),
        ("use", "a step", "the first try"),
        ("other", EMPTY, EMPTY),
    ),
)


def make_point(**changes: Any) -> Point:
    usual: dict[str, Any] = {"point": "adam", "title": "Adam", "say": "Use it.", "leans_on": ()}
    return Point(**{**usual, "measured": "[[fact:claim.faster.left]].", **changes})


@pytest.mark.parametrize(
    ("text", "kinds", "expected"),
    [
        ("85 %", {"fact"}, "measured"),
        ("$x$", {"verdict"}, "measured"),
        ("$x$", set(), "definition"),
        ("see there", {"question"}, "convention"),
        ("usual", set(), "convention"),
        (EMPTY, set(), ""),
        ("not measured", {"missing"}, ""),
        ("one of two", {"missing", "fact"}, "measured"),
    ],
)
def test_cell_basis_is_citation_before_column(text: str, kinds: set[str], expected: str) -> None:
    assert basis_of(text, kinds, Column(title="seen")) == expected


def test_cell_basis_defaults_to_column() -> None:
    assert basis_of("88 %", set(), Column(title="theirs", holds="published")) == "published"


def test_basis_is_shown_per_column_or_cell(samples: SimpleNamespace) -> None:
    [table] = view_tables(samples.site(content=samples.content(reference_tables=(TABLE,))))
    assert table.anchor == "table-two-rules"
    assert [(column.title, column.basis) for column in table.columns] == [
        ("compared by", ""),
        ("rule", "definition"),
        ("seen", ""),
    ]
    marks = [[(cell.basis, cell.is_marked) for cell in cells] for _head, cells in table.rows]
    assert marks == [
        [("definition", False), ("measured", True)],
        [("definition", False), ("convention", True)],
        [("", False), ("", False)],
    ]


def test_tables_on_page_are_marked_and_escaped(samples: SimpleNamespace) -> None:
    page = render(samples.site(content=samples.content(reference_tables=(TABLE,))))
    assert "<h3>Two &lt;rules&gt;</h3>" in page
    assert '<th scope="row" role="rowheader">speed' in page
    assert '<span class="rests rests-measured" title="measured"><span class="unseen">(measured)</span></span>' in page
    assert page.count('class="empty"') == 2
    assert all(f'rests-{basis}">{basis}</span>' in page for basis in MEANINGS)


def test_short_verdict_is_word_with_link(samples: SimpleNamespace) -> None:
    link = ShortReferences(samples.site()).resolve("verdict", "faster", "here")
    assert link.endswith('<span aria-hidden="true">✓</span>&NoBreak;&nbsp;supported</a>')
    assert 'href="#claim-faster"' in link
    assert "Adam converges faster than plain SGD (one shared learning rate): supported: +1.2 points" in link


def test_fact_of_missing_variant_is_not_measured(samples: SimpleNamespace) -> None:
    text = ShortReferences(samples.site()).resolve("fact", "optimizers.nadam, 0.1.steps", "here")
    assert text == (
        '<span class="missing" title="fact optimizers.nadam, 0.1.steps: this run has no such variant">'
        "not measured in this run</span>"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "optimisers.adam.steps",
            "here: 'optimisers.adam.steps': 'optimisers' is not a study; did you mean 'optimizers'?",
        ),
        ("claim.slower.left", "here: 'claim.slower.left' is not a fact; did you mean 'claim.faster.left'?"),
        ("optimizers.adam.step", "here: 'optimizers.adam.step' is not a fact; did you mean 'optimizers.adam.steps'?"),
        ("optimizers.steps", "here: 'optimizers.steps' is not a fact; did you mean 'optimizers.adam.steps'?"),
    ],
)
def test_impossible_fact_is_rejected(samples: SimpleNamespace, name: str, message: str) -> None:
    facts = {each: samples.fact(name=each) for each in ("claim.faster.left", "optimizers.adam.steps")}
    with pytest.raises(UserError) as error:
        ShortReferences(samples.site(facts=facts)).resolve("fact", name, "here")
    assert str(error.value) == message


def test_unmeasured_reference_is_missing(samples: SimpleNamespace) -> None:
    fact = samples.fact(value=math.nan, note="params.yaml has no study 'x'")
    verdict = samples.verdict(verdict="not evaluated", reason="no such study", **samples.unmeasured)
    references = ShortReferences(samples.site(facts={fact.name: fact}, verdicts={"faster": verdict}))
    assert "not measured in this run" in references.resolve("fact", fact.name, "here")
    assert "not evaluated</a>" in references.resolve("verdict", "faster", "here")
    assert references.seen == {"missing"}


def test_takeaway_has_what_was_measured_and_its_scope(samples: SimpleNamespace) -> None:
    points = (make_point(), make_point(point="sgd_too", title="SGD", say="Tune it."))
    first, second = view_brief(samples.site(content=samples.content(points=points)))
    assert [(point.anchor, point.title) for point in (first, second)] == [
        ("point-adam", "Adam"),
        ("point-sgd-too", "SGD"),
    ]
    assert (first.say, second.say, second.against) == ("Use it.", "Tune it.", ())
    assert first.measured.endswith(">85.2 %</a>.")
    assert first.scope == "MLP, 5 seeds"


def test_takeaway_without_a_verdict_stands_alone(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(verdict="not evaluated", reason="too few seeds", **samples.unmeasured)
    site = samples.site(verdicts={"faster": verdict}, content=samples.content(points=(make_point(),)))
    (point,) = view_brief(site)
    assert (point.say, point.measured, point.scope) == ("Use it.", "", "")


@pytest.mark.parametrize(
    ("leans_on", "verdict", "is_against"),
    [
        ("faster", "contradicted", True),
        ("faster", "inconclusive", False),
        ("not faster", "supported", True),
        ("not faster", "contradicted", False),
    ],
)
def test_takeaway_names_the_verdict_that_contradicts_it(
    samples: SimpleNamespace, leans_on: str, verdict: str, is_against: bool
) -> None:
    content = samples.content(points=(make_point(leans_on=(leans_on,)),))
    (point,) = view_brief(samples.site(verdicts={"faster": samples.verdict(verdict=verdict)}, content=content))
    assert [f"{verdict}</a>" in word for word in point.against] == [True] * is_against


@pytest.mark.parametrize(
    ("columns", "rows", "problem"),
    [
        ("{title: a}, {title: b}", "[c, d], [e]", ": the row 'e' has 1 cell; give it 2, one for each column"),
        ("{title: a}, {title: b}", "[]", ".rows.0: is empty; give it at least one entry"),
        ("{title: a}", "[c]", ".columns: has too few entries; give it at least 2 entries"),
        (
            "{title: a, hold: b}, {title: b}",
            "[c, d]",
            ".columns.0.hold: unknown key; did you mean 'holds'? (holds, title)",
        ),
    ],
)
def test_invalid_table_is_rejected(tmp_path: Path, columns: str, rows: str, problem: str) -> None:
    for name in ("questions", "glossary", "studies", "summary", "cards", "curves", "synonyms", "figures"):
        (tmp_path / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    (tmp_path / "tables.yaml").write_text(
        f"- {{id: two, title: T, text: X, columns: [{columns}], rows: [{rows}]}}\n", encoding="utf-8"
    )
    with pytest.raises(UserError) as error:
        read_content(tmp_path)
    assert str(error.value) == f"tables.yaml: two{problem}"


def test_repository_has_brief_points_and_tables(samples: SimpleNamespace) -> None:
    content = read_content(samples.repository / "report" / "content")
    assert len(content.points) == 10
    assert all(REFERENCE.search(point.measured) for point in content.points)
    expected = {"learning_rates", "sgd_against_adam", "relu_against_sigmoid", "deep_against_classical", "activations"}
    expected |= {
        "outputs",
        "initializations",
        "optimizers",
        "schedules",
        "regularizers",
        "kinds_of_networks",
        "published",
    }
    assert expected <= {table.id for table in content.reference_tables}
