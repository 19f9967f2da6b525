"""One step of an LSTM."""

from torch import Tensor

State = tuple[Tensor, Tensor]  # hidden state and memory, both (batch, units)


def lstm_cell(inputs: Tensor, state: State, w_x: Tensor, w_h: Tensor, bias: Tensor) -> State:
    """Return the next state; inputs: (batch, features).

    Hochreiter and Schmidhuber 1997, Gers et al. 2000. w_x is (4 units, features), w_h (4 units, units) and
    bias (4 units): a block of rows each for the input gate, forget gate, candidate and output gate.
    """
    hidden, memory = state
    blocks = inputs @ w_x.T + hidden @ w_h.T + bias  # (batch, 4 units)
    enter, forget, candidate, leave = blocks.chunk(4, dim=1)
    memory = forget.sigmoid() * memory + enter.sigmoid() * candidate.tanh()
    return leave.sigmoid() * memory.tanh(), memory
