"""Scales by the number of outputs, not of inputs.

Hint: 2
Caught by: initialize, initialize_agrees
"""


def initialize_parameters(n_in, n_out, init, rng):
    require_sizes(n_in, n_out, rng)
    if init == "plain":
        scale = 0.01
    elif init == "xavier":
        scale = np.sqrt(1 / n_out)
    elif init == "he":
        scale = np.sqrt(2 / n_out)
    else:
        raise ValueError(f"init is {init!r}, which nobody knows")
    return rng.standard_normal((n_out, n_in)) * scale, np.zeros((n_out, 1))
