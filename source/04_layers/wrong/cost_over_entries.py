"""Takes the average over all entries, so that it depends on the number of outputs.

Caught by: cost, cost_gradient, cost_shapes, cost_numerical, train_agrees, train_continues, train_symmetry,
train_or_gate_converges, train_single_neuron
"""


def squared_error_cost(Y, Y_hat):
    require_same_shape(Y, Y_hat)
    return float(np.mean((Y - Y_hat) ** 2)) / 2, (Y_hat - Y) / Y.size
