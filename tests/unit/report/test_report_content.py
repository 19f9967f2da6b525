"""The prose: the files of the repository are valid, and mistakes in them are named by file and entry."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from groundwork.claims.files import read_claims
from groundwork.claims.judging import judge
from groundwork.config.catalog import FIGURE, entries
from groundwork.errors import UserError
from groundwork.report.content import read_content
from groundwork.report.page import render
from groundwork.report.parsing import facts_from, verdicts_from

QUESTION = """
- id: adam
  question: What?
  difficulty: 1
  tags: [optimizers]
  plain: P
  technical: T
  mistake: M
  evidence: {text: E}
"""


def write(folder: Path, questions: str) -> Path:
    (folder / "questions.yaml").write_text(questions, encoding="utf-8")
    (folder / "glossary.yaml").write_text("- {term: a, meaning: b}\n", encoding="utf-8")
    for name in ("studies", "summary", "tables", "cards"):
        (folder / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    return folder


def test_content_is_read(tmp_path: Path) -> None:
    content = read_content(write(tmp_path, QUESTION))
    assert [question.id for question in content.questions] == ["adam"]
    assert content.questions[0].tags == ("optimizers",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  plain: P\n", "", "questions.yaml: adam.plain: is missing; add it (see the other entries)"),
        ("plain:", "plane:", "questions.yaml: adam.plane: unknown key; did you mean 'plain'?"),
        ("difficulty: 1", "difficulty: 4", "questions.yaml: adam.difficulty: 4: input should be 1, 2 or 3"),
        ("{text: E}", "{text: E, claim: [x]}", "adam.evidence.claim: unknown key; did you mean 'claims'?"),
        ("id: adam", "id: 3", "questions.yaml: entry 1.id: 3: input should be a valid string"),
        ("tags: [optimizers]", "tags: []", "questions.yaml: adam.tags: ()"),
        ("{text: E}", "{text: E, figures: [curves]}", "adam.evidence.figures.0: 'curves': string should match"),
    ],
)
def test_mistake_names_file_entry_and_what_is_allowed(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(UserError) as error:
        read_content(write(tmp_path, QUESTION.replace(old, new)))
    assert message in str(error.value)


def test_entry_that_is_listed_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^questions.yaml: adam: this id is used twice; rename or delete one"):
        read_content(write(tmp_path, QUESTION + QUESTION))


def test_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^questions.yaml: expected a list of entries; start each with '- id: ...'"):
        read_content(write(tmp_path, "a: b\n"))


def test_prose_of_the_repository_refers_only_to_what_exists_even_where_nothing_was_measured(
    samples: SimpleNamespace,
) -> None:
    folder = samples.repository / "report" / "content"
    judged = judge({}, read_claims(folder / "claims.yaml"), samples.params(), {})
    content = read_content(folder)
    page = render(
        samples.site(
            content=content,
            facts=facts_from(judged.facts.to_csv(index=False), "facts"),
            verdicts=verdicts_from(judged.verdicts.to_csv(index=False), "verdicts"),
            figure_names=frozenset(entries(FIGURE)),
        )
    )
    assert page.count('class="question"') == len(content.questions)
    assert len(content.questions) >= 15
    assert "not measured in this run: params.yaml has no study" in page
    assert all(question.plain and question.mistake and question.evidence.text for question in content.questions)


def test_every_claim_is_evidence_of_a_question(samples: SimpleNamespace) -> None:
    folder = samples.repository / "report" / "content"
    cited = {claim for question in read_content(folder).questions for claim in question.evidence.claims}
    claims = {claim.id for claim in read_claims(folder / "claims.yaml").claims}
    assert claims - cited == set()
