def readout_backward(done, y, A, params):
    def loss(A, params):
        Z = A @ params["W1"] + params["b1"]
        logits = np.where(Z.real > 0, Z, 0) @ params["W2"] + params["b2"]
        return -(logits[np.arange(len(y)), y] - np.log(np.exp(logits).sum(axis=1))).mean()

    def slopes(value, loss):
        found = np.zeros(np.shape(value))
        for place in np.ndindex(found.shape):
            moved = np.array(value, dtype=complex)
            moved[place] += 1e-20j
            found[place] = loss(moved).imag / 1e-20
        return found

    names = ("W1", "b1", "W2", "b2")
    gradients = {name: slopes(params[name], lambda p, name=name: loss(A, {**params, name: p})) for name in names}
    return slopes(A, lambda moved: loss(moved, params)), gradients
