"""Shifts the logits that it was given, in place.

Caught by: softmax_arguments
"""


def softmax(Z):
    Z = as_table("Z", Z)
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)
