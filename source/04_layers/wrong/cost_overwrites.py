"""Writes the errors over the Y_hat that it was given.

Caught by: cost, train_or_gate, train_xor, train_agrees, train_continues, train_symmetry, train_or_gate_converges,
train_single_neuron
"""


def squared_error_cost(Y, Y_hat):
    require_same_shape(Y, Y_hat)
    Y_hat -= Y
    n = Y.shape[1]
    return float(np.sum(Y_hat**2)) / (2 * n), Y_hat / n
