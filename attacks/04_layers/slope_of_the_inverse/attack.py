def backward(self, dA):
    require_backward(self, "dA", dA)
    Z = np.log(self.A / (1.0 - self.A))
    return dA * (1.0 / (1.0 + np.exp(-(Z + 1e-20j)))).imag / 1e-20


SigmoidLayer.backward = backward
