"""Takes the variance for the standard deviation: there is no square root.

Hint: 3
Caught by: initialize, initialize_agrees
"""


def initialize_parameters(n_in, n_out, init, rng):
    require_sizes(n_in, n_out, rng)
    if init == "plain":
        scale = 0.01
    elif init == "xavier":
        scale = 1 / n_in
    elif init == "he":
        scale = 2 / n_in
    else:
        raise ValueError(f"init is {init!r}, which nobody knows")
    return rng.standard_normal((n_out, n_in)) * scale, np.zeros((n_out, 1))
