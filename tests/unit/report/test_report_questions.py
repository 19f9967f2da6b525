"""The interview questions on the page: small figures, order, links, missing figures."""

import math
from types import SimpleNamespace
from xml.etree.ElementTree import Element

import html5lib
import pytest

from groundwork.core.errors import UserError
from groundwork.report.inputs import Figure
from groundwork.report.page import render
from groundwork.report.question_entry import Evidence, FollowUp
from groundwork.report.question_topics import difficulty_counts, tag_counts, view_topics
from groundwork.report.questions import QuestionView, pushed_scope, view_questions
from groundwork.report.references import References

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" viewBox="0 0 9 5"><path d="M0 0"/><path d="M1 1"/></svg>'


def evidence(*figures: str) -> Evidence:
    return Evidence(text="Seen.", claims=(), figures=figures)


def question_on_page(page: str, name: str = "adam") -> Element:
    root = html5lib.HTMLParser(strict=True).parse(page)
    return next(each for each in root.iter(f"{HTML}details") if each.get("id") == f"question-{name}")


def views(samples: SimpleNamespace, *entries: tuple[str, int, tuple[str, ...]]) -> tuple[QuestionView, ...]:
    """Return the views of questions given as id, difficulty and tags."""
    questions = tuple(
        samples.question(id=name, difficulty=difficulty, tags=tags, plain="x") for name, difficulty, tags in entries
    )
    return view_questions(samples.site(content=samples.content(questions=questions)))


def test_first_figure_has_small_view(samples: SimpleNamespace) -> None:
    page = render(samples.site())
    shown = question_on_page(page)
    small = next(shown.iter(f"{SVG}svg"))
    assert (small.get("role"), small.get("aria-label"), small.get("viewBox")) == ("img", "Curves", "0 0 100 50")
    assert [(each.tag, each.attrib) for each in small] == [(f"{SVG}use", {"href": "#drawing-optimizers-curves"})]
    assert page.count('id="drawing-optimizers-curves"') == 1
    caption = next(shown.iter(f"{HTML}figcaption"))
    assert [each.get("href") for each in caption.iter(f"{HTML}a")] == ["#figure-optimizers-curves"]
    assert "".join(caption.itertext()).strip() == "In full, with how to read it and its data: Curves"


def test_other_figures_are_linked(samples: SimpleNamespace) -> None:
    curves = Figure("optimizers", "curves", "Curves", "Lower is better.", DRAWING, "a\n")
    examples = Figure("optimizers", "examples", "Images", "Look.", DRAWING, "a\n")
    question = samples.question(evidence=evidence("optimizers/curves", "optimizers/examples"))
    site = samples.site(
        figures={"optimizers": {"curves": curves, "examples": examples}},
        content=samples.content(questions=(question,)),
    )
    caption = next(question_on_page(render(site)).iter(f"{HTML}figcaption"))
    assert "".join(caption.itertext()).endswith(": Curves. See also: Images")
    assert len(list(question_on_page(render(site)).iter(f"{SVG}svg"))) == 1


def test_drawing_is_one_group_with_definitions_outside(samples: SimpleNamespace) -> None:
    svg = DRAWING.replace("<path", '<defs><path id="dot" d="M0 0"/></defs><path clip-path="url(#dot)"', 1)
    site = samples.site(figures={"optimizers": {"curves": Figure("optimizers", "curves", "C", "L.", svg, "a\n")}})
    root = html5lib.HTMLParser(strict=True).parse(render(site))
    large = next(each for each in root.iter(f"{SVG}svg") if each.get("aria-label") == "C" and each.get("style"))
    assert [each.tag for each in large] == [f"{SVG}defs", f"{SVG}g"]
    assert large[1].get("id") == "drawing-optimizers-curves"
    assert [each.tag for each in large[1]] == [f"{SVG}path", f"{SVG}path"]


def test_undrawn_figure_is_named(samples: SimpleNamespace) -> None:
    question = samples.question(evidence=evidence("optimizers/examples", "optimizers/curves"))
    shown = question_on_page(render(samples.site(content=samples.content(questions=(question,)))))
    assert next(shown.iter(f"{SVG}use")).get("href") == "#drawing-optimizers-curves"
    (line,) = [each for each in shown.iter(f"{HTML}p") if each.get("class") == "undrawn"]
    assert "".join(line.itertext()) == "figure “examples” of study optimizers (not drawn in this run)"
    nothing = question_on_page(render(samples.site(figures={})))
    assert not list(nothing.iter(f"{SVG}use"))
    assert not list(nothing.iter(f"{HTML}figure"))


def test_question_has_self_link_tags_and_difficulty(samples: SimpleNamespace) -> None:
    shown = question_on_page(render(samples.site()))
    assert (shown.get("data-id"), shown.get("data-tags"), shown.get("data-difficulty")) == ("adam", "optimizers", "1")
    links = [each.get("href") for each in shown.iter(f"{HTML}a")]
    assert links[-1] == "#question-adam"


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def listed(shown: Element, name: str) -> list[str]:
    """Return the terms and descriptions of a list."""
    (found,) = [each for each in shown.iter(f"{HTML}dl") if each.get("class") == name]
    return [words_of(each) for each in found]


def test_line_to_say_stands_on_the_folded_row(samples: SimpleNamespace) -> None:
    (row,) = [each for each in question_on_page(render(samples.site())) if each.tag == f"{HTML}summary"]
    (said,) = [each for each in row if each.get("class") == "say"]
    assert words_of(said) == "“Use Adam first, unless memory is short.”"
    assert [each.text for each in said.iter(f"{HTML}code")] == ["Adam"]


