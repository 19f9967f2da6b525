"""The files of the interview questions, in their order on the page."""

from pathlib import Path

from groundwork.config.duplicates import find_duplicates
from groundwork.config.reading import read_yaml
from groundwork.core.errors import UserError

FIRST, FOLDER, ORDER = "questions.yaml", "questions", "questions/order.yaml"


def question_files(content: Path) -> tuple[str, ...]:
    """Return the files of questions, relative to the folder of all prose: the first one, then those that ORDER lists.

    Raises UserError if ORDER lists a file twice or one that does not exist, or omits one.
    """
    if not (content / FOLDER).is_dir():
        return (FIRST,)
    listed = read_yaml(content / ORDER)
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise UserError(f"{ORDER}: expected a list of names of files; write one on each line, as in '- debugging'")
    known = {path.stem for path in (content / FOLDER).glob("*.yaml")} - {Path(ORDER).stem}
    unknown, unlisted = [name for name in listed if name not in known], sorted(known - set(listed))
    problems = [
        *(f"'{name}' is listed twice; delete one of the lines" for name in find_duplicates(listed)),
        *(f"'{name}': there is no {FOLDER}/{name}.yaml; create it, or delete the line" for name in unknown),
        *(f"{FOLDER}/{name}.yaml is not listed; add a line for it" for name in unlisted),
    ]
    if problems:
        raise UserError("\n".join(f"{ORDER}: {problem}" for problem in problems))
    return (FIRST, *(f"{FOLDER}/{name}.yaml" for name in listed))
