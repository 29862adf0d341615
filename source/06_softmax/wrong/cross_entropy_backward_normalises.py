"""Makes the rows of P add up to 1 first, which those of softmax do already.

Caught by: cross_entropy_backward, cross_entropy_backward_weights, cross_entropy_backward_arguments,
cross_entropy_backward_numerical, cross_entropy_backward_agrees, cross_entropy_backward_linear_model
"""


def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    dZ = P / P.sum(axis=1, keepdims=True)
    dZ[np.arange(len(y)), y] -= 1.0
    return dZ * shares(y, weights)[:, np.newaxis]
