"""Suggestions name what is allowed, and of very many names those that are most alike."""

from groundwork.config.suggestions import FEW, MAX_NAMES_LENGTH, suggestion


def test_few_names_are_listed_in_full() -> None:
    assert suggestion("adm", ["sgd", "adam"]) == "; did you mean 'adam'? (adam, sgd)"
    assert suggestion("zzz", ["sgd", "adam"]) == " (adam, sgd)"
    assert suggestion("zzz", []) == " (there are none)"


def test_of_many_names_the_most_alike_are_listed() -> None:
    names = [f"a_check_of_something_{number:03}" for number in range(100)]
    text = suggestion("a_check_of_something_07", names)

    assert text.startswith("; did you mean 'a_check_of_something_0")
    assert "a_check_of_something_070" in text
    assert text.endswith(f" and {len(names) - FEW} others)")
    assert len(text) < MAX_NAMES_LENGTH
