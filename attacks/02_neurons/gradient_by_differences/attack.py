import math

CURVES = {"tanh": math.tanh, "sigmoid": lambda x: 1.0 / (1.0 + math.exp(-x)), "relu": lambda x: max(x, 0.0)}


def activate(z, activation):
    if activation == "linear":
        return z
    f, h = CURVES[activation], 1e-6
    slope = (f(z.data + h) - f(z.data - h)) / (2 * h)
    return z * slope + (f(z.data) - z.data * slope)
