"""Clips the logits so that nothing overflows: large ones become equal.

Hint: 3
Caught by: softmax_extremes, softmax_shift
"""


def softmax(Z):
    Z = as_table("Z", Z)
    E = np.exp(np.clip(Z, -500.0, 500.0))
    return E / E.sum(axis=1, keepdims=True)
