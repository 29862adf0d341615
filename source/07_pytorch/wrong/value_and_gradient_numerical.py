"""Takes differences in place of a backward pass.

Caught by: value_and_gradient, value_and_gradient_shape, value_and_gradient_precision, value_and_gradient_arguments,
value_and_gradient_engine
"""


def value_and_gradient(f, x):
    h = 1e-3
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(tensor(x + step)).item() - f(tensor(x - step)).item()) / (2 * h) for step in steps]
    return f(tensor(x)).item(), np.array(slopes).reshape(x.shape)
