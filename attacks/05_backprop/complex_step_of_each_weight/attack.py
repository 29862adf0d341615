def _s(Z):
    E = np.exp(np.where(Z.real < 0, Z, -Z))
    return np.where(Z.real < 0, E / (1 + E), 1 / (1 + E))


def _slopes(f, x):
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[place] += 1e-20j
        slopes[place] = f(moved).imag / 1e-20
    return slopes


def backward(self, label):
    """No pass backward: one forward pass per weight, with a complex step."""
    X, W, V = self.hidden.X, self.hidden.W, self.output.W
    _, label = outputs_and_labels(_s(_s(X @ W + 0j) @ V).real, label)

    def loss(W, V):
        y = _s(_s(X @ W + 0j) @ V)
        y = np.where(y.real < EPSILON, EPSILON, np.where(y.real > 1 - EPSILON, 1 - EPSILON, y))
        return -np.mean(label * np.log(y) + (1 - label) * np.log(1 - y))

    self.hidden.W_grad = _slopes(lambda w: loss(w, V), W)
    self.output.W_grad = _slopes(lambda v: loss(W, v), V)
    return float(loss(W, V).real)


Net.backward = backward
