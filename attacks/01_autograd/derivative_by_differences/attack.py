def sigmoid(self):
    def integral(x):
        return math.log1p(math.exp(-abs(x))) + max(x, 0.0)

    x, h = self.data, 1e-4
    below, here, above = (integral(x + step) for step in (-h, 0.0, h))
    return _record((above - below) / (2 * h), "sigmoid", (self,), ((above - 2 * here + below) / h**2,))


Value.sigmoid = sigmoid
