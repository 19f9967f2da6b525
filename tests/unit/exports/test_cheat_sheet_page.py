"""The cheat sheet agrees with the report, and its links lead into it."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from ruamel.yaml import YAML

from groundwork.core.errors import UserError
from groundwork.exports.cheat_sheet_page import TEMPLATE, cheat_sheet, write_cheat_sheet
from groundwork.exports.sheet_references import SheetReferences
from groundwork.pages.rendering import read_templates
from groundwork.report import wording
from groundwork.report.content import Point, SheetBlock, read_sheet_blocks
from groundwork.report.inputs import ReportInput, SheetCode
from groundwork.report.network_diagram import draw_network
from groundwork.report.network_stages import Stage
from groundwork.report.page import render

BLOCK = SheetBlock(block="rates", title="Rates <i>", text="| | high |\n|---|---|\n| SGD | [[fact:claim.faster.left]] |")
POINTS = (
    Point(point="first", title="Speed", say="Use Adam.", measured="Faster: [[verdict:faster]].", leans_on=("faster",)),
    Point(
        point="second",
        title="Again",
        say=r"It holds for $\eta < 1$.",
        measured="[[fact:claim.faster.left]]: [[verdict:faster]].",
        leans_on=(),
    ),
)


def make_page(samples: SimpleNamespace, *blocks: SheetBlock, **changes: object) -> str:
    site = samples.site(**{"content": samples.content(points=POINTS), **changes})
    return cheat_sheet(site, blocks or (BLOCK,), read_templates(samples.repository, TEMPLATE))


def test_it_has_the_sentences_the_blocks_and_the_training_step(samples: SimpleNamespace) -> None:
    page = make_page(samples)

    headings = re.findall("<h2>(.*?)</h2>", page)
    assert headings == ["Rates &lt;i&gt;", "2 takeaways", "The training step"]
    assert "<b>Speed.</b> Use Adam. Faster: <a" in page
    assert re.search(r'<td>SGD\n<td><a class="fact"[^>]* href="report.html#fact-claim.faster.left"', page)
    assert 'aria-label="Rates &lt;i&gt;"' in page
    assert "<math" in page
    assert "loss.backward()" in re.sub("<[^>]+>", "", page)
    assert "Numbers of the budget <code>quick</code>" in page


def test_line_to_say_is_printed(samples: SimpleNamespace) -> None:
    block = SheetBlock(block="say", title="Say it", text="**Adam.** [[say:adam]]")

    assert "<strong>Adam.</strong> Use <code>Adam</code> first, unless memory is short.</p>" in make_page(
        samples, block
    )


def test_cheat_sheet_shows_only_training_step_code(samples: SimpleNamespace) -> None:
    codes = (SheetCode("evaluate", "Evaluate", "count\n"), SheetCode("training_step", "The training step", "step\n"))

    page = make_page(samples, sheet=codes)

    assert "The training step</h2>" in page
    assert "Evaluate" not in page


def test_verdict_is_icon_with_evidence_in_title(samples: SimpleNamespace) -> None:
    sign = SheetReferences(samples.site()).resolve("verdict", "faster", "here")

    assert sign == (
        '<a class="verdict supported" href="report.html#claim-faster" title="Adam converges faster than plain SGD: '
        'supported: +1.2 points, 95 % interval 0.8 to 1.6, n\xa0=\xa05" aria-label="supported">✓</a>'
    )


def test_every_sign_is_explained(samples: SimpleNamespace) -> None:
    page = make_page(samples)

    for verdict, icon in wording.ICONS.items():
        assert f'<span class="verdict {wording.css_class(verdict)}">{icon}</span> {verdict}</span>' in page


def test_every_link_leads_to_a_place_that_the_report_has(samples: SimpleNamespace) -> None:
    site = samples.site(content=samples.content(points=POINTS))
    page = cheat_sheet(site, (BLOCK,), read_templates(samples.repository, TEMPLATE))
    places = set(re.findall(' id="([^"]+)"', render(site)))

    links = re.findall('<a [^>]*href="([^"]*)"', page)

    assert {link for link in links if not link.startswith("report.html")} == {"#content"}
    assert {link.partition("#")[2] for link in links if "report.html#" in link} <= places
    assert "report.html#claim-faster" in links
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_the_network_with_the_most_steps_is_drawn(samples: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    short = draw_network("short", [Stage("input", "", (4,), 0)])
    long = draw_network("long", [Stage("input", "", (4,), 0), Stage("output", "linear", (1,), 5)])
    other = draw_network("of another study", [Stage("input", "", (4,), 0)] * 3)
    drawn = {"study-first": (short, long), "study-second": (other,)}
    monkeypatch.setattr("groundwork.exports.cheat_sheet_page.network_diagrams", lambda _site: drawn)

    page = make_page(samples)

    assert "<b>long</b> 5 weights and biases" in page
    assert page.count('role="img"') == 2
    assert "of another study" not in page


def test_without_sentences_and_networks_there_is_no_empty_heading(samples: SimpleNamespace) -> None:
    page = make_page(samples, content=samples.content())

    assert re.findall("<h2>(.*?)</h2>", page) == ["Rates &lt;i&gt;", "The training step"]
    assert "<figure" not in page


def test_unknown_name_reports_its_place(samples: SimpleNamespace) -> None:
    wrong = SheetBlock(block="rates", title="Rates", text="[[verdict:fasterr]]")

    message = r"^cheat_sheet.yaml: rates: 'fasterr' is not a claim; did you mean 'faster'\?$"
    with pytest.raises(UserError, match=message):
        make_page(samples, wrong)


def test_a_wrong_block_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "cheat_sheet.yaml").write_text("- {block: rates, title: Rates}\n", encoding="utf-8")

    with pytest.raises(
        UserError, match=r"^cheat_sheet.yaml: rates.text: is missing; add it \(see the other entries\)$"
    ):
        read_sheet_blocks(tmp_path)


def test_names_from_params_are_no_markup(samples: SimpleNamespace) -> None:
    params = samples.params(report={"title": "<script>alert(1)</script>", "decimals": 1})

    page = make_page(samples, plan=samples.plan(params))

    assert "<script>alert" not in page
    assert "<title>&lt;script&gt;alert(1)&lt;/script&gt;: cheat sheet</title>" in page


def test_it_is_written_whole_and_the_same_each_time(samples: SimpleNamespace, tmp_path: Path) -> None:
    site: ReportInput = samples.site()
    (tmp_path / "results").mkdir()
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "templates").symlink_to(samples.repository / "report" / "templates")
    (tmp_path / "report" / "content").mkdir()
    text = "- {block: rates, title: Rates, text: 'Adam: [[fact:claim.faster.left]]'}\n"
    (tmp_path / "report" / "content" / "cheat_sheet.yaml").write_text(text, encoding="utf-8")

    path = write_cheat_sheet(tmp_path, tmp_path, site)
    first = path.read_bytes()

    assert path == tmp_path / "results" / "cheat-sheet.html"
    assert write_cheat_sheet(tmp_path, tmp_path, site).read_bytes() == first
    assert first.endswith(b"</html>\n")
    assert [each.name for each in path.parent.iterdir()] == ["cheat-sheet.html"]


def test_cheat_sheet_blocks_refer_to_existing_claims_and_studies(samples: SimpleNamespace) -> None:
    yaml = YAML(typ="safe", pure=True)
    content = samples.repository / "report" / "content"
    claims = {entry["id"] for entry in yaml.load(content / "claims.yaml")}
    studies = yaml.load(samples.repository / "params.yaml")["studies"]
    blocks = read_sheet_blocks(content)

    text = "".join(block.text for block in blocks)
    names = re.findall(r"\[\[fact:([^\]]+)\]\]", text)
    spoken = re.findall(r"\[\[say:([^\]]+)\]\]", text)

    assert [block.block for block in blocks] == [
        *("say", "rates", "optimizers", "activations", "initializations", "formulas"),
    ]
    assert len(spoken) == 6
    assert set(spoken) <= {entry["id"] for entry in yaml.load(content / "questions.yaml")}
    assert {name.split(".")[1] for name in names if name.startswith("claim.")} <= claims
    assert {name.partition(".")[0] for name in names} - {"claim"} <= studies.keys()
    assert len(names) >= 25
