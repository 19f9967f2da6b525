"""Put it together."""

from pathlib import Path

import torch

from groundwork.cheat_sheet.choose_device import choose_device
from groundwork.cheat_sheet.define_a_model import MLP
from groundwork.cheat_sheet.evaluate import evaluate
from groundwork.cheat_sheet.load_data import Images, load_data
from groundwork.cheat_sheet.save_and_load import save
from groundwork.cheat_sheet.set_the_seed import set_the_seed
from groundwork.cheat_sheet.training_step import train_epoch


def fit(training: Images, validation: Images, path: Path, epochs: int = 10, seed: int = 42) -> list[float]:
    """Return the validation accuracy after each epoch; the file holds the best model so far."""
    set_the_seed(seed)
    device = choose_device()
    model = MLP().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)  # after .to(device)
    train_batches, validation_batches = load_data(training, validation, batch_size=64)
    history: list[float] = []
    for epoch in range(epochs):
        train_epoch(model, train_batches, optimizer, device)
        history.append(evaluate(model, validation_batches, device))
        if history[-1] == max(history):
            save(path, model, optimizer, epoch)
    return history
