def neuron_gradient(theta, X, y):
    def loss(weights):
        a = np.clip(neuron(X, weights), 1e-300, 1.0)
        b = np.clip(neuron(X, -weights), 1e-300, 1.0)
        return float(-np.mean(y * np.log(a) + (1.0 - y) * np.log(b)))

    theta = np.asarray(theta, dtype=float)
    return np.array([(loss(theta + 1e-5 * e) - loss(theta - 1e-5 * e)) / 2e-5 for e in np.eye(len(theta))])
