"""Averages the cost, but not the gradient: so dW and db are sums over the examples.

Hint: 3
Caught by: cost_gradient, cost_numerical, train_or_gate, train_xor, train_agrees, train_continues, train_symmetry,
train_or_gate_converges, train_single_neuron
"""


def squared_error_cost(Y, Y_hat):
    require_same_shape(Y, Y_hat)
    n = Y.shape[1]
    return float(np.sum((Y - Y_hat) ** 2)) / (2 * n), Y_hat - Y
