"""The conditions of claims as text, so that shared ones can be shown once."""

from collections.abc import Mapping, Sequence

from groundwork.config.names import value_text
from groundwork.config.proper_names import label_text
from groundwork.core.findings import Verdict
from groundwork.core.formatting import words
from groundwork.dataset.origins import ORIGINS
from groundwork.report.budget import examples_of

SIZE, DATASET, MODEL = "train_images", "dataset", "model"
MAIN = (DATASET, SIZE, MODEL, "epochs")


def setting_texts(verdict: Verdict) -> dict[str, str]:
    """Return the settings shared by both sides of a claim as text, by name; a size is a number of images or rows."""
    settings = verdict.shared_settings
    texts = {name: f"{words(name)} {label_text(value_text(value))}" for name, value in settings.items()}
    if SIZE in settings:
        dataset = str(settings.get(DATASET))
        example = examples_of(dataset) if dataset in ORIGINS else "image"
        texts[SIZE] = f"{int(float(str(settings[SIZE]))):,} training {example}s"
    return texts


def shared_by_all(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """Return the settings shared by all claims that have settings; empty if fewer than two have any."""
    given = [texts for verdict in verdicts if (texts := setting_texts(verdict))]
    if len(given) < 2:
        return {}
    return {name: text for name, text in given[0].items() if all(texts.get(name) == text for texts in given)}


def conditions(verdict: Verdict, shown: Mapping[str, str]) -> str:
    """Return a claim's conditions as text, without the settings shown once for several claims."""
    own = ", ".join(text for name, text in setting_texts(verdict).items() if shown.get(name) != text)
    return "; ".join(filter(None, [own, verdict.conditions]))


def main_conditions(verdict: Verdict) -> str:
    """Return the main conditions as text: data, size, model, epochs, and the claim's own conditions."""
    main = ", ".join(text for name, text in setting_texts(verdict).items() if name in MAIN)
    return "; ".join(filter(None, [main, verdict.conditions]))