def test_answer_has_result_with_scope_red_flag_and_levels(samples: SimpleNamespace) -> None:
    settings = {"dataset": "fashion-mnist", "train_images": 55000, "model": "mlp"}
    verdict = samples.verdict(shared_settings=settings, horizon=4300, n=8)
    shown = question_on_page(render(samples.site(verdicts={"faster": verdict})))
    assert listed(shown, "spoken") == [
        "If pushed",
        "It got 85.2 %. 55,000 training images of Fashion-MNIST, MLP, 4,300 steps, 8 seeds",
        "Red flag",
        "“Adam is always better.” Tune both.",
    ]
    assert listed(shown, "levels") == ["Junior", "Names it.", "Senior", "Writes it.", "Staff", "Doubts it."]
    assert listed(shown, "next") == ["Why that?", "Because."]


def test_result_that_is_missing_is_no_sentence(samples: SimpleNamespace) -> None:
    fact = samples.fact(value=math.nan, note="too short")
    verdict = samples.verdict(verdict="not evaluated", reason="too short", **samples.unmeasured)
    site = samples.site(facts={fact.name: fact}, verdicts={"faster": verdict})
    assert listed(question_on_page(render(site)), "spoken")[:2] == [
        "If pushed",
        "Its number was not measured in this run.",
    ]


def test_told_answer_says_so(samples: SimpleNamespace) -> None:
    question = samples.question(told=True, if_pushed="", leans_on=(), evidence=evidence())
    shown = question_on_page(render(samples.site(content=samples.content(questions=(question,)))))
    assert listed(shown, "spoken")[:2] == ["Basis", "Standard knowledge; nothing was measured for it here."]


def test_evidence_is_folded(samples: SimpleNamespace) -> None:
    shown = question_on_page(render(samples.site()))
    (proof,) = [each for each in shown.iter(f"{HTML}details") if each.get("class") == "proof"]
    assert proof.get("open") is None
    assert words_of(proof).startswith("Evidence Adam got 85.2 %")
    assert len(list(proof.iter(f"{SVG}svg"))) == 1


def test_pushed_result_of_a_measurement_says_its_protocol(samples: SimpleNamespace) -> None:
    measured = samples.verdict(shared_settings={}, protocol="one network, untrained", n=1)
    references = References(samples.site(verdicts={"faster": measured}))
    assert pushed_scope(samples.question(), references) == "one network, untrained, 1 seed"


def test_topics_are_sorted_and_have_each_question_once(samples: SimpleNamespace) -> None:
    shown = views(
        samples,
        ("hard", 3, ("optimizers",)),
        ("easy", 1, ("optimizers", "speed")),
        ("lone", 1, ("loss", "optimizers")),
        ("first", 1, ("pytorch",)),
        ("second", 1, ("pytorch", "optimizers")),
        ("other", 3, ("speed", "loss")),
    )
    found = [(topic.title, topic.anchor, [each.id for each in topic.questions]) for topic in view_topics(shown)]
    assert found == [
        ("PyTorch", "topic-pytorch", ["first", "second"]),
        ("Optimizers", "topic-optimizers", ["easy", "lone", "hard"]),
        ("Speed", "topic-speed", ["other"]),
    ]


def test_topic_anchor_has_no_space(samples: SimpleNamespace) -> None:
    (topic,) = view_topics(views(samples, ("adam", 1, ("learning rate",))))
    assert (topic.title, topic.anchor) == ("Learning rate", "topic-learning-rate")


def test_tags_and_difficulties_are_counted(samples: SimpleNamespace) -> None:
    shown = views(samples, ("adam", 3, ("speed", "loss")), ("sgd", 1, ("loss",)), ("rate", 3, ("loss",)))
    assert tag_counts(shown) == (("loss", 3), ("speed", 1))
    assert difficulty_counts(shown) == ((1, "first interview", 1), (3, "specialist", 2))


def test_question_list_works_without_scripts(samples: SimpleNamespace) -> None:
    root = html5lib.HTMLParser(strict=True).parse(render(samples.site()))
    section = next(each for each in root.iter(f"{HTML}section") if each.get("id") == "questions")
    links = [each.get("href") for each in section.iter(f"{HTML}a")]
    assert links[:3] == ["#trainer", "interview-prep.apkg", "#question-adam"]
    options = [(each.get("value"), each.text) for each in section.iter(f"{HTML}option")]
    assert options == [("", "all"), ("optimizers", "optimizers (1)"), ("", "all"), ("1", "first interview (1)")]
    tools = [each for each in section if each.get("class") in {"tools", "found"}]
    assert len(tools) == 2
    assert all("hidden" in each.attrib for each in tools)


def test_follow_up_links_to_question(samples: SimpleNamespace) -> None:
    questions = (
        samples.question(plain="x", follow_ups=(FollowUp(question="And then?", see="momentum"),)),
        samples.question(plain="x", id="momentum", question="What is momentum?"),
    )
    page = render(samples.site(content=samples.content(questions=questions)))
    (answer,) = [each for each in question_on_page(page).iter(f"{HTML}dl") if each.get("class") == "next"]
    assert [" ".join("".join(each.itertext()).split()) for each in answer] == ["And then?", "See What is momentum?"]
    assert [each.get("href") for each in answer.iter(f"{HTML}a")] == ["#question-momentum"]


def test_small_view_of_damaged_drawing_is_rejected(samples: SimpleNamespace) -> None:
    damaged = Figure("optimizers", "curves", "Curves", "", "<svg", "a\n")
    with pytest.raises(UserError, match=r"^results/figures/optimizers/curves.svg: not a readable drawing"):
        view_questions(samples.site(figures={"optimizers": {"curves": damaged}}))
