"""Takes the derivative the wrong way round: the descent climbs.

Caught by: cost_gradient, cost_numerical, train_one_example, train_or_gate, train_xor, train_agrees,
train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


def squared_error_cost(Y, Y_hat):
    require_same_shape(Y, Y_hat)
    n = Y.shape[1]
    return float(np.sum((Y - Y_hat) ** 2)) / (2 * n), (Y - Y_hat) / n
