"""Subtracts the largest logit of the whole table: rows far below it underflow to 0 / 0.

Hint: 3
Caught by: softmax_extremes, softmax_shift
"""


def softmax(Z):
    Z = as_table("Z", Z)
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)
