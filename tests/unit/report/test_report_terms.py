"""The prose says things in the field's own terms, and names mistakes by what is done."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from groundwork.config.reading import read_yaml
from groundwork.report.content import read_content

# What was written once, and the term that a reader can search for.
TERMS = {
    r"knobs?": "hyperparameter, setting",
    r"sledge": "the optimizer's name",
    r"shortcuts?": "skip connection, residual connection",
    r"first weights|starting weights|fresh weights": "initial weights",
    r"surer|surest|too sure|too unsure": "confident, overconfident, underconfident",
    r"ends? higher": "is more accurate, reaches higher accuracy",
    r"learn(?:s|ed)? by heart": "memorize",
    r"pupils?": "student",
    r"in use": "in production, at inference",
}
FROZEN = {"claims.yaml"}  # the sentences that the runs judge


def texts(value: object) -> Iterator[str]:
    """Yield all texts in this YAML value, without the ids in references."""
    if isinstance(value, str):
        yield re.sub(r"\[\[[^\]]*\]\]", "", value)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in ("id", "claims", "figures", "leans_on", "also"):
                yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.yaml")) if path.name not in FROZEN]


@pytest.mark.parametrize(("word", "term"), TERMS.items())
def test_prose_uses_the_standard_term(samples: SimpleNamespace, word: str, term: str) -> None:
    pattern = re.compile(rf"\b(?:{word})\b", re.IGNORECASE)
    found = [
        (path.name, " ".join(text[max(0, hit.start() - 30) : hit.end() + 30].split()))
        for path in files(samples.repository / "report" / "content")
        for text in texts(read_yaml(path))
        for hit in pattern.finditer(text)
    ]
    assert found == [], f"write: {term}"


def test_mistakes_are_named_by_what_is_done(samples: SimpleNamespace) -> None:
    content = read_content(samples.repository / "report" / "content")
    assert [question.id for question in content.questions if question.mistake.startswith("To ")] == []
    assert [card.id for card in content.cards if any(each.startswith("To ") for each in card.pitfalls)] == []
