"""Exact checks of decoding, padding and BLEU."""

import itertools
import math
import random
from collections.abc import Callable, Sequence

import torch
from sacrebleu.metrics.bleu import BLEU, BLEUScore

from groundwork.checks.shared.networks import TOLERANCE, difference
from groundwork.components.models.translation import EncoderDecoder
from groundwork.core.tokens import END, PAD, START
from groundwork.from_memory.beam_search import beam_search
from groundwork.from_memory.bleu import bleu, ngram_precision
from groundwork.records.schema import CheckBody
from groundwork.tasks.shared.decoding import greedy
from groundwork.tasks.shared.networks import predict

STOP, TOKENS, LONGEST, MODELS = 0, 3, 4, 100
VOCABULARY, PLACES, SENTENCES = 8, 6, 200
WORDS = ("the", "cat", "sat", "on", "mat")


def wide_beam_is_exhaustive() -> CheckBody:
    """A beam that holds every beginning finds the most probable sequence; a beam of one is greedy search.

    Sequences have up to four tokens of three, one of which ends them. Each next token's probabilities are random and
    depend on all tokens before. Greedy search misses the best sequence where the most probable token leads to
    improbable ones.
    """
    widest = TOKENS ** (LONGEST - 1)
    best_found, is_greedy = dict.fromkeys((1, 2, widest), 0), 0
    for seed in range(MODELS):
        model = _random_model(seed)
        best = max(_sequences(), key=lambda each: _log_probability(each, model))
        found = {width: beam_search(model, STOP, width, LONGEST) for width in best_found}
        for width, sequence in found.items():
            best_found[width] += sequence == [token for token in best if token != STOP]
        is_greedy += found[1] == _most_probable_each_time(model)
    return CheckBody(
        holds=best_found[widest] == is_greedy == MODELS > best_found[1],
        measured={
            **{f"best sequences found with width {width}, of {MODELS}": each for width, each in best_found.items()},
            f"sequences found with width 1 that are the greedy ones, of {MODELS}": is_greedy,
        },
    )


