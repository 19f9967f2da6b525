"""The page of changes as a whole."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest

from groundwork.changes.against_reference import against_reference
from groundwork.changes.page import write_changes_page
from groundwork.core.errors import UserError
from groundwork.core.findings import ClaimKind
from groundwork.core.formatting import MINUS
from groundwork.core.identity import SOURCE
from groundwork.planning.plan import Plan
from groundwork.reference.files import Provenance, Reference

Make = Callable[..., Any]


def page_of(root: Path) -> str:
    page = (root / "results" / "changes.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    assert re.findall(r'(?:src|href)="(?!#|report\.html)[^"]*"', page) == []
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))
    return page


def test_first_report_has_no_comparison(results: Callable[..., Path], plan: Plan) -> None:
    root = results()

    written = write_changes_page(root, SOURCE, plan)

    assert written.summary == "results/changes.html: no earlier report to compare with"
    assert [path.parent.name for path in written.paths] == ["results", "history"]
    assert "There is no earlier report to compare with." in page_of(root)


def test_another_report_is_compared_with_the_first(
    results: Callable[..., Path], plan: Plan, fact: Make, verdict: Make
) -> None:
    write_changes_page(results(), SOURCE, plan)
    root = results(
        [fact("accuracy", 85.0), fact('a "new" <fact>')],
        [verdict("lower", verdict="contradicted", effect=-2.0, low=-3.0, high=-1.0)],
    )

    written = write_changes_page(root, SOURCE, plan)

    changed = "1 verdict, 1 fact, 0 parameters changed since the earlier report"
    assert written.summary == f"results/changes.html: {changed}"
    page = page_of(root)
    for text in (
        "1 of 1 claim that both judge got another verdict.",
        'href="report.html#claim-lower">A &lt;lower&gt; rate is better.</a>',
        "supported: +1.2 points, 95 % interval 0.8 to 1.6",
        f"contradicted: {MINUS}2.0 points, 95 % interval {MINUS}3.0 to {MINUS}1.0",
        '<th scope="row">accuracy<td>80.0 %<td>85.0 %<td>+5.0 points<td>79.0 to 81.0 (95 %)',
        "<summary>1 new fact</summary>",
        "<code>a &#34;new&#34; &lt;fact&gt;</code>",
        "dvc params diff HEAD~1",
    ):
        assert text in page  # fmt: skip


def test_equal_values_of_other_records_are_said_to_be_the_same(
    results: Callable[..., Path], plan: Plan, fact: Make
) -> None:
    write_changes_page(results(), SOURCE, plan)
    root = results([fact("accuracy", records=("b-2",))])

    assert write_changes_page(root, SOURCE, plan).summary == "results/changes.html: the same as the earlier report"
    assert "<strong>No parameter, verdict or value differs</strong> from the earlier report." in page_of(root)
    assert "<li>1 fact rests on rebuilt records.</li>" in page_of(root)


def reference_of(*verdicts: Any) -> Reference:
    made = Provenance(
        commit="c" * 40,
        frozen="f" * 40,
        budget="full",
        params="",
        machine="",
        cores=2,
        versions={},
        studies={},
        steps={},
    )
    return Reference({}, {verdict.claim: verdict for verdict in verdicts}, {}, made)


def test_verdicts_are_compared_with_those_of_the_reference(verdict: Make) -> None:
    kept = [
        verdict("same", identity="a"),
        verdict("another", identity="a", verdict="no meaningful difference"),
        verdict("opposite", identity="a", verdict="contradicted"),
        verdict("changed since", identity="b"),
        verdict("exact", identity="a", kind=ClaimKind.EXACT, verdict="contradicted"),
        verdict("too short", identity="a"),
    ]
    own = [
        *(verdict(name, identity="a") for name in ("same", "another", "opposite", "changed since")),
        verdict("exact", identity="a", kind=ClaimKind.EXACT),
        verdict("too short", identity="a", verdict="not evaluated"),
    ]

    found = against_reference(reference_of(*kept), {each.claim: each for each in own})

    assert found is not None
    assert (found.judged, [each.claim for _, each in found.others], found.opposite) == (3, ["another", "opposite"], 1)
    assert against_reference(None, {}) is None


def test_page_shows_what_differs_from_the_reference(
    results: Callable[..., Path], plan: Plan, verdict: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = verdict("lower", identity="a", verdict="contradicted", effect=-2.0, low=-3.0, high=-1.0)
    monkeypatch.setattr("groundwork.changes.page.read_reference", lambda _source: reference_of(kept))
    root = results(verdicts=[verdict("lower", identity="a")])

    write_changes_page(root, SOURCE, plan)

    page = page_of(root)
    assert "1 of 1 sampled claim that both judge got another verdict, 1 of them the opposite." in page
    assert "<dt>reference</dt>" in page
    assert f"contradicted: {MINUS}2.0 points" in page


def test_the_page_is_the_same_after_a_kill_and_a_second_try(
    results: Callable[..., Path], plan: Plan, fact: Make
) -> None:
    write_changes_page(results(), SOURCE, plan)
    root = results([fact("accuracy", 85.0)])
    first = write_changes_page(root, SOURCE, plan)
    page = page_of(root)

    assert write_changes_page(root, SOURCE, plan) == first
    assert page_of(root) == page


def test_damaged_history_is_in_the_summary(results: Callable[..., Path], plan: Plan, fact: Make) -> None:
    _, kept = write_changes_page(results(), SOURCE, plan).paths
    kept.write_text("{", encoding="utf-8")
    root = results([fact("accuracy", 85.0)])

    summary = write_changes_page(root, SOURCE, plan).summary

    assert summary == (
        f"results/changes.html: no earlier report to compare with; results/history/{kept.name}: damaged; ignored"
    )
    assert f"results/history/{kept.name}: damaged; ignored." in page_of(root)


def test_without_facts_there_is_a_plain_line(results: Callable[..., Path], plan: Plan) -> None:
    root = results()
    (root / "results" / "facts.csv").unlink()

    with pytest.raises(UserError) as error:
        write_changes_page(root, SOURCE, plan)

    told = "no such file; run `snakemake --cores 4` to make it again"
    assert str(error.value) == f"{root / 'results' / 'facts.csv'}: {told}"


@pytest.mark.parametrize("name", ["facts", "verdicts"])
def test_a_damaged_file_of_this_run_is_named(results: Callable[..., Path], plan: Plan, name: str) -> None:
    """Nothing of this run is taken for absent, as a damaged earlier state is."""
    root = results()
    (root / "results" / f"{name}.csv").write_text("other\n1\n", encoding="utf-8")
    missing = {"facts": "name", "verdicts": "claim"}[name]

    with pytest.raises(UserError) as error:
        write_changes_page(root, SOURCE, plan)

    assert str(error.value) == f"results/{name}.csv: no column {missing!r}; delete the file and run again"
