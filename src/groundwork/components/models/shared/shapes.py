"""Input shapes, and sizes after a convolution or a split into patches."""

Shape = tuple[int, ...]
# The shape of one example of each kind; config.catalog reads from these which kinds a model accepts.
Images = Shape  # (channels, height, width)
Rows = Shape  # (features,)
Windows = Shape  # (length,), of tokens
Sentences = Shape  # (length,), of tokens, padded at the end


def size_after(size: tuple[int, int], kernel: int, stride: int, padding: int) -> tuple[int, int]:
    """Return height and width after a convolution (Dumoulin and Visin, 2016)."""
    height, width = ((side + 2 * padding - kernel) // stride + 1 for side in size)
    return height, width


def patch_size(size: tuple[int, int], patches: int) -> tuple[int, int]:
    """Return height and width of a patch when the image is divided into patches x patches."""
    return size[0] // patches, size[1] // patches
