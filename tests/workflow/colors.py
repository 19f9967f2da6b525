"""A dataset of images in colors, a loss that is one function, and studies of them."""

from tests.workflow.project import Project

COLORS = '''

def _colors() -> Arrays:
    """Return images of 6x6 pixels whose class is their brightest channel, and half of them in the dark."""
    import numpy as np

    random = np.random.default_rng(0)
    labels = np.arange(400) % 3
    images = random.integers(0, 120, (400, 3, 6, 6))
    images[np.arange(400), labels] += 100
    images[::7] //= 2
    return images.astype(np.uint8), labels.astype(np.uint8)


ORIGINS["colors"] = Origin(
    name="colors",
    title="Three colors",
    task="classification",
    example="image",
    classes=("red", "green", "blue"),
    image_shape=(6, 6),
    channels=3,
    top_value=255,
    train_images=320,
    test_images=80,
    citation="none needed",
    license="none needed",
    url="none",
    make=_colors,
    arrays_sha256="f99feb87942004d1da26b6bd81d4e5c3c9865ef3b85ad9733ebe520e1436826f",
)
'''
LOG_COSH = '''

def log_cosh(predictions: Prediction, targets: torch.Tensor) -> TargetUnits:
    """Return the mean of log cosh(prediction - target), which for large errors grows like their size."""
    return (predictions.view_as(targets) - targets).cosh().log().mean()
'''
STUDIES = """
  colors:
    fixed: {dataset: colors, preprocessing: standardized, augmentation: random_crop}
    vary:
      model: [{cnn: {filters: [4]}}, {mlp: {hidden_layer_sizes: [8]}}, {transformer: {patches: 3, num_layers: 1}}, lstm]
    figures: [examples, loss_curves, confusion_matrices, accuracy_by_variant]
  absolute:
    fixed: {dataset: diabetes, preprocessing: standardized_features, initializer: zeros, learning_rate: 1e-3}
    vary:
      loss: [mean_squared_error, mean_absolute_error, log_cosh]
    figures: [regression_errors, loss_curves]
"""


def add_colors_and_loss(project: Project) -> None:
    """Have the project study these, and nothing else."""
    for file, text in {"dataset/origins.py": COLORS, "components/losses.py": LOG_COSH}.items():
        path = project.root / "src" / "groundwork" / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    project.edit("params.yaml", "datasets: [digits]", "datasets: [digits, colors, diabetes]")
    params = (project.root / "params.yaml").read_text(encoding="utf-8")
    start, _, rest = params.partition("\nstudies:\n")
    end = rest[rest.index("\nstatistics:") :]
    (project.root / "params.yaml").write_text(f"{start}\nstudies:{STUDIES}{end}", encoding="utf-8")
