"""Pinned metadata and checksums of the image datasets."""

from groundwork.dataset.origin import Origin, Payload


def _idx(train_images: str, train_labels: str, test_images: str, test_labels: str) -> dict[str, Payload]:
    return {
        "train-images-idx3-ubyte": Payload(train_images, 47_040_016),
        "train-labels-idx1-ubyte": Payload(train_labels, 60_008),
        "t10k-images-idx3-ubyte": Payload(test_images, 7_840_016),
        "t10k-labels-idx1-ubyte": Payload(test_labels, 10_008),
    }


_DIGIT_NAMES = tuple("0123456789")

FASHION_MNIST = Origin(
    name="fashion-mnist",
    title="Fashion-MNIST",
    task="classification",
    other_tasks=("generation",),
    example="image",
    classes=(
        *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
        *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    ),
    image_shape=(28, 28),
    top_value=255,
    train_images=60_000,
    test_images=10_000,
    files=_idx(
        train_images="f4a8712d7a061bf5bd6d2ca38dc4d50a",
        train_labels="9018921c3c673c538a1fc5bad174d6f9",
        test_images="8181f5470baa50b63fa0f6fddb340f0a",
        test_labels="15d484375f8d13e6eb1aabb0c3f46965",
    ),
    torchvision_class="FashionMNIST",
    citation=(
        "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning "
        "Algorithms. arXiv:1708.07747, 2017."
    ),
    license="MIT, (c) 2017 Zalando SE",
    url="https://github.com/zalandoresearch/fashion-mnist",
)

MNIST = Origin(
    name="mnist",
    title="MNIST",
    task="classification",
    other_tasks=("generation",),
    example="image",
    classes=_DIGIT_NAMES,
    image_shape=(28, 28),
    top_value=255,
    train_images=60_000,
    test_images=10_000,
    files=_idx(
        train_images="6bbc9ace898e44ae57da46a324031adb",
        train_labels="a25bea736e30d166cdddb491f175f624",
        test_images="2646ac647ad5339dbf082846283269ea",
        test_labels="27ae3e4e09519cfbb04c329615203637",
    ),
    torchvision_class="MNIST",
    citation=(
        "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based Learning Applied to Document Recognition. "
        "Proceedings of the IEEE 86(11), 2278-2324, 1998."
    ),
    license="CC BY-SA 3.0 as stated by Keras and TensorFlow; (c) Yann LeCun and Corinna Cortes",
    url="http://yann.lecun.com/exdb/mnist/",
)

DIGITS = Origin(
    name="digits",
    title="Digits (8x8)",
    task="classification",
    other_tasks=("generation",),
    example="image",
    classes=_DIGIT_NAMES,
    image_shape=(8, 8),
    top_value=16,
    train_images=1_437,
    test_images=360,
    citation=(
        "E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits. UCI Machine Learning Repository, 1998. "
        "doi:10.24432/C50P49."
    ),
    license="CC BY 4.0; the copy inside scikit-learn is used",
    url="https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
    arrays_sha256="87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826",
)
