"""Takes exponentials of the logits as they come: those of 1000 overflow.

Hint: 3
Caught by: softmax_extremes, softmax_shift
"""


def softmax(Z):
    Z = as_table("Z", Z)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)
