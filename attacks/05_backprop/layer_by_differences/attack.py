def backward(self, dY):
    h, W, X = 1e-6, self.W, self.X

    def change(place, X_step, W_step):
        up, down = (sigmoid((X + sign * X_step) @ (W + sign * W_step)) for sign in (h, -h))
        return float((dY * (up - down)).sum() / (2 * h))

    def one(shape, place):
        step = np.zeros(shape)
        step[place] = 1.0
        return step

    self.W_grad = np.array([change(p, 0.0 * X, one(W.shape, p)) for p in np.ndindex(W.shape)]).reshape(W.shape)
    return np.array([change(p, one(X.shape, p), 0.0 * W) for p in np.ndindex(X.shape)]).reshape(X.shape)


LinearSigmoidLayer.backward = backward
