"""References for the cards about networks and training; each function has its card's name."""

import copy
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from sklearn.metrics import accuracy_score
from torch import Tensor, nn
from torch.testing import assert_close

from groundwork.components.models.translation import EncoderDecoder
from groundwork.core.tokens import END, PAD, START
from groundwork.tasks.shared import decoding
from groundwork.training.stopping import EarlyStopping

STEPS = 20


def training_step(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 3))
    by_hand = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    modes = []
    model.register_forward_hook(lambda *_: modes.append((model.training, torch.is_grad_enabled())))
    for _ in range(3):
        inputs, labels = torch.randn(8, 4, generator=generator), torch.randint(3, (8,), generator=generator)
        loss = torch.nn.functional.cross_entropy(by_hand(inputs), labels)
        gradients = torch.autograd.grad(loss, list(by_hand.parameters()))
        with torch.no_grad():
            for weight, gradient in zip(by_hand.parameters(), gradients, strict=True):
                weight.sub_(0.1 * gradient)
        assert_close(card.training_step(model, optimizer, inputs, labels), loss.item())
        by_hand.eval()
        assert card.accuracy(model, inputs, labels) == accuracy_score(labels, by_hand(inputs).argmax(1))
        by_hand.train()
    assert_close(model.state_dict(), by_hand.state_dict())
    assert modes == [(True, True), (False, False)] * 3


def mlp(card: Any, seed: int) -> None:
    torch.manual_seed(seed)
    model = card.MLP([6, 50, 40, 3])
    layers = [nn.Linear(6, 50), nn.ReLU(), nn.Linear(50, 40), nn.ReLU(), nn.Linear(40, 3)]
    twin = nn.Sequential(nn.Flatten(), *layers)
    ours = [each for pair in zip(model.weights, model.biases, strict=True) for each in pair]
    for weight in model.weights:
        assert 0.8 < weight.std() / math.sqrt(2 / weight.shape[1]) < 1.2
    with torch.no_grad():
        for mine, theirs in zip(ours, twin.parameters(), strict=True):
            assert mine.dim() == 2 or mine.count_nonzero() == 0
            theirs.copy_(mine if mine.dim() == 2 else mine.normal_())
    inputs = torch.randn(5, 2, 3)
    assert_close(model(inputs), twin(inputs))
    assert_close(
        torch.autograd.grad(model(inputs).square().sum(), ours),
        torch.autograd.grad(twin(inputs).square().sum(), list(twin.parameters())),
    )


def sgd_with_momentum(card: Any, seed: int) -> None:
    _assert_same_path(lambda weights: card.SGD(weights, 0.05, 0.8), _torch_sgd, seed)


def adam(card: Any, seed: int) -> None:
    _assert_same_path(lambda weights: card.Adam(weights, 0.1, 0.8, 0.95), _torch_adam, seed)
    _assert_same_path(lambda weights: card.Adam(weights, 1e-3), torch.optim.Adam, seed)


