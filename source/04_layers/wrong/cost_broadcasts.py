"""Does not compare the shapes: NumPy stretches a column and a row into a square.

Caught by: cost_shapes
"""


def squared_error_cost(Y, Y_hat):
    n = Y.shape[1]
    return float(np.sum((Y - Y_hat) ** 2)) / (2 * n), (Y_hat - Y) / n
