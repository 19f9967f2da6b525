"""Diversity and probability of samples by temperature."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes

from groundwork.figures.shared.axes import log_axis, percent_axis
from groundwork.figures.shared.cases import CasePanel, draw_cases, measured_rows, not_measured
from groundwork.figures.shared.drawing import Drawing, FigureContext, Tables
from groundwork.figures.shared.perplexities import SOURCE, with_source

MEASUREMENT = "sampling_temperature"


def sampling_temperature(tables: Tables, context: FigureContext) -> Drawing:
    """Samples of a language model by temperature

    Texts that a trained network wrote, each letter drawn from softmax(logits / temperature). Above: how many of the
    sequences of three letters in them are distinct; more is more diverse. Below: the perplexity of the language's
    source on these texts, on a logarithmic scale; less is more probable. At temperature 1 the network writes as it has
    learned, and a good network is at the dotted line, where texts of the source are; below 1 it writes only what is
    likely, above 1 also what hardly ever occurs. The line is the geometric mean over seeds, the band is the interval of
    that mean.
    """
    distinct = measured_rows(tables, MEASUREMENT, "distinct_percent")
    surprise = measured_rows(tables, MEASUREMENT, "sample_perplexity")
    if distinct.empty or surprise.empty:
        return not_measured(MEASUREMENT)
    parts = [
        CasePanel("distinct sequences of three letters (%)", distinct, _temperature_axis, _percents),
        CasePanel(
            "perplexity of the source on the samples, logarithmic",
            with_source(tables["runs"], surprise) if "runs" in tables else surprise,
            _temperature_axis,
            log_axis,
        ),
    ]
    return draw_cases(parts, context, "sampling temperature", geometric=True, reference=SOURCE)


def _temperature_axis(axes: Axes, temperatures: Iterable[float]) -> None:
    """Make the x axis linear with a tick at each temperature."""
    known = sorted(set(temperatures))
    axes.set_xlim(known[0], max(known[-1], known[0] + 0.1))
    axes.xaxis.set_ticks(known, labels=[f"{temperature:g}" for temperature in known])


def _percents(axes: Axes, percents: "pd.Series[float]") -> None:
    percent_axis(axes, float(percents.min()), float(percents.max()))
