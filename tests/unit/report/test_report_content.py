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
from groundwork.reference.files import read_reference
from groundwork.report.content import read_content, read_sheet_blocks
from groundwork.report.leaning import leanings
from groundwork.report.page import render
from groundwork.report.prose import REFERENCE
from groundwork.report.references import References
from groundwork.running.starting import resolved_dataset

QUESTION = """
- id: adam
  question: What?
  difficulty: 1
  tags: [optimizers]
  say: S
  if_pushed: "It got [[fact:claim.faster.left]]."
  red_flag: '"Never." It is.'
  rubric: {junior: J, senior: S, staff: T}
  leans_on: [faster, not slower]
  plain: P
  technical: T
  mistake: M
  evidence: {text: E}
  follow_ups: [{question: Q, answer: A}, {question: Q, see: adam}]
"""
TOLD = QUESTION.replace('if_pushed: "It got [[fact:claim.faster.left]]."', "told: true").replace(
    "[faster, not slower]", "[]"
)


KEYS = (
    "difficulty, evidence, follow_ups, id, if_pushed, leans_on, mistake, plain, question, red_flag, rubric, say, tags, "
    "technical, told"
)
EVIDENCE = "claims, figures, text"
CITE = "cite one result of a claim, as in [[fact:claim.ID.left]] or, for an exact check, [[verdict:ID]]"
LEAN = "is not a claim's id; write it, after 'not' if say denies the claim"
WRONG = 'is not a wrong answer; write "the answer in quotes" and then why it fails'
ANSWERED = "needs either answer or see; write a short answer, or the id of the question that has it"
LETTERS = "use lowercase letters, digits"
NAME = f"{LETTERS} and _, starting with a letter"
TAG = f"{LETTERS}, spaces and -, starting with a letter"
FIGURE_PATH = "write study/figure, as in optimizers/loss_curves"


def write(folder: Path, questions: str) -> Path:
    (folder / "questions.yaml").write_text(questions, encoding="utf-8")
    (folder / "glossary.yaml").write_text("- {term: a, meaning: b}\n", encoding="utf-8")
    for name in ("studies", "summary", "tables", "cards", "curves", "synonyms", "figures"):
        (folder / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    return folder


def test_content_is_read(tmp_path: Path) -> None:
    content = read_content(write(tmp_path, QUESTION))
    assert [question.id for question in content.questions] == ["adam"]
    question = content.questions[0]
    assert question.tags == ("optimizers",)
    assert question.pushed_claim == "faster"
    assert question.wrong_answer == ("Never.", "It is.")
    assert question.leanings == (("faster", False), ("slower", True))
    assert [each.reply for each in question.follow_ups] == ["A", "See [[question:adam]]"]


def test_answer_may_be_told(tmp_path: Path) -> None:
    (question,) = read_content(write(tmp_path, TOLD)).questions
    assert (question.told, question.if_pushed, question.pushed_claim, question.leans_on) == (True, "", "", ())


def test_exact_check_may_be_cited(tmp_path: Path) -> None:
    text = QUESTION.replace("[[fact:claim.faster.left]]", "[[verdict:exact]]")
    (question,) = read_content(write(tmp_path, text)).questions
    assert question.pushed_claim == "exact"


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
        ("  say: S\n", "", ".say: is missing; add it (see the other entries)"),
        ("say: S", f"say: {'word ' * 46}", ".say: has 46 words; write at most 45"),
        ("say: S", 'say: "One. Two! Three?"', ".say: has 3 sentences; write at most 2"),
        (
            "say: S",
            'say: "It got [[fact:claim.faster.left]]."',
            ".say: cites a result, and is to be spoken; cite it in if_pushed",
        ),
        (
            '  if_pushed: "It got [[fact:claim.faster.left]]."\n',
            "",
            ": has no if_pushed; write it, or told: true if nothing was measured for the answer",
        ),
        (
            "leans_on:",
            "told: true\n  leans_on:",
            ": is told, and cites results; delete told, or if_pushed, leans_on and evidence.claims",
        ),
        ("It got [[fact:claim.faster.left]].", "It won.", f".if_pushed: cites 0 results; {CITE}"),
        (
            "It got [[fact:claim.faster.left]].",
            "[[fact:claim.faster.left]], [[verdict:faster]]",
            f".if_pushed: cites 2 results; {CITE}",
        ),
        (
            "[[fact:claim.faster.left]]",
            "[[fact:claim.faster.at_144.left]]",
            f".if_pushed: [[fact:claim.faster.at_144.left]] is not a result of a claim; {CITE}",
        ),
        ("red_flag: '\"Never.\" It is.'", "red_flag: Never.", f".red_flag: 'Never.' {WRONG}"),
        ("red_flag: '\"Never.\" It is.'", "red_flag: '\"Never.\"'", f".red_flag: '\"Never.\"' {WRONG}"),
        ("  red_flag: '\"Never.\" It is.'\n", "", ".red_flag: is missing; add it (see the other entries)"),
        (", staff: T}", "}", ".rubric.staff: is missing; add it (see the other entries)"),
        ("staff: T", "stuff: T", ".rubric.stuff: unknown key; did you mean 'staff'? (junior, senior, staff)"),
        ("  leans_on: [faster, not slower]\n", "", ".leans_on: is missing; add it (see the other entries)"),
        ("[faster, not slower]", "[no faster]", f".leans_on.0: 'no faster' {LEAN}"),
        ("[faster, not slower]", "[faster, faster]", ".leans_on: 'faster' is listed twice; list it once"),
        ("answer: A}", "see: adam, answer: A}", f".follow_ups.0: {ANSWERED}"),
        ("{question: Q, answer: A}", "{question: Q}", f".follow_ups.0: {ANSWERED}"),
        ("answer: A}", "answer: One. Two. Three.}", ".follow_ups.0.answer: has 3 sentences; write at most 2"),
        (
            "answer: A}",
            "answerr: A}",
            ".follow_ups.0.answerr: unknown key; did you mean 'answer'? (answer, question, see)",
        ),
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


def test_abbreviations_and_decimals_end_no_sentence(tmp_path: Path) -> None:
    say = "say: Use 0.9, as in Kingma et al. (2015), vs. none. Then tune."
    assert read_content(write(tmp_path, QUESTION.replace("say: S", say))).questions[0].say.startswith("Use 0.9")


def test_told_answer_without_parts_is_rejected(tmp_path: Path) -> None:
    told = TOLD.replace("{text: E}", "{text: E, claims: [faster]}")
    with pytest.raises(UserError, match=r"^questions\.yaml: adam: is told, and cites results; delete told"):
        read_content(write(tmp_path, told))


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


def test_repository_answers_agree_with_the_reference(samples: SimpleNamespace) -> None:
    """Where the committed reference judges a claim, no line to say contradicts it; without one this holds as well."""
    repository = samples.repository
    params = read_params(repository / "params.yaml", ORIGINS, "full")
    judged = judge({}, read_claims(repository / "report" / "content" / "claims.yaml"), params, {})
    site = samples.site(
        content=read_content(repository / "report" / "content"),
        verdicts={verdict.claim: verdict for verdict in judged.verdicts},
        reference=read_reference(repository),
    )
    found = [list(leanings(each, References(site), each.id)) for each in site.content.questions]
    assert sum(map(len, found)) >= 60


def test_claims_of_answers_are_their_evidence(samples: SimpleNamespace) -> None:
    for question in read_content(samples.repository / "report" / "content").questions:
        named = {claim for claim, _ in question.leanings} | {question.pushed_claim} - {""}
        assert named - set(question.evidence.claims) == set(), question.id


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
