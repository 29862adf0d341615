def forward(self, Z):
    self.Z, self.shape = Z, np.shape(Z)
    self.A = np.exp(-np.logaddexp(0.0, -Z))
    return self.A


def backward(self, dA):
    h, slope = 1e-5, lambda Z: np.exp(-np.logaddexp(0.0, -Z))
    return dA * (slope(self.Z + h) - slope(self.Z - h)) / (2 * h)


SigmoidLayer.forward, SigmoidLayer.backward = forward, backward