def backpropagation(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    shapes = [(5, 4), (4, 6), (6,), (6, 3), (3,)]
    x, *weights = [(3 * torch.randn(shape, generator=generator)).requires_grad_() for shape in shapes]
    labels = torch.randint(3, (5,), generator=generator)
    w1, b1, w2, b2 = weights
    expected = torch.nn.functional.cross_entropy((x @ w1 + b1).relu() @ w2 + b2, labels)
    loss, gradients = card.backpropagation(*(each.detach().numpy() for each in (x, labels, *weights)))
    assert_close(loss, expected.item())
    assert_close([torch.tensor(each) for each in gradients], list(torch.autograd.grad(expected, weights)))


def dropout(card: Any, seed: int) -> None:
    inputs = torch.randn(50, 40, generator=torch.Generator().manual_seed(seed))
    for rate in (0.1, 0.5, 0.8):
        torch.manual_seed(seed)
        ours = card.dropout(inputs, rate, training=True)
        torch.manual_seed(seed)
        assert_close(ours, torch.nn.functional.dropout(inputs, rate, training=True))
        assert_close(card.dropout(inputs, rate, training=False), inputs, rtol=0, atol=0)


def batch_normalization(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    ours, theirs = card.BatchNormalization(4), nn.BatchNorm1d(4)
    with torch.no_grad():
        for mine, other in ((ours.gain, theirs.weight), (ours.shift, theirs.bias)):
            other.copy_(mine.copy_(torch.randn(4, generator=generator)))
    for training in (True, True, False, True, False):
        theirs.train(training)
        inputs = (2 + 3 * torch.randn(7, 4, generator=generator)).requires_grad_()
        results = ours(inputs, training), theirs(inputs)
        assert_close(*results)
        assert_close(*(torch.autograd.grad(each.pow(3).sum(), inputs)[0] for each in results))
    assert_close((ours.mean, ours.variance), (theirs.running_mean, theirs.running_var))


def convolution(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    shapes = [(2, 3, 8, 9), (4, 3, 3, 3), (4,)]
    images, filters, biases = (torch.randn(shape, generator=generator) for shape in shapes)
    for stride, padding in ((1, 0), (2, 0), (1, 1), (3, 2)):
        ours = card.convolution(images.numpy(), filters.numpy(), biases.numpy(), stride, padding)
        assert_close(torch.tensor(ours), torch.nn.functional.conv2d(images, filters, biases, stride, padding))


def xavier_and_he(card: Any, seed: int) -> None:
    weight = torch.empty(20, 30)
    xavier = card.xavier_uniform(30, 20, torch.Generator().manual_seed(seed))
    assert_close(xavier, torch.nn.init.xavier_uniform_(weight, generator=torch.Generator().manual_seed(seed)))
    he = card.he_normal(30, 20, torch.Generator().manual_seed(seed))
    twin = torch.nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=torch.Generator().manual_seed(seed))
    assert_close(he, twin)


def attention(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    queries, keys, values = (torch.randn(2, 4, 5, 8, generator=generator) for _ in range(3))
    for causal in (False, True):
        twin = torch.nn.functional.scaled_dot_product_attention(queries, keys, values, is_causal=causal)
        assert_close(card.attention(queries, keys, values, causal), twin)


def causal_self_attention(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    width, places = 12, 7
    twin = nn.MultiheadAttention(width, 3, bias=False, batch_first=True)
    w_qkv, w_out = (torch.randn(rows, width, generator=generator) for rows in (3 * width, width))
    with torch.no_grad():
        twin.in_proj_weight.copy_(w_qkv)
        twin.out_proj.weight.copy_(w_out)
    inputs = torch.randn(2, places, width, generator=generator)
    later = torch.ones(places, places).triu(1) > 0
    assert_close(
        card.causal_self_attention(inputs, w_qkv, w_out, 3),
        twin(inputs, inputs, inputs, attn_mask=later, need_weights=False)[0],
    )
    assert card.split_heads(inputs, 3).shape == (2, 3, places, 4)


def lstm_cell(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    twin = nn.LSTMCell(5, 4)
    for parameter in twin.parameters():
        nn.init.normal_(parameter, generator=generator)
    bias = twin.bias_ih + twin.bias_hh
    ours = theirs = tuple(torch.randn(2, 3, 4, generator=generator))
    for _ in range(3):
        inputs = torch.randn(3, 5, generator=generator)
        ours = card.lstm_cell(inputs, ours, twin.weight_ih, twin.weight_hh, bias)
        theirs = twin(inputs, theirs)
        assert_close(ours, theirs)


def message_passing(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    features, both = torch.randn(7, 3, generator=generator), torch.combinations(torch.arange(7))
    kept = both[torch.randperm(len(both), generator=generator)[:9]].T  # (2, edges), each edge once
    edges = torch.cat([kept, kept.flip(0)], dim=1)
    adjacency = torch.eye(7).index_put((edges[1], edges[0]), torch.ones(18))
    mean = torch.matmul(adjacency / adjacency.sum(1, keepdim=True), features)
    assert_close(card.mean_of_neighbors(features, edges), mean)
    one_way = torch.tensor([[0, 0], [1, 2]])
    assert_close(card.mean_of_neighbors(features, one_way)[:3], features[:3] / 2 + features[[0, 0, 0]] / 2)
    torch.manual_seed(seed)
    model, order = card.GraphNetwork([3, 5, 4], 2), torch.randperm(7, generator=generator)
    assert [tuple(each.shape) for each in model.parameters()] == [(5, 3), (5,), (4, 5), (4,), (2, 4), (2,)]
    first, second, output = [(weight.T, bias) for weight, bias in zip(*[iter(model.parameters())] * 2, strict=True)]
    hidden = torch.matmul(mean, first[0]).add(first[1]).relu()
    hidden = torch.matmul(torch.matmul(adjacency / adjacency.sum(1, keepdim=True), hidden), second[0]).add(second[1])
    assert_close(model(features, edges), torch.matmul(hidden.relu().mean(0), output[0]).add(output[1]))
    assert_close(model(features[order], order.argsort()[edges]), model(features, edges))


def low_rank_adapter(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    linear, inputs = nn.Linear(6, 5), torch.randn(4, 6, generator=generator)
    before = copy.deepcopy(linear)
    adapter = card.LowRankAdapter(linear, rank=2, alpha=3.0)
    assert_close(adapter(inputs), before(inputs), rtol=0, atol=0)
    assert sum(each.numel() for each in adapter.parameters() if each.requires_grad) == 2 * (6 + 5)
    assert adapter.down.count_nonzero() == adapter.down.numel()
    with torch.no_grad():
        adapter.up.copy_(torch.randn(5, 2, generator=generator))
    weight = (before.weight + 3.0 / 2 * adapter.up @ adapter.down).detach()
    expected = torch.nn.functional.linear(inputs, weight, before.bias)
    assert_close(adapter(inputs), expected)
    merged = adapter.merged()
    assert type(merged) is nn.Linear
    assert_close(merged(inputs), expected)
    assert_close(adapter(inputs), expected)
    assert_close(linear.weight, before.weight, rtol=0, atol=0)


def early_stopping(card: Any, seed: int) -> None:
    losses = np.random.default_rng(seed).integers(0, 12, 40) / 4
    ours, theirs = nn.Linear(1, 1), nn.Linear(1, 1)
    stopping, other = card.EarlyStopping(patience=6), EarlyStopping(theirs, patience=6)
    for epoch, loss in enumerate(losses):
        for model in (ours, theirs):
            nn.init.constant_(model.weight, epoch)
        other.update(loss)
        assert stopping.should_stop(ours, loss) == other.should_stop
        if other.should_stop:
            break
    stopping.restore(ours)
    assert ours.weight.item() == other.restore_best() == theirs.weight.item()


def range_test(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model = nn.Linear(3, 3)
    before, twin = copy.deepcopy(model.state_dict()), copy.deepcopy(model)
    inputs, labels = torch.randn(30, 3, generator=generator), torch.randint(3, (30,), generator=generator)
    optimizer = torch.optim.SGD(twin.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 1.5)
    expected: list[tuple[float, float]] = []
    for _ in range(60):
        rate, loss = float(schedule.get_last_lr()[0]), torch.nn.functional.cross_entropy(twin(inputs), labels)
        if not loss.item() <= 4 * min([each for _, each in expected], default=math.inf):
            break
        expected.append((rate, loss.item()))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    assert 10 < len(expected) < 60
    assert_close(card.range_test(model, [(inputs, labels)] * 60, 1e-3, 1.5), expected)
    assert_close(model.state_dict(), before, rtol=0, atol=0)


def _torch_sgd(weights: Sequence[Tensor]) -> torch.optim.Optimizer:
    return torch.optim.SGD(weights, lr=0.05, momentum=0.8)


def _torch_adam(weights: Sequence[Tensor]) -> torch.optim.Optimizer:
    return torch.optim.Adam(weights, lr=0.1, betas=(0.8, 0.95))


def _assert_same_path(ours: Callable[..., Any], theirs: Callable[..., Any], seed: int) -> None:
    """Check that two optimizers take the same steps for the same gradients, with one weight that has none."""
    generator = torch.Generator().manual_seed(seed)
    start = [torch.randn(3, 2, generator=generator), torch.randn(4, generator=generator), torch.ones(2)]
    sides = [[each.clone() for each in start] for _ in range(2)]
    optimizers = [ours(sides[0]), theirs(sides[1])]
    for _ in range(STEPS):
        for shared in zip(*(side[:2] for side in sides), strict=True):
            gradient = torch.randn(shared[0].shape, generator=generator)
            for weight in shared:
                weight.grad = gradient.clone()
        for optimizer in optimizers:
            optimizer.step()
        assert_close(sides[0], sides[1])


def reparameterization(card: Any, seed: int) -> None:
    torch.manual_seed(seed)
    mean, log_variance = torch.randn(4, 3, requires_grad=True), torch.randn(4, 3, requires_grad=True)
    logits, images = 3 * torch.randn(4, 6), torch.rand(4, 6)
    codes = torch.distributions.Normal(mean, (log_variance / 2).exp())
    code = card.draw_code(mean, log_variance)
    noise = ((code - mean) / codes.stddev).detach()
    gradients = torch.autograd.grad(code.sum(), [mean, log_variance], materialize_grads=True)
    assert_close(gradients, (torch.ones(4, 3), noise * codes.stddev.detach() / 2))
    many = card.draw_code(torch.full((20_000, 1), 2.0), torch.full((20_000, 1), math.log(9.0)))
    assert_close(torch.stack([many.mean(), many.std(), many.median()]), torch.tensor([2.0, 3.0, 2.0]), atol=0.1, rtol=0)
    pixels = torch.distributions.Bernoulli(logits=logits, validate_args=False)
    likelihood = pixels.log_prob(images)  # type: ignore[no-untyped-call]
    divergence = torch.distributions.kl_divergence(codes, torch.distributions.Normal(0.0, 1.0))
    assert_close(card.negative_elbo(logits, images, mean, log_variance), (divergence.sum(1) - likelihood.sum(1)).mean())


def beam_search(card: Any, seed: int) -> None:
    """The batched beam search that evaluates this report's translations, on networks with random weights."""
    generator, places = torch.Generator().manual_seed(seed), 5
    network = EncoderDecoder(7, 4, 8, 1.0, attends=True)
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=1.5, generator=generator)
    with torch.no_grad():
        network.output.bias.zero_()[PAD] = -50  # which the batched search writes after the end only
    sources = torch.randint(END + 1, 7, (10, places), generator=generator)
    for width in (1, 2, 3, 6):
        twin = decoding.sentences(decoding.beam_search(network, sources, width))
        for source, wanted in zip(sources, twin, strict=True):

            def log_probabilities(tokens: Sequence[int], source: Tensor = source) -> list[float]:
                before = torch.tensor([[START, *tokens]])
                with torch.no_grad():
                    logits: Tensor = network(source[None], before)[0, :, -1]
                values: list[float] = logits.log_softmax(0).tolist()
                return values

            assert card.beam_search(log_probabilities, END, width, places) == wanted
