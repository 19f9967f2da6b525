"""The shape of one input, and what a sliding window or a cut leaves of an image."""

Shape = tuple[int, ...]
# Of one example of each kind; config.catalog reads from these which kinds a model takes.
Images = Shape  # (channels, height, width)
Rows = Shape  # (features,)
Windows = Shape  # (length,), of tokens


def size_after(size: tuple[int, int], kernel: int, stride: int, padding: int) -> tuple[int, int]:
    """Return height and width after a convolution that fits into the padded image (Dumoulin and Visin, 2016)."""
    height, width = ((side + 2 * padding - kernel) // stride + 1 for side in size)
    return height, width


def patch_size(size: tuple[int, int], patches: int) -> tuple[int, int]:
    """Return height and width of one of patches x patches equal patches, which divide the image."""
    return size[0] // patches, size[1] // patches
