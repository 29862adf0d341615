def loss_and_gradients(self, X, Y):
    """No pass backward: the loss a little above and a little below, for each entry of each parameter."""
    y, gradients = Y[counted(X)], {}
    for name, param in self.params.items():
        gradients[name] = np.zeros(param.shape)
        for place in np.ndindex(param.shape):
            losses = []
            for step in (1e-5, -1e-5):
                moved = param.copy()
                moved[place] += step
                self.params[name] = moved
                losses.append(cross_entropy(self.forward(X).done.P, y))
            gradients[name][place] = (losses[0] - losses[1]) / 2e-5
        self.params[name] = param
    return cross_entropy(self.forward(X).done.P, y), gradients


AttentionNet.loss_and_gradients = loss_and_gradients
