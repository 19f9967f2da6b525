"""The prose: the repository's files are valid, and errors name file and entry."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from groundwork.claims.files import read_claims
from groundwork.claims.judging import judge
from groundwork.config.catalog import FIGURE, entries
from groundwork.config.reading import read_params
from groundwork.core.errors import UserError
from groundwork.core.metrics import RUN_METRICS
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.plan import make_plan
from groundwork.report.content import read_content, read_sheet_blocks
from groundwork.report.page import render
from groundwork.report.prose import REFERENCE
from groundwork.running.starting import resolved_dataset

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


KEYS = "difficulty, evidence, follow_ups, id, mistake, plain, question, tags, technical"
EVIDENCE = "claims, figures, text"
LETTERS = "use lowercase letters, digits"
NAME = f"{LETTERS} and _, starting with a letter"
TAG = f"{LETTERS}, spaces and -, starting with a letter"
FIGURE_PATH = "write study/figure, as in optimizers/loss_curves"


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
    ("old", "new", "problem"),
    [
        ("  plain: P\n", "", ".plain: is missing; add it (see the other entries)"),
        ("plain:", "plane:", f".plane: unknown key; did you mean 'plain'? ({KEYS})"),
        ("difficulty: 1", "difficulty: 4", ".difficulty: 4: input should be 1, 2 or 3"),
        ("{text: E}", "{text: E, claim: [x]}", f".evidence.claim: unknown key; did you mean 'claims'? ({EVIDENCE})"),
        ("tags: [optimizers]", "tags: []", ".tags: is empty; give it at least one entry"),
        (
            "[optimizers]",
            "[Adam]",
            f".tags.0: 'Adam' is not a valid tag; {TAG}",
        ),
        ("evidence: {", "evidence: {claims: [A],", f".evidence.claims.0: 'A' is not a valid name; {NAME}"),
        ("{text: E}", "{text: E, figures: [curves]}", f".evidence.figures.0: 'curves' is not a figure; {FIGURE_PATH}"),
        ("plain: P", "plain: [P]", ".plain: ['P']: input should be a valid string"),
        ("mistake: M", "mistake: true", ".mistake: true: input should be a valid string"),
    ],
)
def test_invalid_content_message(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(UserError) as error:
        read_content(write(tmp_path, QUESTION.replace(old, new)))
    assert f"questions.yaml: adam{problem}" in str(error.value).splitlines()


def test_entry_without_id_is_named_by_number(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        read_content(write(tmp_path, QUESTION.replace("id: adam", "id: 3") + "- adam\n"))
    assert str(error.value).splitlines() == [
        "questions.yaml: entry 1.id: 3: input should be a valid string",
        "questions.yaml: entry 2: 'adam': input should be an object",
    ]


def test_duplicate_entry_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^questions.yaml: adam: this id is used twice; rename or delete one"):
        read_content(write(tmp_path, QUESTION + QUESTION))


def test_file_that_is_not_a_list_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^questions.yaml: expected a list of entries; start each with '- id: ...'"):
        read_content(write(tmp_path, "a: b\n"))


def write_folder(content: Path, order: str, **files: str) -> Path:
    (content / "questions").mkdir()
    for name, text in {"order": order, **files}.items():
        (content / "questions" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return content


def other(name: str) -> str:
    return QUESTION.replace("id: adam", f"id: {name}")


def test_questions_of_a_folder_follow_in_the_listed_order(tmp_path: Path) -> None:
    folder = write_folder(write(tmp_path, QUESTION), "[z, a]", a=other("c"), z=other("b") + other("a"))

    content = read_content(folder)

    assert [question.id for question in content.questions] == ["adam", "b", "a", "c"]
    assert content.place_of("adam") == "questions.yaml: adam"
    assert content.place_of("c") == "questions/a.yaml: c"


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        ("[a, b, a]", "'a' is listed twice; delete one of the lines"),
        ("[a, b, c]", "'c': there is no questions/c.yaml; create it, or delete the line"),
        ("[a, b, order]", "'order': there is no questions/order.yaml; create it, or delete the line"),
        ("[a]", "questions/b.yaml is not listed; add a line for it"),
        ("a: b", "expected a list of names of files; write one on each line, as in '- debugging'"),
        ("[[a], b]", "expected a list of names of files; write one on each line, as in '- debugging'"),
    ],
)
def test_order_of_files_must_be_complete(tmp_path: Path, order: str, problem: str) -> None:
    with pytest.raises(UserError) as error:
        read_content(write_folder(write(tmp_path, QUESTION), order, a=other("a"), b=other("b")))
    assert str(error.value) == f"questions/order.yaml: {problem}"


def test_folder_without_an_order_is_rejected(tmp_path: Path) -> None:
    folder = write_folder(write(tmp_path, QUESTION), "[]")
    (folder / "questions" / "order.yaml").unlink()
    with pytest.raises(UserError, match=r"questions/order.yaml: no such file"):
        read_content(folder)


def test_problem_in_a_folder_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        read_content(write_folder(write(tmp_path, QUESTION), "[a]", a=other("b").replace("plain: P", "plain: 3")))
    assert str(error.value) == "questions/a.yaml: b.plain: 3: input should be a valid string"


def test_id_of_another_file_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        read_content(write_folder(write(tmp_path, QUESTION), "[a]", a=QUESTION))
    assert str(error.value) == "questions/a.yaml: adam: questions.yaml has this id too; rename one of them"


def test_repository_prose_references_exist(
    samples: SimpleNamespace,
) -> None:
    folder = samples.repository / "report" / "content"
    judged = judge({}, read_claims(folder / "claims.yaml"), samples.params(), {})
    content = read_content(folder)
    page = render(
        samples.site(
            content=content,
            facts={fact.name: fact for fact in judged.facts},
            verdicts={verdict.claim: verdict for verdict in judged.verdicts},
            figure_names=frozenset(entries(FIGURE)),
        )
    )
    assert page.count('class="question"') == len(content.questions)
    assert len(content.questions) >= 15
    assert "not measured in this run: params.yaml has no study" in page
    assert all(question.plain and question.mistake and question.evidence.text for question in content.questions)


def test_every_claim_is_evidence_of_question(samples: SimpleNamespace) -> None:
    folder = samples.repository / "report" / "content"
    cited = {claim for question in read_content(folder).questions for claim in question.evidence.claims}
    claims = {claim.id for claim in read_claims(folder / "claims.yaml").claims}
    assert claims - cited == set()


def cited(text: object) -> Iterator[str]:
    """Yield the names of all facts cited in the content."""
    if isinstance(text, str):
        yield from (name for kind, name in REFERENCE.findall(text) if kind == "fact")
    elif isinstance(text, dict | tuple | list):
        for each in text.values() if isinstance(text, dict) else text:
            yield from cited(each)


@pytest.mark.parametrize("budget", ["quick", "standard", "full"])
def test_facts_cited_in_prose_are_planned(samples: SimpleNamespace, budget: str) -> None:
    """The summary, the tables and the printed page pass over a variant that a run lacks, and so over a misspelled one.

    Facts of claims and of whole studies have their names without any table; those of variants follow from the plan.
    """
    folder = samples.repository / "report" / "content"
    params = read_params(samples.repository / "params.yaml", ORIGINS, budget)
    datasets = {name: resolved_dataset(name, name) for name in params.data.datasets}
    studies = make_plan(params, datasets, "cpu", lambda spec: spec.label).studies
    labels = {f"{name}.{variant.label}".strip(".") for name, study in studies.items() for variant in study.variants}
    known = {fact.name for fact in judge({}, read_claims(folder / "claims.yaml"), params, {}).facts}
    known |= {f"{label}.{metric}" for label in labels for metric in RUN_METRICS}
    content = [read_content(folder).model_dump(), *(block.model_dump() for block in read_sheet_blocks(folder))]

    names = set(cited(content))

    assert len(names) >= 250
    assert names - known == set()
