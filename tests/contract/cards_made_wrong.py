"""For each card, pairs of correct and wrong code: mistakes that interviewers look for."""

WRONG: dict[str, list[tuple[str, str]]] = {
    "training_step": [
        ("    optimizer.zero_grad()\n", ""),
        ("    model.train()\n", ""),
        ("    model.eval()\n", ""),
        ("@torch.no_grad()\n", ""),
        ("return loss.item()", "return 2 * loss.item()"),
        ("argmax(dim=1)", "argmin(dim=1)"),
    ],
    "mlp": [
        ("if layer < last", "if layer <= last"),
        ("hidden @ weight.T + bias", "hidden @ weight.T"),
        ("math.sqrt(2 / i)", "math.sqrt(1 / i)"),
        ("torch.zeros(o)", "torch.ones(o)"),
    ],
    "sgd_with_momentum": [
        (".add_(parameter.grad)", ".add_((1 - self.momentum) * parameter.grad)"),
        ("self.learning_rate * velocity", "self.learning_rate * parameter.grad"),
        ("velocity.mul_(self.momentum)", "velocity"),
    ],
    "adam": [
        ("mean = m / (1 - self.beta_1**self.steps)", "mean = m"),
        ("square = v / (1 - self.beta_2**self.steps)", "square = v"),
        ("square.sqrt() + epsilon", "(square + epsilon).sqrt()"),
        ("parameter.grad**2", "parameter.grad.abs()"),
        ("        self.steps += 1\n", "        self.steps = 1\n"),
        ("beta_2: float = 0.999", "beta_2: float = 0.99"),
    ],
    "cross_entropy": [
        ("np.exp(logits - largest)", "np.exp(logits)"),
        ("largest[:, 0] + np.log(total)", "np.log(total)"),
        (".mean()", ".sum()"),
    ],
    "backpropagation": [
        (" * (before > 0)", ""),
        ("    d_logits /= len(x)\n", ""),
        ("    d_logits[rows, labels] -= 1\n", ""),
        ("hidden @ w2 + b2", "hidden @ w2"),
    ],
    "dropout": [
        (" / (1 - rate)\n", "\n"),
        ("bernoulli_(1 - rate)", "bernoulli_(rate)"),
        ("    if not training:\n        return inputs\n", ""),
    ],
    "batch_normalization": [
        ("unbiased=False", "unbiased=True"),
        ("inputs.var(dim=0, unbiased=True)", "variance"),
        ("        if training:\n", "        if True:\n"),
        (" + self.epsilon", ""),
        ("mean, self.momentum", "mean, 1 - self.momentum"),
    ],
    "convolution": [
        ("patch, filters, axes", "patch, filters[:, :, ::-1, ::-1], axes"),
        ("products + biases", "products"),
        ("(padded.shape[2] - size) // stride + 1", "(padded.shape[2] - size + 1) // stride"),
        ("row * stride, column * stride", "row, column"),
    ],
    "xavier_and_he": [
        ("math.sqrt(6 / (fan_in + fan_out))", "math.sqrt(2 / (fan_in + fan_out))"),
        ("math.sqrt(2 / fan_in)", "math.sqrt(2 / fan_out)"),
    ],
    "precision_recall_f1": [
        ("true_positives / predicted if", "true_positives / actual if"),
        ("2 * precision * recall / (precision + recall)", "(precision + recall) / 2"),
        ("(labels == predictions)", "(labels != predictions)"),
        ("true_positives / predicted if predicted else 0.0", "true_positives / max(predicted, 1) if actual else 1.0"),
    ],
    "k_fold": [
        ("generator.permutation(examples)", "np.arange(examples)"),
        ("parts[:number] + parts[number + 1 :]", "parts"),
        ("yield training, validation", "yield validation, training"),
    ],
    "softmax": [
        ("scaled - scaled.max(axis=1, keepdims=True)", "scaled"),
        ("logits / temperature", "logits * temperature"),
        ("p * (d_p - (p * d_p).sum(axis=1, keepdims=True))", "p * d_p"),
    ],
    "attention": [
        (" / math.sqrt(width)", ""),
        ("triu(diagonal=1)", "triu(diagonal=0)"),
        ("softmax(dim=-1)", "softmax(dim=-2)"),
        ("    if causal:\n", "    if not causal:\n"),
    ],
    "early_stopping": [
        ("validation_loss < self.best_loss", "validation_loss <= self.best_loss"),
        ("self.waited >= self.patience", "self.waited > self.patience"),
        ("copy.deepcopy(model.state_dict())", "model.state_dict()"),
        ("self.waited, self.best_loss = 0, validation_loss", "self.best_loss = validation_loss"),
    ],
    "calibration_error": [
        ("members.mean() * gap", "gap / bins"),
        ("abs(correct[members].mean() - confidence[members].mean())", "correct[members].mean()"),
        ("probabilities.max(axis=1)", "probabilities.min(axis=1)"),
    ],
    "range_test": [
        ("    model = copy.deepcopy(model)\n", ""),
        ("rate * factor", "rate + factor"),
        ("loss.item() <= 4 * best", "loss.item() <= 2 * best"),
        ("        optimizer.zero_grad()\n", ""),
    ],
    "temperature_scaling": [
        ("logits / log_temperature.exp()", "logits * log_temperature.exp()"),
        ("return log_temperature.exp().item()", "return log_temperature.item()"),
        ("        optimizer.zero_grad()\n", ""),
        ("torch.softmax(logits / temperature, dim=1)", "torch.softmax(logits / temperature, dim=0)"),
    ],
}
