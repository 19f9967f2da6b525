"""Settings that are each valid and do not go together, refused before anything runs."""

from collections.abc import Iterator

from groundwork.config.catalog import MODEL, entries, is_estimator
from groundwork.config.schema import Settings
from groundwork.errors import UserError

TABLE_MODELS = ("deep_mlp", "mlp", "softmax_regression")
TABLE_PREPROCESSING = ("standardized_features",)


def refuse_misfits(place: str, settings: Settings, classes: int, is_table: bool) -> None:
    """Raise UserError with one line for each setting that does not fit the dataset; 0 classes mean a regression."""
    on_data = _on_table(settings) if is_table else _on_images(settings)
    problems = [*_of_loss(settings, classes), *_of_model(settings), *on_data]
    if problems:
        raise UserError("\n".join(f"{place}: {problem}" for problem in problems))


def _of_loss(settings: Settings, classes: int) -> Iterator[str]:
    loss, dataset = settings.loss.name, settings.dataset
    if is_estimator(settings.model.name):
        if classes == 0:
            yield f"model '{settings.model.name}' tells classes apart and '{dataset}' has none; name a network"
        return
    if (loss == "mean_squared_error") is not (classes == 0):
        wanted = "mean_squared_error" if classes == 0 else "cross_entropy"
        yield f"loss '{loss}' does not fit dataset '{dataset}' of {classes} classes; write loss: {wanted}"
    elif loss == "binary_cross_entropy" and classes != 2:
        yield f"loss '{loss}' needs two classes and '{dataset}' has {classes}; write loss: cross_entropy"


def _of_model(settings: Settings) -> Iterator[str]:
    """Yield what a model would refuse only when it is built, in the middle of a run."""
    name = settings.model.name
    chosen = entries(MODEL)[name].defaults | settings.model.settings
    if name == "transformer" and chosen["dimension"] % chosen["heads"]:
        yield f"transformer.heads: {chosen['heads']} does not divide dimension {chosen['dimension']}; write another"
    if name == "nearest_neighbors" and chosen["neighbors"] > settings.train_images:
        asked, images = chosen["neighbors"], settings.train_images
        yield f"nearest_neighbors.neighbors: {asked} is more than the {images} training images; write fewer"


def _on_table(settings: Settings) -> Iterator[str]:
    dataset, model, preprocessing = settings.dataset, settings.model.name, settings.preprocessing.name
    if model not in TABLE_MODELS and not is_estimator(model):
        yield f"model '{model}' reads images and '{dataset}' is a table; name another ({', '.join(TABLE_MODELS)})"
    if preprocessing not in TABLE_PREPROCESSING:
        allowed = ", ".join(TABLE_PREPROCESSING)
        yield f"preprocessing '{preprocessing}' is for images and '{dataset}' is a table; name another ({allowed})"
    if settings.augmentation.name != "none":
        yield f"augmentation '{settings.augmentation.name}' is for images and '{dataset}' is a table; write none"


def _on_images(settings: Settings) -> Iterator[str]:
    if settings.preprocessing.name in TABLE_PREPROCESSING:
        name, dataset = settings.preprocessing.name, settings.dataset
        yield f"preprocessing '{name}' is for tables and '{dataset}' has images; write unit_range or standardized"
