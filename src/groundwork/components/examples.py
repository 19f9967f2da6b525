"""The kinds of examples, as the types of what preprocessing and augmentation are given; config.catalog reads them.

A function whose type names none of them takes all kinds.
"""

import torch

Images = torch.Tensor  # 8-bit (n, height, width) or (n, channels, height, width) as they lie in a file
Rows = torch.Tensor  # of a table: (n, features)
Windows = torch.Tensor  # of tokens: (n, length)
