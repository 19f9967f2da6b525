"""What an encoder-decoder network attends to."""

from typing import cast

import torch

from groundwork.components.models.translation import EncoderDecoder, encoder_decoder
from groundwork.config.bounds import PositiveInteger
from groundwork.config.names import Component
from groundwork.core.tokens import START
from groundwork.dataset.number_words import EXAMPLE, VOCABULARY, english, german
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.shared.networks import inference
from groundwork.tasks.task import Splits
from groundwork.training.run import SeedRun


def attention_map(spec: Spec, splits: Splits, seed: int, *, epochs: PositiveInteger = 2) -> list[MeasuredValue]:
    """Return the weight of each English word, by its place from 1, in the context of each German word of one number.

    A network with attention is trained with the study's settings for so many of its epochs. It has not seen the number,
    and is given the German words before each one. A case is a German word after its place, such as `2 und`.
    """
    model = Component(name=encoder_decoder.__name__, settings={"attention": True})
    fields = {"model": model, "epochs": min(epochs, spec.epochs), "horizons": (), "probes": ()}
    trained = SeedRun(spec.model_copy(update=fields), splits, seed)
    trained.train("tuning")
    network, words = cast(EncoderDecoder, trained.model), german(EXAMPLE)
    source, previous = (
        torch.tensor([[VOCABULARY.index(word) for word in some]], device=splits.train.inputs.device)
        for some in (english(EXAMPLE), [VOCABULARY[START], *words[:-1]])
    )
    with inference(network):
        memory = network.encode(source)
        states, _ = network.decoder(network.embedding(previous), network.start(memory))
        (weights,) = network.attention(states, memory).tolist()  # by German word, by English word
    return [
        measured(f"{number} {word}", "attention_percent", place, 100 * weight)
        for number, (word, row) in enumerate(zip(words, weights, strict=True), start=1)
        for place, weight in enumerate(row, start=1)
    ]
