"""The whole page: well-formed, self-contained, deterministic, and safe against hostile input."""

import gzip
import itertools
import re
from base64 import b64decode
from collections.abc import Callable
from types import SimpleNamespace
from xml.etree.ElementTree import Element

import html5lib
import pytest

from groundwork.core.errors import UserError
from groundwork.report.page import render
from groundwork.report.provenance_page import render_provenance
from groundwork.report.question_entry import FollowUp, Rubric

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background"}


def parse(page: str) -> Element:
    root: Element = html5lib.HTMLParser(strict=True).parse(page)
    return root


def text_of(page: str) -> str:
    return " ".join("".join(parse(page).itertext()).split())


@pytest.mark.parametrize(("make", "heading"), [(render, "Groundwork"), (render_provenance, "Provenance")])
def test_page_is_well_formed_and_deterministic(
    samples: SimpleNamespace, make: Callable[..., str], heading: str
) -> None:
    page = make(samples.site())
    assert parse(page).find(f".//{HTML}h1").text == heading  # type: ignore[union-attr]
    assert page == make(samples.site())


@pytest.mark.parametrize("make", [render, render_provenance])
def test_page_loads_nothing_external(samples: SimpleNamespace, make: Callable[..., str]) -> None:
    page = make(samples.site())
    for element in parse(page).iter():
        assert not LOADING & set(element.attrib), element.tag
        assert element.tag not in {f"{HTML}{name}" for name in ("iframe", "img", "object", "embed", "base")}
        if element.tag == f"{HTML}link":
            assert (element.get("rel"), element.get("href", "")[:18]) == ("icon", "data:image/svg+xml")
            continue
        for name, value in element.attrib.items():
            if name.endswith("href") and element.tag != f"{HTML}a":
                assert value.startswith("#")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    assert "default-src 'none'" in page


def test_each_page_leads_to_places_of_the_other(samples: SimpleNamespace) -> None:
    site = samples.site()
    report, provenance = parse(render(site)), parse(render_provenance(site))

    def missing(page: Element, name: str, other: Element) -> list[str]:
        there = {element.get("id") for element in other.iter()}
        links = [link.get("href", "") for link in page.iter(f"{HTML}a")]
        places = [link.removeprefix(f"{name}#") for link in links if link.startswith(f"{name}#")]
        assert places
        return [place for place in places if place not in there]

    assert missing(report, "provenance.html", provenance) == []
    assert missing(provenance, "report.html", report) == []


def test_anchors_exist_and_ids_are_unique(samples: SimpleNamespace) -> None:
    root = parse(render(samples.site()))
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert sorted(ids) == sorted(set(ids))
    links = {
        value[1:]
        for element in root.iter()
        for name, value in element.attrib.items()
        if name.endswith("href") and value.startswith("#")
    }
    assert links - set(ids) == set()
    assert {"claim-faster", "fact-claim.faster.left", "figure-optimizers-curves", "question-adam"} <= links


