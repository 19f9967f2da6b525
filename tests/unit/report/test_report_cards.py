"""The cards of code to write from memory."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from groundwork.config.reading import read_yaml
from groundwork.core.errors import UserError
from groundwork.core.identity import PACKAGE
from groundwork.pages.rendering import fill
from groundwork.report.cards import FOLDER, card_anchor, read_codes, view_cards
from groundwork.report.content import Card, read_content
from groundwork.report.questions import view_questions

CARD = Card(
    id="adam",
    title="Adam <b>",
    prompt="Write $w$ with `sqrt(v)`.",
    minutes=8,
    checks=("Epsilon is *outside*.", "Two."),
    pitfalls=("See [[question:adam]].",),
    tested_against="`torch.optim.Adam`.",
    questions=("adam",),
)
SOURCE = '''"""The file's sentence."""

import torch


def step(loss: torch.Tensor) -> None:  # a comment
    """Step."""
    loss.backward()  # type: ignore[no-untyped-call]
'''


def site_with(samples: SimpleNamespace, *cards: Card, **changes: Any) -> Any:
    """Return a report input with these cards."""
    return samples.site(content=samples.content(cards=cards), **changes)


def test_card_code_excludes_docstring(tmp_path: Path) -> None:
    (tmp_path / "step.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "__init__.py").write_text('"""Cards."""\n', encoding="utf-8")

    assert read_codes(tmp_path) == {
        "step": "import torch\n\n\ndef step(loss: torch.Tensor) -> None:  # a comment\n"
        '    """Step."""\n    loss.backward()\n'
    }


def test_card_view(samples: SimpleNamespace) -> None:
    (view,) = view_cards(site_with(samples, CARD))

    assert (view.anchor, view.title, view.minutes) == ("card-adam", "Adam <b>", 8)
    assert view.file == "groundwork/from_memory/adam.py"
    assert "<math" in view.prompt
    assert "<code>sqrt(v)</code>" in view.prompt
    assert view.checks == ("Epsilon is <em>outside</em>.", "Two.")
    assert view.pitfalls == ('See <a href="#question-adam">What is Adam?</a>.',)
    assert view.tested_against == "<code>torch.optim.Adam</code>."
    assert view.questions == ('<a href="#question-adam">What is Adam?</a>',)
    assert '<span class="k">class</span>' in view.code


def test_cards_keep_order(samples: SimpleNamespace) -> None:
    first, second = (CARD.model_copy(update={"id": name}) for name in ("z", "a"))

    views = view_cards(site_with(samples, first, second, card_codes={"a": "1\n", "z": "2\n"}))

    assert [view.anchor for view in views] == [card_anchor("z"), card_anchor("a")]


def test_question_links_to_cards(samples: SimpleNamespace) -> None:
    other = CARD.model_copy(update={"id": "sgd", "questions": ("momentum",)})

    (adam,) = view_questions(site_with(samples, CARD, other))

    assert adam.cards == ('<a href="#card-adam">Adam &lt;b&gt;</a>',)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"id": "adan"},
            "cards.yaml: adan: there is no src/groundwork/from_memory/adan.py; write it, or use one of adam",
        ),
        ({"questions": ("adan",)}, "cards.yaml: adam.questions: 'adan' is not a question; did you mean 'adam'?"),
        ({"prompt": "[[fact:none]]"}, "cards.yaml: adam.prompt: 'none' is not a fact; see report/content and "),
    ],
)
def test_unknown_reference_of_card_is_rejected(samples: SimpleNamespace, change: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError) as caught:
        view_cards(site_with(samples, CARD.model_copy(update=change)))

    assert str(caught.value).startswith(message)


def test_card_answer_is_folded(samples: SimpleNamespace) -> None:
    site = site_with(samples, CARD)

    section = fill(site.templates, "cards.html", {"cards": view_cards(site)})

    inner = re.compile(r"<details(?: class=\"solution\")?>.*?</details>", re.DOTALL)
    open_part = inner.sub("", section)
    assert '<section id="from-memory">' in section
    assert '<a href="#from-memory">Code</a>' in site.templates["report.html"]
    assert '<details class="card" id="card-adam">' in section
    assert "Adam &lt;b&gt;" in open_part
    assert "<code>sqrt(v)</code>" in open_part
    assert "8 minutes" in open_part
    assert "a convention, not a measurement" in open_part
    assert "class</span>" not in open_part
    assert section.count("<details") == 3
    assert 'aria-label="Code: Adam &lt;b&gt;"' in section


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("minutes: 8", "minutes: 0", "cards.yaml: adam.minutes: 0: input should be greater than or equal to 1"),
        ("title: Adam", "name: Adam", "cards.yaml: adam.title: is missing; add it (see the other entries)"),
    ],
)
def test_invalid_card_message(samples: SimpleNamespace, tmp_path: Path, right: str, wrong: str, message: str) -> None:
    shutil.copytree(samples.repository / "report" / "content", tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "cards.yaml").read_text(encoding="utf-8")
    before, adam, after = text.partition("- id: adam\n")
    (tmp_path / "cards.yaml").write_text(before + adam + after.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(UserError) as caught:
        read_content(tmp_path)

    assert message in str(caught.value).splitlines()


def test_repository_cards_are_valid(samples: SimpleNamespace) -> None:
    content = read_content(samples.repository / "report" / "content")
    questions = {question.id for question in content.questions}

    assert sorted(card.id for card in content.cards) == sorted(read_codes(PACKAGE / FOLDER))
    assert {card.id: set(card.questions) - questions for card in content.cards if set(card.questions) - questions} == {}
    assert [card.id for card in content.cards if not 3 <= len(card.checks) <= 5 or len(card.pitfalls) != 2] == []
    assert len(read_yaml(samples.repository / "report" / "content" / "cards.yaml")) == len(content.cards) >= 12
