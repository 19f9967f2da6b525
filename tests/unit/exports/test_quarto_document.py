"""The Quarto document: all parts of the report, relative figure paths, escaped text."""

import re
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest
from ruamel.yaml import YAML

from groundwork.core.errors import UserError
from groundwork.exports.quarto_document import TEMPLATE, quarto_document
from groundwork.pages.rendering import read_templates
from groundwork.report.content import Term
from groundwork.report.inputs import ReportInput
from groundwork.report.reference_tables import EMPTY
from tests.unit.exports.samples import CARD, POINTS, TABLE


def document(samples: SimpleNamespace, **changes: object) -> str:
    site: ReportInput = samples.site(**changes)
    return quarto_document(site, read_templates(samples.repository, TEMPLATE))


def full_content(samples: SimpleNamespace) -> object:
    return samples.content(points=POINTS, reference_tables=(TABLE,), cards=(CARD,))


def test_the_front_matter_names_three_formats_and_no_file_of_the_report(samples: SimpleNamespace) -> None:
    """Quarto would write report.html, which is the report; and nothing in the document may be run as code."""
    front = YAML(typ="safe", pure=True).load(document(samples).split("---\n")[1])

    assert {name: settings["output-file"] for name, settings in front["format"].items()} == {
        name: f"interview-report.{name}" for name in ("html", "pdf", "docx")
    }
    assert (front["title"], front["engine"]) == ("Groundwork", "markdown")
    assert front["format"]["html"]["embed-resources"] is True


def test_it_has_every_part_in_order(samples: SimpleNamespace) -> None:
    text = document(samples, content=full_content(samples), card_codes={"adam": "a = 1  # < 2\n"})

    anchors = re.findall(r"^# .*{#(.*)}$", text, re.MULTILINE)
    assert anchors[:5] == ["summary", "takeaways", "tables", "score-board", "questions"]
    assert anchors[5:] == ["from-memory", "studies", "glossary", "versions"]
    assert "\n1. **First.** Do it. 85.2 %. (MLP, 5 seeds)\n" in text
    assert "\n2. **Second.** Or not. Faster: supported. (MLP, 5 seeds)\n" in text
    assert "\n| by | high | low *(convention)* |\n|:----------|:----------|:----------|\n" in text
    assert f"\n| speed | 85.2 % *(measured)* | slow |\n| formula | $a$ *(definition)* | {EMPTY} |\n" in text
    assert "\n```python\na = 1  # < 2\n```\n" in text
    assert "\n:   One pass.\n" in text


def test_a_question_has_its_answers_evidence_and_figure(samples: SimpleNamespace) -> None:
    text = document(samples)

    assert "\n## What is Adam? {#question-adam}\n\n*first interview; optimizers*\n" in text
    assert "\n> Use `Adam` first, unless memory is short.\n" in text
    assert (
        "\n**If pushed.** It got 85.2 %. *MLP, 5 seeds*\n\n**Red flag.** “Adam is always better.” Tune *both*.\n"
        in text
    )
    assert "\n- **Junior.** Names it.\n- **Senior.** Writes it.\n- **Staff.** Doubts it.\n" in text
    assert "\n- **Why *that*?** Because.\n" in text
    assert "\nIt is $\\eta m_t$ and $$w_{t+1} = w_t - \\eta$$\n" in text
    assert "\n- Adam converges faster than plain SGD (one shared learning rate): **supported: +1.2 points, 95 %" in text
    assert "\n![Curves](figures/optimizers/curves.svg){width=70%}\n" in text
    assert "\nFigures, with how to read them: [Curves](#figure-optimizers-curves).\n" in text


def test_the_claims_are_a_table(samples: SimpleNamespace) -> None:
    text = document(samples)

    assert "| Adam converges faster than plain SGD. | one shared learning rate" in text
    assert " | supported | +1.2 points; 95 % interval 0.8 to 1.6, n\xa0=\xa05 |\n" in text


def test_every_link_leads_somewhere_in_the_document(samples: SimpleNamespace) -> None:
    text = document(samples, content=full_content(samples), card_codes={"adam": "a = 1\n"})

    anchors = set(re.findall(r"{#([^ }]+)", text))
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert len(links) == 3
    assert set(links) <= anchors


def test_every_heading_stands_after_an_empty_line(samples: SimpleNamespace) -> None:
    """Else pandoc takes it for the end of a paragraph."""
    for content in (full_content(samples), samples.content()):
        text = document(samples, content=content, card_codes={"adam": "a = 1\n"}).split("---\n", 2)[2]
        lines = text.split("\n")
        assert [line for before, line in pairwise(lines) if line.startswith("#") and before] == []


def test_hostile_names_are_text(samples: SimpleNamespace) -> None:
    hostile = '<script>alert("1")</script> `x`{=html} {{< include y >}} \n---\n| @a'
    params = samples.params(report={"title": hostile, "decimals": 1})
    terms = (Term(term=hostile, meaning=hostile),)
    verdict = samples.verdict(sentence=hostile, conditions=hostile)
    figure = replace(samples.site().figures["optimizers"]["curves"], title=hostile, how_to_read=hostile)

    text = document(
        samples,
        plan=samples.plan(params),
        content=samples.content(terms=terms),
        verdicts={verdict.claim: verdict},
        figures={"optimizers": {"curves": figure}},
    )

    assert "<script" not in re.sub(r"\\<", "", text)
    assert "{=html}" not in text
    assert "{{<" not in text
    assert text.count("\n---\n") == 1  # the end of the front matter


def test_equal_input_gives_equal_bytes(samples: SimpleNamespace) -> None:
    assert document(samples) == document(samples)


def test_a_name_that_does_not_exist_is_an_error(samples: SimpleNamespace) -> None:
    question = samples.question(mistake="[[fact:claim.slower.left]]")

    with pytest.raises(UserError, match=r"^questions\.yaml: adam\.mistake: 'claim\.slower\.left' is not a fact"):
        document(samples, content=samples.content(questions=(question,)))