def test_headings_never_skip_a_level(samples: SimpleNamespace) -> None:
    levels = [
        int(each.tag[-1]) for each in parse(render(samples.site())).iter() if re.fullmatch(f"{HTML}h[1-6]", each.tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_figure_markup(samples: SimpleNamespace) -> None:
    root = parse(render(samples.site()))
    drawing = next(each for each in root.iter(f"{SVG}svg") if each.get("aria-label") == "Curves" and each.get("style"))
    assert drawing.get("style") == "max-width:135pt"
    (group,) = (each for each in drawing if each.tag == f"{SVG}g")
    view = next(iter(group))
    assert [view.get(name) for name in ("viewBox", "x", "y", "width", "height")] == ["0 0 9 9", "0", "0", "9", "9"]
    classes = [each.get("class") for each in view.iter() if each.get("class")]
    assert classes == ["d0", "d1"]
    (sheet,) = (each.text or "" for each in root.iter(f"{HTML}style"))
    assert ".d0{stroke:currentColor;fill:#d62728}.d1{fill:currentColor}" in sheet
    assert drawing.find(f".//{SVG}style") is None
    links = [each for each in root.iter(f"{HTML}a") if each.get("download")]
    assert [each.get("download") for each in links] == ["optimizers-curves.csv.gz"]
    start, _, packed = str(links[0].get("href")).partition(",")
    assert start == "data:application/gzip;base64"
    assert gzip.decompress(b64decode(packed)) == b"epoch,loss\n1,0.5\n"
    assert b64decode(packed)[4:8] == bytes(4), "no time of compression"


def test_hostile_names_are_escaped(samples: SimpleNamespace) -> None:
    hostile = "<script>alert('x')</script>\"&"
    params = samples.params(report={"title": hostile, "decimals": 1})
    follow_up = FollowUp(question=hostile, answer="[x](javascript:alert(1))")
    rubric = Rubric(junior=hostile, senior=hostile, staff=hostile)
    question = samples.question(plain=hostile, question=hostile, say=hostile, rubric=rubric, follow_ups=(follow_up,))
    settings = {hostile: hostile}
    verdict = samples.verdict(sentence=hostile, left_settings=settings, reason=hostile, conditions=hostile)
    site = samples.site(
        plan=samples.plan(params),
        content=samples.content(questions=(question,)),
        facts={name: samples.fact(name=name) for name in ("claim.faster.left", hostile)},
        verdicts={"faster": verdict},
    )
    root = parse(render(site))
    scripts = ["".join(each.itertext()) for each in root.iter(f"{HTML}script")]
    assert len(scripts) == 3  # the last but one has the synonyms of the search
    assert "alert" not in "".join(scripts)
    assert not [each for each in root.iter(f"{HTML}a") if each.get("href", "").startswith("javascript")]
    assert not [each for each in root.iter() if any(name.startswith("on") for name in each.attrib)]
    assert root.find(f".//{HTML}h1").text == hostile  # type: ignore[union-attr]


def test_banner_names_fallback_and_fix(samples: SimpleNamespace) -> None:
    site = samples.site(plan=samples.plan(samples.params(), "digits"))
    page = text_of(render(site))
    assert (
        "Fashion-MNIST is not available; this run uses the fallback Digits (8x8): 1,437 training images of 8x8" in page
    )
    assert "GROUNDWORK_DATA_MIRROR" in page
    assert "Digits (8x8), fallback for Fashion-MNIST" in text_of(render_provenance(site))
    assert "uses the fallback" not in text_of(render(samples.site()))


def test_budget_is_explained(samples: SimpleNamespace) -> None:
    page = text_of(render(samples.site()))
    assert "Made with the budget quick. 1,000 training images, 2 epochs, 3 seeds for each variant." in page
    assert "Not all training images of Fashion-MNIST are used" in page


def test_versions_checksums_parameters_and_records_are_shown(samples: SimpleNamespace) -> None:
    site = samples.site()
    page = text_of(render_provenance(site))
    assert "python 3.11.0" in page
    assert "md5 f4a8712d7a061bf5bd6d2ca38dc4d50a" in page
    assert "seeds: [1, 2, 3]" in page
    assert "seed 2 diverged at step 9" in page
    for name in site.plan.records:
        assert name in page


def test_study_without_prose_has_section(samples: SimpleNamespace) -> None:
    question = samples.question(plain="x")
    page = render(samples.site(content=samples.content(studies=(), questions=(question,))))
    assert 'id="study-optimizers"' in page
    assert "Optimizers" in text_of(page)


def test_study_without_results_has_section(samples: SimpleNamespace) -> None:
    page = text_of(render(samples.site(tables={}, figures={})))
    assert "figure “curves” of study optimizers (not drawn in this run)" in page


@pytest.mark.parametrize(
    ("prose", "message"),
    [
        (
            "[[fact:claim.faster.lef]]",
            "questions.yaml: adam.plain: 'claim.faster.lef' is not a fact; did you mean 'claim.faster.left'?",
        ),
        ("[[verdict:faster2]]", "questions.yaml: adam.plain: 'faster2' is not a claim; did you mean 'faster'?"),
        (
            "[[figure:optimizers/curve]]",
            "questions.yaml: adam.plain: 'optimizers/curve': 'curve' is not a figure; did you mean 'curves'?",
        ),
        (
            "[[figure:optimizer/curves]]",
            "questions.yaml: adam.plain: 'optimizer/curves': 'optimizer' is not a study; did you mean 'optimizers'?",
        ),
        ("[[question:adm]]", "questions.yaml: adam.plain: 'adm' is not a question; did you mean 'adam'?"),
        (
            "[[facts:x]]",
            "questions.yaml: adam.plain: [[facts:x]]: 'facts' is not a kind of reference; did you mean 'fact'?",
        ),
    ],
)
def test_unknown_reference_suggests_nearest_name(samples: SimpleNamespace, prose: str, message: str) -> None:
    content = samples.content(questions=(samples.question(plain=prose),))
    with pytest.raises(UserError) as error:
        render(samples.site(content=content))
    assert str(error.value) == message


@pytest.mark.parametrize("latex", [r"\frac{1", r"\fraction{1}{2}", r"\left( x", "a } b"])
def test_invalid_formula_error_has_place(samples: SimpleNamespace, latex: str) -> None:
    content = samples.content(questions=(samples.question(technical=f"${latex}$"),))
    with pytest.raises(UserError) as error:
        render(samples.site(content=content))
    assert str(error.value).startswith(f"questions.yaml: adam.technical: ${latex}$ is not a formula (")


@pytest.mark.parametrize("latex", [r"\lVert w \rVert^2", r"\left\lVert w \rVert^2"])
def test_norm_without_size_is_rejected(samples: SimpleNamespace, latex: str) -> None:
    """Its two delimiters would have different sizes."""
    content = samples.content(questions=(samples.question(technical=f"${latex}$"),))
    with pytest.raises(UserError) as error:
        render(samples.site(content=content))
    problem = rf"${latex}$ has a norm without size; write \left\lVert and \right\rVert"
    assert str(error.value) == f"questions.yaml: adam.technical: {problem}"


def test_damaged_drawing_is_rejected(samples: SimpleNamespace) -> None:
    site = samples.site()
    figure = site.figures["optimizers"]["curves"]
    damaged = type(figure)(figure.study, figure.name, figure.title, figure.how_to_read, "<svg", figure.csv)
    with pytest.raises(UserError, match=r"^results/figures/optimizers/curves.svg: not a readable drawing"):
        render(samples.site(figures={"optimizers": {"curves": damaged}}))
