"""Pinned metadata and checksums of a dataset."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # the Snakefile, which imports this, need not wait for numpy
    from numpy.typing import NDArray

Arrays = tuple["NDArray[Any]", "NDArray[Any]"]


class Payload(NamedTuple):
    """The pinned checksum and size in bytes of an unpacked file."""

    md5: str
    size: int


@dataclass(frozen=True)
class Origin:
    """Where a dataset comes from and what its bytes must be, which task it sets, and what one example is.

    `task` names a file of tasks/. An `example` is an `image` of `channels` and `image_shape`, whose value `top_value`
    maps to 1.0; a `row` of a table with `feature_names`; a `window` of `length` tokens; `train_images` and
    `test_images` count examples, whatever these are. A regression has no `classes`; of tokens they are the vocabulary.
    What has no `files` is made by `make`, or comes from scikit-learn.
    """

    name: str
    title: str
    task: str
    example: str
    classes: tuple[str, ...]
    train_images: int
    test_images: int
    citation: str
    license: str
    url: str
    image_shape: tuple[int, ...] = ()
    channels: int = 1
    top_value: int = 1
    feature_names: tuple[str, ...] = ()
    length: int = 0
    files: Mapping[str, Payload] = field(default_factory=dict)
    torchvision_class: str | None = None
    make: Callable[[], Arrays] | None = None
    arrays_sha256: str | None = None

    @property
    def has_test_split(self) -> bool:
        """Whether the test split is the publisher's; without one, each seed draws its own from all examples."""
        return bool(self.files)

    @property
    def stored_shape(self) -> tuple[int, ...]:
        """The shape of one example in the prepared file, where gray images need no channel."""
        return self.image_shape if self.image_shape and self.channels == 1 else self.shape

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one example: channels, height and width of an image, or how many columns or tokens there are."""
        if self.image_shape:
            return (self.channels, *self.image_shape)
        return (len(self.feature_names) or self.length,)
