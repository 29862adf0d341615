def _f(Z):
    E = np.exp(np.where(Z.real < 0, Z, -Z))
    return np.where(Z.real < 0, E / (1 + E), 1 / (1 + E))


def _sf(self, Z):
    self.Z, self.shape = Z, np.shape(Z)
    self.A = _f(np.asarray(Z, dtype=float) + 0j).real
    return self.A


def _sb(self, dA):
    return dA * _f(self.Z + 1e-20j).imag / 1e-20


def _gradient(f, x):
    """The slopes of the number f(x), each from one complex step."""
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[place] += 1e-20j
        slopes[place] = f(moved).imag / 1e-20
    return slopes


def _lb(self, dZ):
    self.dW = _gradient(lambda W: (dZ * (W @ self.X + self.b)).sum(), self.W)
    self.db = _gradient(lambda b: (dZ * (self.W @ self.X + b)).sum(), self.b)
    return _gradient(lambda X: (dZ * (self.W @ X + self.b)).sum(), self.X)


def squared_error_cost(Y, Y_hat):
    Y, Y_hat = np.asarray(Y, dtype=float), np.asarray(Y_hat, dtype=float)
    if Y.shape != Y_hat.shape:
        raise ValueError(f"{Y.shape} {Y_hat.shape}")
    cost = lambda guess: ((guess - Y) ** 2).sum() / (2 * Y.shape[1])
    return float(cost(Y_hat)), _gradient(cost, Y_hat)


SigmoidLayer.forward, SigmoidLayer.backward, LinearLayer.backward = _sf, _sb, _lb
