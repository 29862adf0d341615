def _s(Z):
    E = np.exp(np.where(Z.real < 0, Z, -Z))
    return np.where(Z.real < 0, E / (1 + E), 1 / (1 + E))


def _sums(y):
    """The sums that would give these outputs: the sigmoid, inverted."""
    y = np.clip(np.asarray(y, dtype=float), 1e-15, 1.0 - 1e-15)
    return np.log(y) - np.log1p(-y)


def neuron_gradient(theta, X, y, answer=neuron):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    y = as_array("y", y, len(X))
    z = _sums(answer(X, theta)) + 1e-20j * X.T
    return -(y * np.log(_s(z)) + (1 - y) * np.log(_s(-z))).mean(axis=1).imag / 1e-20


def backward(self, dY):
    if self.X is None or self.Y is None:
        raise RuntimeError("backward goes back over a forward pass; call forward first")
    dY, X, W, Z = as_array("dY", dY, *self.Y.shape), self.X, self.W, _sums(self.Y)
    self.W_grad = (dY * _s(Z + 1e-20j * X.T[:, :, None])).sum(axis=1).imag / 1e-20
    return (dY * _s(Z + 1e-20j * W[:, None, :])).sum(axis=2).imag.T / 1e-20


LinearSigmoidLayer.backward = backward
