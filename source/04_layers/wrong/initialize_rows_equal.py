"""Draws one row of weights, and gives it to every neuron.

Caught by: initialize, initialize_symmetry, initialize_agrees
"""


def initialize_parameters(n_in, n_out, init, rng):
    require_sizes(n_in, n_out, rng)
    if init == "plain":
        scale = 0.01
    elif init == "xavier":
        scale = np.sqrt(1 / n_in)
    elif init == "he":
        scale = np.sqrt(2 / n_in)
    else:
        raise ValueError(f"init is {init!r}, which nobody knows")
    return np.tile(rng.standard_normal(n_in) * scale, (n_out, 1)), np.zeros((n_out, 1))
