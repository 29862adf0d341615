"""Takes slopes from differences of the cost, without a backward pass.

Caught by: train_one_example, train_or_gate, train_xor, train_agrees, train_continues, train_symmetry,
train_or_gate_converges, train_single_neuron
"""


def train(layers, X, Y, lr, epochs):
    costs = []
    for _ in range(epochs):
        costs.append(squared_error_cost(Y, predict(layers, X))[0])
        linear = [layer for layer in layers if isinstance(layer, LinearLayer)]
        for layer in linear:
            for values, slopes in ((layer.W, layer.dW), (layer.b, layer.db)):
                for place in np.ndindex(values.shape):
                    kept, h = values[place], 1e-5
                    values[place] = kept + h
                    above = squared_error_cost(Y, predict(layers, X))[0]
                    values[place] = kept - h
                    slopes[place] = (above - squared_error_cost(Y, predict(layers, X))[0]) / (2 * h)
                    values[place] = kept
        for layer in linear:
            layer.update_params(lr)
    return costs
