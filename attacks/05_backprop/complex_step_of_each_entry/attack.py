def _gradient(f, x):
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[place] += 1e-20j
        slopes[place] = f(moved).imag / 1e-20
    return slopes


def _s(Z):
    E = np.exp(np.where(Z.real < 0, Z, -Z))
    return np.where(Z.real < 0, E / (1 + E), 1 / (1 + E))


def _softplus(Z):
    return np.where(Z.real > 0, Z, 0) + np.log1p(np.exp(np.where(Z.real > 0, -Z, Z)))


def neuron_gradient(theta, X, y):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    y = as_array("y", y, len(X))
    return _gradient(lambda t: (y * _softplus(-(X @ t)) + (1 - y) * _softplus(X @ t)).mean(), theta)


def _backward(self, dY):
    self.W_grad = _gradient(lambda W: (dY * _s(self.X @ W)).sum(), self.W)
    return _gradient(lambda X: (dY * _s(X @ self.W)).sum(), self.X)


LinearSigmoidLayer.backward = _backward
