"""The encoder-decoder: its formula, padding, teacher forcing, cost and reproducibility."""

from typing import Any

import pytest
import torch
from torch import nn

from groundwork.components.initializers import torch_default
from groundwork.components.layers import describe, layer_outputs, multiply_adds, weighted_layers
from groundwork.components.models.translation import EncoderDecoder, encoder_decoder
from groundwork.components.probes import activation_std, gradient_norm
from groundwork.components.randomness import generator_for
from groundwork.core.tokens import END, PAD, START

pytestmark = pytest.mark.usefixtures("exact")

PLACES, VOCABULARY = 5, 9
OTHER_SETTINGS: dict[str, Any] = {
    "attention": False,
    "embedding_dim": 5,
    "hidden_size": 7,
    "teacher_forcing_ratio": 0.5,
}


def made(**settings: Any) -> EncoderDecoder:
    """Return a network with the same weights at every call, large enough for its tokens to vary."""
    model = encoder_decoder((PLACES,), VOCABULARY, **{"embedding_dim": 4, "hidden_size": 6} | settings)
    assert isinstance(model, EncoderDecoder)
    torch_default(model, generator_for(42, "initialization"))
    for parameter in model.parameters():
        parameter.detach().mul_(5)
    nn.init.zeros_(model.output.bias)  # or it would be the same token everywhere
    return model.double()


def sentences(count: int, places: int = PLACES) -> torch.Tensor:
    return torch.randint(END + 1, VOCABULARY, (count, places), generator=generator_for(42, "sentences"))


def trained(**settings: Any) -> list[torch.Tensor]:
    """Return all weights after three steps of SGD with a fixed seed of the global generator."""
    model, source = made(**settings), sentences(8)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    torch.manual_seed(42)
    for _ in range(3):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(source, source), source.flip(1)).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return [each.detach() for each in model.parameters()]


def same(one: list[torch.Tensor], other: list[torch.Tensor]) -> bool:
    return all(a.shape == b.shape and torch.equal(a, b) for a, b in zip(one, other, strict=True))


def context_by_hand(model: EncoderDecoder, state: torch.Tensor, states: torch.Tensor) -> torch.Tensor:
    """Return the context of one decoder state (hidden,), from the encoder's states (places, hidden)."""
    if not model.attends:
        return states[-1]
    weights: torch.Tensor = (states @ state / len(state) ** 0.5).exp()
    context: torch.Tensor = weights @ states / weights.sum()
    return context


@pytest.mark.parametrize("attention", [True, False])
def test_logits_match_the_formula(attention: bool) -> None:
    model, source, previous = made(attention=attention), sentences(3), sentences(3).flip(0)

    logits = model(source, previous)

    assert logits.shape == (3, VOCABULARY, PLACES)
    for number in range(3):
        states, _ = model.encoder(model.embedding(source[number]))
        start = states[-1:], torch.zeros_like(states[-1:])
        written, _ = model.decoder(model.embedding(previous[number]), start)
        for place, state in enumerate(written):
            both = torch.cat([state, context_by_hand(model, state, states)])
            assert torch.allclose(logits[number, :, place], model.output(both), rtol=0, atol=1e-12)


@pytest.mark.parametrize("attention", [True, False])
def test_padding_changes_nothing(attention: bool) -> None:
    model, source, previous = made(attention=attention), sentences(4), sentences(4)
    padded = nn.functional.pad(source, (0, 3), value=PAD)

    assert torch.allclose(model(padded, previous), model(source, previous), rtol=0, atol=1e-12)
    assert torch.equal(model(padded).argmax(1)[:, :PLACES], model(source).argmax(1))


def test_attention_weights_are_shares_of_the_words() -> None:
    model, source = made(), sentences(4)
    source[0, 2:] = PAD
    memory = model.encode(source)

    weights = model.attention(memory.states[:, :3], memory)

    assert weights.shape == (4, 3, PLACES)
    assert torch.allclose(weights.sum(2), torch.ones(4, 3).double())
    assert (weights[0, :, 2:] == 0).all()
    assert (weights[1] > 0).all()


def test_without_reference_it_reads_back_its_own_tokens() -> None:
    model, source = made(), sentences(6)

    logits = model(source)

    written = logits.argmax(1)
    assert len(written.unique()) > 2
    previous = torch.cat([torch.full((6, 1), START), written[:, :-1]], dim=1)
    assert torch.allclose(model(source, previous), logits, rtol=0, atol=1e-12)


def test_teacher_forcing_ratio_mixes_reference_and_own_tokens_in_training_only() -> None:
    source, previous = sentences(200), torch.cat([torch.full((200, 1), START), sentences(200)[:, :-1]], dim=1)
    forced, free = made()(source, previous), made()(source)
    model = made(teacher_forcing_ratio=0.25)

    torch.manual_seed(42)
    mixed = model(source, previous)
    torch.manual_seed(42)
    again = model(source, previous)

    assert torch.equal(again, mixed)
    second = [torch.isclose(mixed, one, rtol=0, atol=1e-12).all(1)[:, 1] for one in (forced, free)]
    assert (second[0] | second[1]).all()  # the second place reads one token, either the reference's or its own
    assert second[0].double().mean().item() == pytest.approx(0.25, abs=0.15)  # some tokens agree
    assert torch.allclose(model.eval()(source, previous), forced, rtol=0, atol=1e-12)
    assert torch.allclose(made(teacher_forcing_ratio=0.0)(source, previous), free, rtol=0, atol=1e-12)


def test_attention_costs_products_and_no_parameters() -> None:
    embedded, hidden = 4, 6
    recurrent = 2 * (4 * hidden * (embedded + hidden) + 8 * hidden)
    products = 2 * PLACES * 4 * hidden * (embedded + hidden) + PLACES * 2 * hidden * VOCABULARY

    for attention, pairs in ((True, 2 * PLACES * PLACES * hidden), (False, 0)):
        model = made(attention=attention)
        assert sum(each.numel() for each in model.parameters()) == (
            VOCABULARY * embedded + recurrent + (2 * hidden + 1) * VOCABULARY
        )
        assert multiply_adds(model, (PLACES,), torch.int64) == products + pairs


def test_description_covers_every_layer_once() -> None:
    model = made()

    layers = describe(model, (PLACES,), torch.int64)

    assert [each.name for each in layers] == ["embedding", "encoder", "decoder", "output"]
    assert [name for name, _ in weighted_layers(model)] == [each.name for each in layers]
    assert sum(each.parameters for each in layers) == sum(each.numel() for each in model.parameters())


@pytest.mark.parametrize("settings", [{}, *({name: value} for name, value in OTHER_SETTINGS.items())])
def test_training_is_bit_reproducible_and_every_setting_counts(settings: dict[str, Any]) -> None:
    once = trained(**settings)

    assert same(once, trained(**settings))
    assert not settings or not same(once, trained())
    assert all(each.isfinite().all() for each in once)


def test_probes_read_every_layer() -> None:
    model, source = made(), sentences(4)
    names = ["embedding", "encoder", "decoder", "output"]

    assert sorted(layer_outputs(model, source)) == sorted(names)
    for probe in (activation_std, gradient_norm):
        values = probe(model, source, lambda network: nn.functional.cross_entropy(network(source), source))
        assert sorted(values) == sorted(names)
        assert all(value > 0 for value in values.values())
