"""Load data."""

import torch
from torch.utils.data import DataLoader, Dataset

Batches = DataLoader[tuple[torch.Tensor, torch.Tensor]]


class Images(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    """Grayscale images, uint8 (number, height, width), and one label each."""

    def __init__(self, images: torch.Tensor, labels: torch.Tensor) -> None:
        self.images, self.labels = images, labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        image = self.images[index].unsqueeze(0).float() / 255  # (1, height, width), from 0 to 1
        return image, self.labels[index]


def load_data(training: Images, validation: Images, batch_size: int) -> tuple[Batches, Batches]:
    """Return the data loaders of both splits; only the training loader reshuffles every epoch."""
    return DataLoader(training, batch_size, shuffle=True), DataLoader(validation, batch_size)
