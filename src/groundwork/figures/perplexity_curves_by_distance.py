"""Perplexity over the steps, by distance of the dependency."""

from groundwork.core.formatting import count
from groundwork.figures.shared.axes import log_axis
from groundwork.figures.shared.canvas import nothing_to_draw
from groundwork.figures.shared.cases import CasePanel, draw_cases
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.perplexities import (
    NO_PERPLEXITY,
    SOURCE,
    distance_of,
    has_distances,
    models_of,
    step_axis,
    with_source,
)
from groundwork.figures.shared.series import reported

COLUMN = "validation_perplexity"


def perplexity_curves_by_distance(tables: Tables, context: FigureContext) -> Drawing:
    """When a network learns to look back, by distance

    Validation perplexity of each network over the optimizer steps, one line per language; lower is better, and both
    scales are logarithmic. In all languages the next letter depends on the last one and on one farther back; they
    differ only in the distance of the latter. Each line falls twice: early, when the network uses the last letter,
    and later, if at all, to the dotted line of the source, when it has learned to use the farther one. The later
    the second fall, the harder that distance is to learn; a line without one has not learned it. The line is the
    geometric mean over seeds, the band is the interval of that mean.
    """
    runs = tables["runs"]
    if not has_distances(runs):
        return nothing_to_draw(NO_PERPLEXITY)
    curves = reported(tables["curves"])
    trained = curves[curves["step"] > 0].rename(columns={"step": "at", COLUMN: "value"})
    if trained.empty:
        return nothing_to_draw("All models of the study are counted, so there are no steps.")
    models, datasets = models_of(runs), runs.drop_duplicates("record").set_index("record")["dataset"]
    distances = trained["record"].map(datasets).map(distance_of)
    rows = trained.assign(model=trained["record"].map(models), distance=distances).sort_values(
        "distance", kind="stable"
    )
    rows["case"] = [count(distance, "letter") for distance in rows["distance"]]
    parts = [
        CasePanel(f"{model}: validation perplexity, logarithmic", with_source(runs, own), step_axis, log_axis)
        for model, own in rows.groupby("model", sort=False)
    ]
    return draw_cases(parts, context, "optimizer steps, logarithmic", geometric=True, reference=SOURCE)