def exact_match_under_teacher_forcing() -> CheckBody:
    """A greedy translation is exact if and only if each token is guessed right given the reference's tokens before it.

    Up to its first mistake, a network that reads back its own tokens reads those of the reference. So teacher forcing
    may overstate the share of right tokens, but not the share of faultless sentences. A random network translates
    random sentences; the references are its own translations, in every other one of which one token was changed.
    """
    generator = torch.Generator().manual_seed(42)
    network = _random_network(generator, attends=True)
    source = torch.randint(END + 1, VOCABULARY, (SENTENCES, PLACES), generator=generator)
    written, references = greedy(network, source), greedy(network, source)
    changed = torch.arange(0, SENTENCES, 2), torch.randint(PLACES, (SENTENCES // 2,), generator=generator)
    references[changed] = (references[changed] + 1) % VOCABULARY
    before = torch.cat([torch.full((SENTENCES, 1), START), references[:, :-1]], dim=1)
    free, forced = written == references, predict(network, source, before).argmax(1) == references
    return CheckBody(
        holds=torch.equal(free.all(1), forced.all(1)) and int(free.all(1).sum()) == SENTENCES // 2,
        measured={
            f"exact greedy translations, of {SENTENCES}": int(free.all(1).sum()),
            "sentences with all tokens right, given the reference's before them": int(forced.all(1).sum()),
            "sentences on which the two differ": int((free.all(1) != forced.all(1)).sum()),
        },
    )


def padding_changes_no_translation() -> CheckBody:
    """Padding behind a sentence changes nothing of what the network writes, with attention and without.

    In attention, the scores of padding are minus infinity before softmax; the last state of the encoder is that after
    the last word.
    """
    generator, apart = torch.Generator().manual_seed(42), {}
    source = torch.randint(END + 1, VOCABULARY, (SENTENCES, PLACES), generator=generator)
    padded = torch.nn.functional.pad(source, (0, PLACES), value=PAD)
    for name, attends in (("with attention", True), ("without attention", False)):
        network = _random_network(generator, attends=attends)
        logits, after_padding = predict(network, source), predict(network, padded)[:, :, :PLACES]
        apart[f"largest difference between logits, {name}"] = difference(logits, after_padding)
    return CheckBody(holds=max(apart.values()) < TOLERANCE, measured=apart)


def bleu_is_sacrebleu() -> CheckBody:
    """Clipped n-gram precisions and a brevity penalty make the BLEU that sacrebleu computes, on random sentences.

    Repeating a common word does not pay, because matches are clipped to the word's count in the reference; leaving
    words out does not pay, because outputs shorter than the references are penalized.
    """
    generator, apart = random.Random(42), []  # noqa: S311 - no secret
    for _ in range(50):
        references = [generator.choices(WORDS, k=generator.randint(4, 12)) for _ in range(20)]
        outputs = [generator.choices(WORDS, k=2) + each[generator.randint(0, 3) :] for each in references]
        theirs = _sacrebleu(outputs, references)
        precisions = [ngram_precision(outputs, references, n) for n in (1, 2, 3, 4)]
        wanted = [100 * each for each in (bleu(outputs, references), *precisions)]
        apart += [abs(one - other) for one, other in zip(wanted, [theirs.score, *theirs.precisions], strict=True)]
    reference = [["the", "cat", "sat", "on", "the", "mat"]]
    repeated, cut = [["the"] * 6], [reference[0][:4]]
    return CheckBody(
        holds=max(apart) < TOLERANCE,
        measured={
            "largest difference of BLEU and its four precisions from sacrebleu's, in points": max(apart),
            "precision of 'the the the the the the' for 'the cat sat on the mat'": ngram_precision(
                repeated, reference, 1
            ),
            "precision of 'the cat sat on', for any n": ngram_precision(cut, reference, 4),
            "BLEU of 'the cat sat on', with the brevity penalty": bleu(cut, reference),
        },
    )


def _random_model(seed: int) -> Callable[[Sequence[int]], Sequence[float]]:
    """Return the log probabilities of each next token, random for each beginning."""

    def log_probabilities(tokens: Sequence[int]) -> list[float]:
        generator = random.Random(f"{seed} {tokens}")  # noqa: S311 - no secret
        sizes = [generator.random() for _ in range(TOKENS)]
        return [math.log(size / sum(sizes)) for size in sizes]

    return log_probabilities


def _sequences() -> list[list[int]]:
    """Return all sequences that end in the token that stops them, or are as long as possible."""
    others = [token for token in range(TOKENS) if token != STOP]
    shorter = [[*each, STOP] for length in range(LONGEST) for each in itertools.product(others, repeat=length)]
    return shorter + [list(each) for each in itertools.product(others, repeat=LONGEST)]


def _log_probability(sequence: Sequence[int], model: Callable[[Sequence[int]], Sequence[float]]) -> float:
    return sum(model(list(sequence[:place]))[token] for place, token in enumerate(sequence))


def _most_probable_each_time(model: Callable[[Sequence[int]], Sequence[float]]) -> list[int]:
    tokens: list[int] = []
    while len(tokens) < LONGEST:
        values = model(tokens)
        if (token := max(range(TOKENS), key=values.__getitem__)) == STOP:
            break
        tokens.append(token)
    return tokens


def _random_network(generator: torch.Generator, *, attends: bool) -> EncoderDecoder:
    network = EncoderDecoder(VOCABULARY, 4, 8, 1.0, attends=attends).double()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, generator=generator)
    return network


def _sacrebleu(outputs: Sequence[Sequence[str]], references: Sequence[Sequence[str]]) -> BLEUScore:
    texts, wanted = ([" ".join(each) for each in some] for some in (outputs, references))
    score: BLEUScore = BLEU(tokenize="none", smooth_method="none").corpus_score(texts, [wanted])
    return score
