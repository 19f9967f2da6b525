"""Type aliases for the kinds of examples.

config.catalog reads them from the signatures of preprocessing and augmentation functions; a function annotated with a
plain tensor accepts every kind.
"""

import torch

Images = torch.Tensor  # 8-bit (n, height, width) or (n, channels, height, width), as stored in a file
Rows = torch.Tensor  # of a table: (n, features)
Windows = torch.Tensor  # of tokens: (n, length)
Sentences = torch.Tensor  # of tokens, padded at the end: (n, length)
