"""Takes any unknown init for the plain one.

Hint: 3
Caught by: initialize_unknown
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
        scale = 0.01
    return rng.standard_normal((n_out, n_in)) * scale, np.zeros((n_out, 1))
