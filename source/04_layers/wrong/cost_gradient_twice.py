"""Forgets that the 2 of the square and the 2 below cancel.

Hint: 2
Caught by: cost_gradient, cost_numerical, train_one_example, train_or_gate, train_xor, train_agrees,
train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


def squared_error_cost(Y, Y_hat):
    require_same_shape(Y, Y_hat)
    n = Y.shape[1]
    return float(np.sum((Y - Y_hat) ** 2)) / (2 * n), 2 * (Y_hat - Y) / n
